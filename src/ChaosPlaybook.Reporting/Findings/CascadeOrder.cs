using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>Several executors saturate one after the other: in which order, and how far apart. Saturated from the first 5 s in which its servers are full.</summary>
internal sealed class CascadeOrder : IDiagnostic
{
    private const double Seconds = 5;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Timelines.Select(timeline => (timeline, Order: Order(timeline))).Where(each => each.Order.Count > 1).ToList();
        if (hit.Count == 0) yield break;
        var (worst, order) = hit.MaxBy(each => each.Order.Count);
        yield return new(Severity.Warning, $"A cascade in {Words.Many(hit.Count, "cell")}",
            $"{Words.List([.. hit.Select(each => Course.Where(view, each.timeline))])}. In {Course.Where(view, worst)} {Numbers.Count(order.Count)} of {Numbers.Count(worst.Stations.Count)} executors saturate: "
            + $"{string.Join(", then ", order.Select(each => $"{each.Name} at {Numbers.Significant(each.Time, 6)} s"))}.",
            Subject.Result);
    }

    private static List<(string Name, double Time)> Order(CellTimeline timeline)
    {
        var bins = (int)Math.Ceiling(Seconds / timeline.BinSeconds);
        List<(string Name, double Time)> found = [];
        foreach (var station in timeline.Stations)
        {
            var use = timeline[Timeline.UtilisationOf(station)];
            var onset = Enumerable.Range(0, Math.Max(0, timeline.Count - bins + 1)).FirstOrDefault(first => Enumerable.Range(first, bins).All(bin => use[bin] >= Course.Full), -1);
            if (onset >= 0) found.Add((station, timeline.Times[onset]));
        }
        return [.. found.OrderBy(each => each.Time)];
    }
}
