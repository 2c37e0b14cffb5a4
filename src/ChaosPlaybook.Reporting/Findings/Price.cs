using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>What a playbook costs over the baseline at one design point: seconds, attempts, money.</summary>
internal static class Price
{
    /// <summary>What is paid: time, load and, where attempts have a price, money.</summary>
    public static IReadOnlyList<(Metric Metric, string Name)> Coins(SweepView view) =>
        view.Result.Cells.Any(cell => SweepView.Of(cell, Metric.Cost).Value > 0)
            ? [(Metric.DurationMean, "of mean duration"), (Metric.Attempts, "attempts per trial"), (Metric.Cost, "of cost per trial")]
            : [(Metric.DurationMean, "of mean duration"), (Metric.Attempts, "attempts per trial")];

    /// <summary>In words, with intervals; empty for the baseline and where nothing was measured.</summary>
    public static string Of(SweepView view, string playbook, IReadOnlyList<Level> combination, Level level)
    {
        if (playbook == view.Plan.Baseline) return "";
        var parts = Coins(view).Select(coin => (coin.Name, Text: Of(view, playbook, combination, level, coin.Metric)))
            .Where(each => each.Text.Length > 0).Select(each => $"{each.Text} {each.Name}").ToList();
        return parts.Count == 0 ? "" : Words.List(parts);
    }

    /// <summary>One difference with its interval; empty where it was not measured.</summary>
    public static string Of(SweepView view, string playbook, IReadOnlyList<Level> combination, Level level, Metric metric)
    {
        if (view.Comparison(playbook, metric, combination, level) is not { } comparison || double.IsNaN(comparison.Difference.Value)) return "";
        return comparison.Verdict == Verdict.Equal
            ? "no difference"
            : Numbers.Difference(metric, comparison.Difference) + (comparison.Verdict == Verdict.Inconclusive ? ", not told from none," : "");
    }
}
