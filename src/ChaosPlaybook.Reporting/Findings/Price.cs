using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>What a playbook costs over the baseline at one design point: seconds, attempts, money.</summary>
internal static class Price
{
    /// <summary>In words, with intervals; empty for the baseline and where nothing was measured.</summary>
    public static string Of(SweepView view, string playbook, IReadOnlyList<Level> combination, Level level)
    {
        if (playbook == view.Plan.Baseline) return "";
        var parts = new List<string>();
        Add(parts, view, playbook, combination, level, Metric.DurationMean, "of mean duration");
        Add(parts, view, playbook, combination, level, Metric.Attempts, "attempts per trial");
        if (view.Result.Cells.Any(cell => SweepView.Of(cell, Metric.Cost).Value > 0))
            Add(parts, view, playbook, combination, level, Metric.Cost, "cost per trial");
        return parts.Count == 0 ? "" : Words.List(parts);
    }

    private static void Add(
        List<string> parts, SweepView view, string playbook, IReadOnlyList<Level> combination, Level level, Metric metric, string name)
    {
        if (view.Comparison(playbook, metric, combination, level) is { } comparison && !double.IsNaN(comparison.Difference.Value))
        {
            parts.Add(comparison.Verdict == Verdict.Equal
                ? $"no difference in {metric.Label}"
                : $"{Numbers.Difference(metric, comparison.Difference)} {name}{(comparison.Verdict == Verdict.Inconclusive ? " (not told from none)" : "")}");
            return;
        }
        var own = SweepView.Of(view.Cell(playbook, combination, level), metric);
        var other = SweepView.Of(view.Cell(view.Plan.Baseline, combination, level), metric);
        if (double.IsFinite(own.Value) && double.IsFinite(other.Value))
            parts.Add($"{metric.Label} of {Numbers.Show(metric, own)} against {Numbers.Show(metric, other)}");
    }
}
