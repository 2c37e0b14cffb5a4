using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Cells and comparisons as tables, every number with its interval.</summary>
internal static class Tables
{
    /// <summary>Rows a page shows; the CSV files hold all.</summary>
    public const int MostRows = 1000;

    private static readonly Metric[] _always =
        [Metric.SuccessRate, Metric.DurationMean, Metric.DurationP50, Metric.DurationP95, Metric.DurationP99, Metric.Amplification, Metric.Inconsistency];

    private static readonly Metric[] _whenPresent = [Metric.DuplicateEffects, Metric.Cost, Metric.CostPerSuccess, Metric.Rejected, Metric.TimedOut,
        Metric.Goodput, Metric.Utilisation, Metric.WastedShare, Metric.Shed, Metric.Censored];

    /// <summary>The tables that have rows.</summary>
    public static IEnumerable<Block> Of(SweepView view)
    {
        if (view.Result.Cells.Count > 0) yield return Cells(view);
        var hidden = view.Result.Cells.Count - MostRows;
        if (hidden > 0) yield return new Paragraph($"{Words.Many(hidden, "more cell")} in cells.csv.");
        if (FaultTable.Of(view) is { } faults) yield return faults;
        if (FaultTable.Each(view) is { } each) yield return each;
        if (FaultTable.Rows(view).Count() is var rows and > MostRows) yield return new Paragraph($"{Words.Many(rows - MostRows, "more fault")} in faults.csv.");
        if (StepTable.Of(view) is { } steps) yield return steps;
        var still = view.Result.Comparisons.GroupBy(each => each.Metric).Where(group => group.All(each => each.Verdict == Verdict.Equal)).Select(group => group.Key).ToList();
        var moved = view.Result.Comparisons.Where(each => !still.Contains(each.Metric)).ToList();
        if (moved.Count > 0) yield return Comparisons(view, moved);
        if (moved.Count > MostRows) yield return new Paragraph($"{Words.Many(moved.Count - MostRows, "more comparison")} in comparisons.csv.");
        if (still.Count > 0) yield return new Paragraph($"No trial differs from {view.Plan.Baseline} in {Words.List([.. still.Select(Label)], 20)}.");
    }

    private static Table Cells(SweepView view)
    {
        Metric[] metrics = [.. _always, .. _whenPresent.Where(metric => view.Result.Cells.Any(cell => SweepView.Of(cell, metric).Value > 0))];
        return new(
            $"Cells: value and {Numbers.Percent(view.Plan.Confidence)} interval",
            [("playbook", false), .. Factors(view), ("trials", true), .. metrics.Select(metric => (metric.Label, true))],
            [
                .. view.Result.Cells.Take(MostRows).Select(cell => (string[])
                    [cell.Playbook, .. Levels(view, cell.Levels), Numbers.Count(cell.Trials), .. metrics.Select(metric => Numbers.Show(metric, SweepView.Of(cell, metric)))]),
            ]);
    }

    private static Table Comparisons(SweepView view, IReadOnlyList<Comparison> comparisons) => new(
        $"Differences to {view.Plan.Baseline}: playbook minus baseline, {Numbers.Percent(view.Plan.Confidence)} interval",
        [("playbook", false), .. Factors(view), ("metric", false), ("difference", true), ("adjusted p", true), ("verdict", false)],
        [
            .. comparisons.Take(MostRows).Select(each => (string[])
            [
                each.Playbook, .. Levels(view, each.Levels), Label(each.Metric),
                Metric.Named(each.Metric) is { } metric ? Numbers.Difference(metric, each.Difference) : "–", Numbers.PValue(each.PAdjusted), Word(each.Verdict),
            ]),
        ]);

    /// <summary>A verdict in a word.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        Verdict.Equal => "equal",
        _ => "undecided",
    };

    private static string Label(string metric) => Metric.Named(metric)?.Label ?? metric;

    private static IEnumerable<(string, bool)> Factors(SweepView view) => view.Plan.Factors.Select(factor => (SweepView.Words(factor.Name), SweepView.IsNumeric(factor)));

    private static IEnumerable<string> Levels(SweepView view, IReadOnlyList<Level> levels) => levels.Select((level, i) => SweepView.Words(view.Plan.Factors[i], level));
}
