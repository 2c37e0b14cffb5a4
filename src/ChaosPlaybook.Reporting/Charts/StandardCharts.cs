using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>The charts of every sweep, one question each.</summary>
public static class StandardCharts
{
    /// <summary>Combinations of further factors that charts show; more would not be read.</summary>
    public const int MostCombinations = 12;

    /// <summary>Panels of one chart; a chart with several panels per combination shows fewer combinations.</summary>
    public const int MostPanels = 36;

    /// <summary>The charts that this result has data for, in reading order.</summary>
    public static IReadOnlyList<NamedChart> For(SweepResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Cells.Count == 0) return [];
        var view = new SweepView(result);
        var readings = new Readings(view);
        var confidence = Numbers.Percent(view.Plan.Confidence);
        var interval = view.IsCurve ? $"bands are {confidence} intervals" : $"bars are {confidence} intervals";
        var charts = new List<NamedChart>
        {
            new("success-rate", Measured(
                view, "success-rate", "How often does the whole workflow succeed?",
                $"Share of {view.Ending}s {(view.HasWorkload ? "for whom" : "in which")} every step succeeded, per playbook; {interval}.",
                [Metric.SuccessRate], Mark.LineWithBand, Target(view)), readings.Success()),
        };
        if (view.Playbooks.Count > 1 && result.Comparisons.Any(comparison => comparison.Metric == Metric.SuccessRate.Name))
            charts.Add(new("success-difference", Difference(view, confidence), readings.Difference()));
        charts.Add(new("duration", Measured(
            view, "duration", $"How long does a {(view.HasWorkload ? "workflow" : "trial")} take?",
            $"Median (p50), 95th and 99th percentile over all {(view.HasWorkload ? "agents of a trial, mean over trials" : "trials")}, successes and failures alike; {interval}. Scales differ between percentiles.",
            [Metric.DurationP50, Metric.DurationP95, Metric.DurationP99], Mark.LineWithBand, []), readings.Duration()));
        if (view.HasWorkload) charts.AddRange(LoadCharts.Of(view, readings, interval));
        if (!view.HasWorkload || LoadCharts.Has(view, Metric.Inconsistency))
        {
            charts.Add(new("inconsistency", Measured(
                view, "inconsistency", "How often is work left half done?",
                $"Share of {view.Ending}s that failed at a step that writes; {interval}.",
                [Metric.Inconsistency], Mark.LineWithBand, []), readings.Inconsistency()));
        }
        charts.AddRange(StepsChart.For(view));
        charts.AddRange(EffectCharts.Of(view));
        charts.Add(new("outcome-mix", OutcomeMix.Of(view), readings.Outcomes()));
        charts.Add(new("amplification", Measured(
            view, "amplification", "How much load do retries add?",
            $"Attempts per call: 1 where nothing is retried or hedged and no executor calls another; bars are {confidence} intervals.",
            [Metric.Amplification], Mark.LineWithBars, []), readings.Amplification()));
        charts.AddRange(RecoveryChart.For(view, interval));
        charts.AddRange(ContingencyChart.For(view, interval));
        return [.. charts.Select(named => named with { Chart = named.Chart with { Description = named.Chart.Subtitle + " " + named.Reading } }), .. TimelineCharts.For(view)];
    }

    /// <summary>Combinations shown by a chart that needs this many panels for each.</summary>
    internal static IReadOnlyList<IReadOnlyList<Level>> Shown(SweepView view, int panelsEach) =>
        [.. view.Combinations.Take(Math.Max(1, Math.Min(MostCombinations, MostPanels / panelsEach)))];

    /// <summary>The axis along which cells are walked: numeric, by level, or by playbook.</summary>
    internal static Axis Lead(SweepView view)
    {
        if (view.LeadFactor is not { } factor) return new() { Label = "playbook", Categories = view.Playbooks };
        var label = SweepView.Words(factor.Name);
        if (!view.IsCurve) return new() { Label = label, Categories = [.. factor.Levels.Select(level => SweepView.Words(factor, level))] };
        var numbers = view.Levels.Select(level => level.Number!.Value).ToList();
        return new()
        {
            Label = SweepView.IsRate(factor) ? $"{label} (per second)" : label,
            Format = SweepView.IsShare(factor) ? NumberFormat.Percent : SweepView.IsTime(factor) ? NumberFormat.Seconds : NumberFormat.Number,
            Scale = numbers[0] > 0 && numbers.Count > 2 && numbers[^1] / numbers[0] >= 100 ? ScaleKind.Log : ScaleKind.Linear,
        };
    }

    /// <summary>Position of a level or playbook on the axis of <see cref="Lead"/>.</summary>
    internal static double Position(SweepView view, string playbook, int level) =>
        view.LeadFactor is null ? view.Playbooks.ToList().IndexOf(playbook) : view.IsCurve ? view.Levels[level].Number!.Value : level;

    internal static Chart Measured(
        SweepView view, string id, string title, string subtitle, IReadOnlyList<Metric> metrics, Mark mark, IReadOnlyList<ReferenceLine> lines)
    {
        var shown = Shown(view, metrics.Count);
        var panels = shown.SelectMany(combination => metrics.Select(metric => new Panel(
            PanelTitle(view, combination, metrics.Count > 1 ? Name(metric, view) : ""),
            Lines(view, (playbook, level) => SweepView.Of(view.Cell(playbook, combination, level), metric))))).ToList();
        return Build(view, id, title, Limited(view, subtitle, shown.Count), ValueAxis(metrics, panels, lines), mark, panels) with
        {
            SharedY = metrics.Count == 1,
        };
    }

    private static Chart Difference(SweepView view, string confidence)
    {
        var shown = Shown(view, 1);
        var playbooks = view.Playbooks.Where(playbook => playbook != view.Plan.Baseline).ToList();
        var panels = shown.Select(combination => new Panel(
            PanelTitle(view, combination, ""),
            Lines(view, (playbook, level) => view.Comparison(playbook, Metric.SuccessRate, combination, level)?.Difference
                ?? new(double.NaN, double.NaN, double.NaN, 0), playbooks))).ToList();
        var axis = new Axis
        {
            Label = $"success rate minus that of {view.Plan.Baseline}", Format = NumberFormat.Points, Include = [0], Lines = [new(0, "")],
        };
        var subtitle = $"Difference in success rate, trial by trial under the same luck; bars are {confidence} intervals. A bar that crosses zero decides nothing.";
        return Build(view, "success-difference", $"What does a playbook gain over {view.Plan.Baseline}?", Limited(view, subtitle, shown.Count), axis, Mark.LineWithBars, panels);
    }

    private static Chart Build(SweepView view, string id, string title, string subtitle, Axis y, Mark mark, IReadOnlyList<Panel> panels)
    {
        var lead = Lead(view);
        return new() { Id = id, Title = title, Subtitle = subtitle, X = lead, Y = y, Mark = lead.Categories is null ? mark : Mark.Dots, Panels = panels };
    }

    internal static List<Series> Lines(SweepView view, Func<string, Level, Estimate> estimate, IReadOnlyList<string>? playbooks = null) =>
    [
        .. (playbooks ?? view.Playbooks).Select(playbook => new Series(playbook, view.Slot(playbook),
        [
            .. view.Levels.Select((level, i) => (level, i)).Select(each =>
            {
                var e = estimate(playbook, each.level);
                return new SeriesPoint(Position(view, playbook, each.i), e.Value, e.Low, e.High);
            }),
        ])),
    ];

    private static Axis ValueAxis(IReadOnlyList<Metric> metrics, IReadOnlyList<Panel> panels, IReadOnlyList<ReferenceLine> lines)
    {
        var share = metrics[0].Kind == MetricKind.Proportion || metrics[0] == Metric.Utilisation;
        var values = panels.SelectMany(panel => panel.Series).SelectMany(series => series.Points).Select(point => point.Y).Where(double.IsFinite).ToList();
        var wide = !share && values.Count > 0 && values.Min() > 0 && values.Max() / values.Min() >= 50;
        return new()
        {
            Label = metrics[0] == Metric.Utilisation ? "share of server time" : metrics.Count > 1 ? metrics[0].Unit == "s" ? "duration" : "per trial"
                : metrics[0].Unit == "/s" ? $"{metrics[0].Label} (per second)" : metrics[0].Label,
            Format = share ? NumberFormat.Percent : metrics[0].Unit == "s" ? NumberFormat.Seconds : NumberFormat.Number,
            Scale = wide ? ScaleKind.Log : ScaleKind.Linear,
            Floor = wide ? null : 0,
            Ceiling = share ? 1 : null,
            Include = metrics[0] == Metric.Utilisation ? [0, 1] : [],
            Lines = lines,
        };
    }

    private static IReadOnlyList<ReferenceLine> Target(SweepView view) => SuccessTarget.Claimed(view.Plan) is { } claimed
        ? [new(claimed, $"claimed: {Numbers.Percent(claimed)}")]
        : [];

    // Beside a combination there is room for a short name only.
    private static string Name(Metric metric, SweepView view) => metric.Name switch
    {
        "utilisation" => "busy",
        "wastedShare" => view.Combinations.Count > 1 ? "wasted" : "wasted share of it",
        "durationP50Seconds" => view.Combinations.Count > 1 ? "p50" : "median",
        "durationP95Seconds" => view.Combinations.Count > 1 ? "p95" : "95th percentile",
        "durationP99Seconds" => view.Combinations.Count > 1 ? "p99" : "99th percentile",
        _ => metric.Label,
    };

    private static string PanelTitle(SweepView view, IReadOnlyList<Level> combination, string first)
    {
        var rest = view.Combinations.Count > 1 ? view.Describe(combination) : "";
        return first.Length > 0 && rest.Length > 0 ? $"{first}, {rest}" : first + rest;
    }

    /// <summary>The subtitle, with a note when combinations were left out.</summary>
    internal static string Limited(SweepView view, string subtitle, int shown) => shown < view.Combinations.Count
        ? $"{subtitle} The first {shown} of {view.Combinations.Count} combinations of the other factors."
        : subtitle;
}
