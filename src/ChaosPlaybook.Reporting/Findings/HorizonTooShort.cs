using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>The trial ends while a queue is still being worked off, or the drain while workflows are under way.</summary>
internal sealed class HorizonTooShort : IDiagnostic
{
    private const double Ratio = 0.8;
    private const double Jobs = 5;
    private const double Left = 0.5;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Timelines.Select(timeline => (timeline, Why: Why(timeline))).Where(each => each.Why.Length > 0).ToList();
        if (hit.Count == 0) yield break;
        yield return new(Severity.Warning, $"The horizon is too short in {Words.Many(hit.Count, "cell")}",
            Words.List([.. hit.Select(each => $"{Course.Where(view, each.timeline)}: {each.Why}")]) + ". A longer `for` or `drain` would show how it ends.");
    }

    private static string Why(CellTimeline timeline)
    {
        var (third, last) = Course.LateQueue(timeline);
        if (last > Jobs && last < Ratio * third)
            return $"the queue falls from {Numbers.Significant(third, 2)} to {Numbers.Significant(last, 2)} jobs in the second half and is not empty at its end";
        // Bins of an empty drain are cut off, so the last bin shows work only when the drain ended with some.
        var open = timeline[Timeline.InFlight][^1];
        return timeline.Phases[^1] == TimelinePhase.Drain && open >= Left
            ? $"{Numbers.Significant(open, 2)} workflows are under way when the drain ends"
            : "";
    }
}
