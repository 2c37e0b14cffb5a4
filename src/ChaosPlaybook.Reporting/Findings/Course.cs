using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>A stretch of consecutive bins.</summary>
/// <param name="First">Its first bin.</param>
/// <param name="Last">Its last bin.</param>
internal readonly record struct Stretch(int First, int Last)
{
    public int Bins => Last - First + 1;
}

/// <summary>Questions that several diagnostics ask a timeline. All look at means over the trials, not at single trials.</summary>
internal static class Course
{
    /// <summary>Where a station counts as full.</summary>
    public const double Full = 0.95;

    /// <summary>The longest stretch before the drain, the first at a tie, in which something holds for at least so many seconds; or nothing.</summary>
    public static Stretch? Longest(CellTimeline timeline, double seconds, Func<int, bool> holds)
    {
        Stretch? best = null;
        var first = 0;
        for (var bin = 0; bin <= timeline.Count; bin++)
        {
            if (bin < timeline.Count && timeline.Phases[bin] != TimelinePhase.Drain && holds(bin)) continue;
            if (bin > first && (bin - first) * timeline.BinSeconds >= seconds && (best is not { } old || bin - first > old.Bins)) best = new(first, bin - 1);
            first = bin + 1;
        }
        return best;
    }

    /// <summary>Positions of the counted bins.</summary>
    public static List<int> Counted(CellTimeline timeline) =>
        [.. Enumerable.Range(0, timeline.Count).Where(bin => timeline.Phases[bin] == TimelinePhase.Counted)];

    /// <summary>Mean queue over the third and over the last quarter of the counted bins; NaN when there are fewer than eight.</summary>
    public static (double Third, double Last) LateQueue(CellTimeline timeline)
    {
        var bins = Counted(timeline);
        var quarter = bins.Count / 4;
        return quarter < 2
            ? (double.NaN, double.NaN)
            : (Mean(timeline[Timeline.Queue], bins[^(2 * quarter)..^quarter]), Mean(timeline[Timeline.Queue], bins[^quarter..]));
    }

    /// <summary>Mean of the values that exist.</summary>
    public static double Mean(IReadOnlyList<double> values, IEnumerable<int> bins) =>
        bins.Select(bin => values[bin]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary><c>40 to 55 s</c>.</summary>
    public static string Span(CellTimeline timeline, Stretch stretch) =>
        $"{Numbers.Significant(timeline.Times[stretch.First], 6)} to {Numbers.Significant(timeline.Times[stretch.Last] + timeline.BinSeconds, 6)} s";

    /// <summary><c>retries at rate 12/s</c>.</summary>
    public static string Where(SweepView view, CellTimeline timeline) => $"{timeline.Playbook} at {view.Where(timeline.Levels)}";
}
