using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// What happened when, one figure per cell of interest: every playbook at the design point where the playbooks differ most in what
/// they deliver; with one playbook, the design points where it delivers least. Nothing without a workload.
/// </summary>
internal static class TimelineCharts
{
    /// <summary>Most figures; more would not be read.</summary>
    public const int MostFigures = 6;

    /// <summary>The figures, in plan order.</summary>
    public static IEnumerable<NamedChart> For(SweepView view) => Chosen(view).OrderBy(timeline => timeline.Cell).Select(timeline => Of(view, timeline));

    /// <summary>Workflows that succeeded as a share of those meant to start, whenever in the trial.</summary>
    public static double Delivered(CellTimeline timeline) =>
        timeline[Timeline.Offered].Sum() is var offered and > 0 ? timeline[Timeline.Goodput].Sum() / offered : double.NaN;

    private static IEnumerable<CellTimeline> Chosen(SweepView view)
    {
        var points = view.Result.Timelines.GroupBy(timeline => timeline.Cell / view.Playbooks.Count).ToList();
        if (points.Count == 0) return [];
        return view.Playbooks.Count == 1
            ? points.Select(point => point.Single()).OrderBy(Delivered).Take(MostFigures / 2)
            : points.MaxBy(point => point.Max(Delivered) - point.Min(Delivered))!.Take(MostFigures);
    }

    private static NamedChart Of(SweepView view, CellTimeline timeline)
    {
        var where = timeline.Levels.Count > 0 ? $" at {view.Where(timeline.Levels)}" : "";
        var reading = Reading(timeline);
        var disturbed = view.Plan.Points[timeline.Cell / view.Playbooks.Count].Disturbances.Select(each => (each.FromSeconds, each.ToSeconds)).ToList();
        var judged = view.Result.Metastability.FirstOrDefault(cell => cell.Cell == timeline.Cell);
        var recovered = judged is null ? double.NaN : judged.TriggerTo + judged.SecondsToRecoverMedian;
        var subtitle = "Means over the trials per bin of time; the band is the interval of goodput. Warm-up and drain lie in grey shade"
            + (disturbed.Count > 0 ? ", disturbances in amber." : ".") + (double.IsNaN(recovered) ? "" : " The dashed upright is the median recovery.");
        return new($"timeline-cell{timeline.Cell}", new()
        {
            Id = $"timeline-cell{timeline.Cell}",
            Title = $"What happens over time under {timeline.Playbook}{where}?",
            Subtitle = subtitle,
            Description = $"{subtitle} {reading}",
            X = new() { Label = "time since the start of the trial (s)" },
            Y = new() { Label = "", Floor = 0, Include = [0] },
            Mark = new CourseMark(Shades(timeline), disturbed, recovered),
            Panels = [.. Panels(timeline).Where(panel => panel.Series.Count > 0)],
            SharedY = false,
            Columns = 1,
            PanelHeight = 110,
        }, reading);
    }

    // Eight measures, eight colours: what shares a colour is of one measure, and tells by its dash.
    private const int Offered = 0, Goodput = 1, Attempts = 2, Duration = 3, Queue = 4, InFlight = 5, Utilisation = 6, Breakers = 7;

    /// <summary>A further line of a measure: its colour in another dash.</summary>
    private static int Also(int measure, int line) => measure + line * Palette.Light.Count;

    private static IEnumerable<Panel> Panels(CellTimeline timeline)
    {
        yield return new("workflows and attempts per second",
        [
            Line(timeline, "offered", Offered, Timeline.Offered),
            Line(timeline, "attempts", Attempts, Timeline.Attempts),
            new("goodput", Goodput, [.. timeline.Times.Select((time, i) => new SeriesPoint(time, timeline[Timeline.Goodput][i], timeline[CellTimeline.GoodputLow][i], timeline[CellTimeline.GoodputHigh][i]))]),
        ]);
        if (timeline[Timeline.SecondAttempts].Any(value => value > 0))
        {
            yield return new("attempts per second by their number within the call", Stacked(timeline,
            [
                ("first attempts", Also(Attempts, 4), Timeline.FirstAttempts), ("and second ones", Also(Attempts, 3), Timeline.SecondAttempts), ("and all later ones", Attempts, Timeline.LaterAttempts),
            ]));
        }
        yield return new("duration of the workflows that ended (s)", [.. Known(timeline, ("median", Also(Duration, 8), Timeline.P50), ("99th percentile", Also(Duration, 1), Timeline.P99))]);
        yield return new("jobs and workflows",
            timeline[Timeline.Utilisation].Any(double.IsFinite)
                ? [Line(timeline, "queued jobs", Queue, Timeline.Queue), Line(timeline, "workflows in flight", InFlight, Timeline.InFlight)]
                : [Line(timeline, "workflows in flight", InFlight, Timeline.InFlight)]);
        yield return new("servers at work and breakers open (shares)", [.. Known(timeline, ("utilisation", Utilisation, Timeline.Utilisation), ("breakers open", Breakers, Timeline.BreakerOpenShare))]);
    }

    private static IEnumerable<Series> Known(CellTimeline timeline, params (string Name, int Slot, string Column)[] lines) =>
        lines.Where(line => timeline[line.Column].Any(double.IsFinite)).Select(line => Line(timeline, line.Name, line.Slot, line.Column));

    private static Series Line(CellTimeline timeline, string name, int slot, string column) =>
        new(name, slot, [.. timeline.Times.Select((time, i) => new SeriesPoint(time, timeline[column][i], double.NaN, double.NaN))]);

    /// <summary>Each line is the sum of its column and those before.</summary>
    private static List<Series> Stacked(CellTimeline timeline, (string Name, int Slot, string Column)[] columns)
    {
        var sums = new double[timeline.Count];
        List<Series> lines = [];
        foreach (var (name, slot, column) in columns)
        {
            for (var i = 0; i < sums.Length; i++) sums[i] += timeline[column][i];
            var points = timeline.Times.Select((time, i) => new SeriesPoint(time, sums[i], double.NaN, double.NaN)).ToList();
            lines.Add(new(name, slot, points));
        }
        return lines;
    }

    private static IReadOnlyList<(double From, double To)> Shades(CellTimeline timeline) =>
    [
        .. new[] { TimelinePhase.WarmUp, TimelinePhase.Drain }.Select(phase => timeline.Times.Where((_, i) => timeline.Phases[i] == phase).ToList())
            .Where(times => times.Count > 0).Select(times => (times[0], times[^1] + timeline.BinSeconds)),
    ];

    private static string Reading(CellTimeline timeline)
    {
        var offered = timeline[Timeline.Offered].Max();
        var most = timeline[Timeline.Attempts].Max();
        var slowest = timeline[Timeline.P99].Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        var queue = timeline[Timeline.Queue].Max();
        var waiting = queue > 0 ? $", the queue at {Numbers.Significant(queue, 2)} jobs" : "";
        return $"At its peak {Numbers.Significant(offered, 2)} workflows start and {Numbers.Significant(most, 2)} attempts are made per second; over the whole trial "
            + $"{Numbers.Percent(Delivered(timeline))} of the workflows succeed. The 99th percentile of duration peaks at {Numbers.Significant(slowest, 2)} s{waiting}.";
    }
}
