using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>Servers full for at least 10 s while the queue grows.</summary>
internal sealed class Saturation : IDiagnostic
{
    private const double Seconds = 10;
    private const double Jobs = 1;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Timelines
            .Select(timeline => (timeline, Stretch: Course.Longest(timeline, Seconds, bin => timeline[Timeline.Utilisation][bin] >= Course.Full)))
            .Where(each => each.Stretch is { } full && each.timeline[Timeline.Queue][full.Last] > each.timeline[Timeline.Queue][full.First] + Jobs)
            .Select(each => (each.timeline, Stretch: each.Stretch!.Value)).ToList();
        if (hit.Count == 0) yield break;
        var (worst, stretch) = hit.MaxBy(each => each.timeline[Timeline.Queue][each.Stretch.Last]);
        var queue = worst[Timeline.Queue];
        yield return new(Severity.Warning, $"Saturated servers in {Words.Many(hit.Count, "cell")}",
            $"{Words.List([.. hit.Select(each => Course.Where(view, each.timeline))])}. Worst in {Course.Where(view, worst)}: from {Course.Span(worst, stretch)} at least "
            + $"{Numbers.Percent(Course.Full)} of the servers are at work and the queue goes from {Numbers.Significant(queue[stretch.First], 2)} to {Numbers.Significant(queue[stretch.Last], 2)} jobs. "
            + "Goodput cannot rise any further there; latency is queueing.",
            Subject.Result);
    }
}
