namespace ChaosPlaybook.Reporting;

/// <summary>The queue still grows at the end: there is no steady state, and every mean depends on the length of the trial.</summary>
internal sealed class QueueGrowth : IDiagnostic
{
    private const double Ratio = 1.25;
    private const double Jobs = 5;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Timelines.Select(timeline => (timeline, Queue: Course.LateQueue(timeline)))
            .Where(each => each.Queue.Last > Ratio * each.Queue.Third && each.Queue.Last > each.Queue.Third + Jobs).ToList();
        if (hit.Count == 0) yield break;
        var (worst, queue) = hit.MaxBy(each => each.Queue.Last);
        yield return new(Severity.Warning, $"The queue grows to the end in {Words.Many(hit.Count, "cell")}",
            $"{Words.List([.. hit.Select(each => Course.Where(view, each.timeline))])}. In {Course.Where(view, worst)} it is {Numbers.Significant(queue.Third, 2)} jobs on average in the third "
            + $"quarter of the counted time and {Numbers.Significant(queue.Last, 2)} in the last: durations there say how long the trial was, not how the system is.");
    }
}
