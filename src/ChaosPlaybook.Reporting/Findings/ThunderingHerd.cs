using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// After an outage everybody comes back at once: peak of the attempts per bin in the 10 s after goodput has returned, over their
/// mean before the outage. An outage is goodput below half of what is offered for at least 3 s.
/// </summary>
internal sealed class ThunderingHerd : IDiagnostic
{
    private const double Crowd = 2;
    private const double OutageSeconds = 3;
    private const double AfterSeconds = 10;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Timelines.Select(timeline => (timeline, Herd: Find(timeline))).Where(each => each.Herd.Ratio >= Crowd).ToList();
        if (hit.Count == 0) yield break;
        var (worst, herd) = hit.MaxBy(each => each.Herd.Ratio);
        yield return new(Severity.Notice, $"Thundering herd in {Words.Many(hit.Count, "cell")}",
            $"{Words.List([.. hit.Select(each => Course.Where(view, each.timeline))])}. Worst in {Course.Where(view, worst)}: after the outage that ends at "
            + $"{Numbers.Significant(worst.Times[herd.Bin], 6)} s attempts peak at {Numbers.Significant(herd.Ratio, 2)} times their mean before it. Jitter spreads them.",
            Subject.Result);
    }

    private static (double Ratio, int Bin) Find(CellTimeline timeline)
    {
        var (offered, goodput) = (timeline[Timeline.Offered], timeline[Timeline.Goodput]);
        if (Course.Longest(timeline, OutageSeconds, bin => goodput[bin] < offered[bin] / 2) is not { First: > 0 } outage) return (0, 0);
        var back = outage.Last + 1;
        if (back >= timeline.Count || timeline.Phases[back] == TimelinePhase.Drain) return (0, 0);
        var attempts = timeline[Timeline.Attempts];
        var peak = attempts.Skip(back).Take((int)Math.Ceiling(AfterSeconds / timeline.BinSeconds)).Max();
        return (peak / Course.Mean(attempts, Enumerable.Range(0, outage.First)), back);
    }
}
