using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>What playbooks do to the outside world that they should not.</summary>
internal static class EffectCharts
{
    /// <summary>Duplicates and half-done workflows, when there are any.</summary>
    public static IEnumerable<NamedChart> Of(SweepView view)
    {
        Metric[] metrics = [.. new[] { Metric.DuplicateEffects, Metric.PartialWrites }.Where(metric => LoadCharts.Has(view, metric))];
        if (metrics.Length == 0) yield break;
        var chart = StandardCharts.Measured(
            view, "effects", "What is written twice, or left half done?",
            $"Per trial: effects applied more than once, and workflows that failed and left an effect that nothing undid; {(view.IsCurve ? "bands" : "bars")} are {Numbers.Percent(view.Plan.Confidence)} intervals.",
            metrics, Mark.LineWithBand, []) with { Columns = view.Combinations.Count > 1 ? metrics.Length : 0 };
        yield return new("effects", chart, string.Join(" ", metrics.Select(metric => Worst(view, metric))));
    }

    private static string Worst(SweepView view, Metric metric)
    {
        var worst = view.Result.Cells.MaxBy(cell => SweepView.Of(cell, metric).Value is var value && double.IsNaN(value) ? 0 : value)!;
        return $"Most {metric.Label}: {Numbers.Show(metric, SweepView.Of(worst, metric))} with {worst.Playbook} at {view.Where(worst.Levels)}.";
    }
}
