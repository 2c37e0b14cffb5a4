using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>The trial ends while a queue is still being worked off. Who is left when the drain ends is told by <see cref="CensoredAgents"/>.</summary>
internal sealed class HorizonTooShort : IDiagnostic
{
    private const double Ratio = 0.8;
    private const double Jobs = 5;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Timelines.Select(timeline => (timeline, Why: Why(timeline))).Where(each => each.Why.Length > 0).ToList();
        if (hit.Count == 0) yield break;
        yield return new(Severity.Warning, $"The horizon is too short in {Words.Many(hit.Count, "cell")}",
            Words.List([.. hit.Select(each => $"{Course.Where(view, each.timeline)}: {each.Why}")]) + ". A longer `for` would show how it ends.");
    }

    private static string Why(CellTimeline timeline)
    {
        var (third, last) = Course.LateQueue(timeline);
        return last > Jobs && last < Ratio * third
            ? $"the queue falls from {Numbers.Significant(third, 2)} to {Numbers.Significant(last, 2)} jobs in the second half and is not empty at its end"
            : "";
    }
}
