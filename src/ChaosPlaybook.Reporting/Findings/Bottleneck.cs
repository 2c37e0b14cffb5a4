using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// Of several stations the one whose servers are busiest over the counted time, where it is at work most of it and well ahead of the
/// next: the first to be full when more is asked.
/// </summary>
internal sealed class Bottleneck : IDiagnostic
{
    private const double Busy = 0.5;
    private const double Ahead = 0.1;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Timelines.Select(timeline => (timeline, Order: Busiest(timeline)))
            .Where(each => each.Order.Count > 1 && each.Order[0].Use >= Busy && each.Order[0].Use - each.Order[1].Use >= Ahead).ToList();
        foreach (var group in hit.GroupBy(each => each.Order[0].Name))
        {
            var (worst, order) = group.MaxBy(each => each.Order[0].Use);
            yield return new(Severity.Info, $"{group.Key} is the bottleneck in {Words.Many(group.Count(), "cell")}",
                $"In {Course.Where(view, worst)} its servers are at work {Numbers.Percent(order[0].Use)} of the time, those of {order[1].Name}, the next, {Numbers.Percent(order[1].Use)}. "
                + "Whatever is made faster elsewhere leaves the most that can be served as it is.",
                Subject.Result);
        }
    }

    private static List<(string Name, double Use)> Busiest(CellTimeline timeline)
    {
        var counted = Course.Counted(timeline);
        return [.. timeline.Stations.Select(station => (station, Course.Mean(timeline[Timeline.UtilisationOf(station)], counted)))
            .Where(each => double.IsFinite(each.Item2)).OrderByDescending(each => each.Item2)];
    }
}
