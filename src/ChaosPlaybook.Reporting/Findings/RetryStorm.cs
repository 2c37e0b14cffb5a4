using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// Retries that make load: A(t), the attempts sent in a bin over the first attempts sent in it, above 1.5 for at least 10 s; or
/// servers full for that long with work that first attempts alone would not fill them with (λ below μ, A·λ above).
/// </summary>
internal sealed class RetryStorm : IDiagnostic
{
    private const double Storm = 1.5;
    private const double Seconds = 10;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Timelines.Select(timeline => (timeline, Stretch: Find(timeline))).Where(each => each.Stretch is not null)
            .Select(each => (each.timeline, Stretch: each.Stretch!.Value, Peak: Peak(each.timeline, each.Stretch!.Value))).ToList();
        if (hit.Count == 0) yield break;
        var (worst, stretch, peak) = hit.MaxBy(each => each.Peak);
        yield return new(Severity.Warning, $"Retry storm in {Words.Many(hit.Count, "cell")}",
            $"{Words.List([.. hit.Select(each => Course.Where(view, each.timeline))])}. Worst in {Course.Where(view, worst)}: from {Course.Span(worst, stretch)} up to "
            + $"{Numbers.Significant(peak, 2)} attempts are sent per first attempt. A retry budget, a breaker or longer waits take the load away.",
            Subject.Result);
    }

    private static Stretch? Find(CellTimeline timeline) =>
        Course.Longest(timeline, Seconds, bin => Amplification(timeline, bin) > Storm || Overloads(timeline, bin));

    private static double Peak(CellTimeline timeline, Stretch stretch) =>
        Enumerable.Range(stretch.First, stretch.Bins).Max(bin => Amplification(timeline, bin) is var ratio && double.IsFinite(ratio) ? ratio : 0);

    private static double Amplification(CellTimeline timeline, int bin) => timeline[Timeline.Attempts][bin] / timeline[Timeline.FirstAttempts][bin];

    private static bool Overloads(CellTimeline timeline, int bin) => timeline[Timeline.Utilisation][bin] >= Course.Full
        && timeline[Timeline.FirstAttempts][bin] < timeline[Timeline.Served][bin] && timeline[Timeline.Attempts][bin] > timeline[Timeline.Served][bin];
}
