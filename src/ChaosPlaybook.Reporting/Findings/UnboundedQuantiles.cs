using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>A high quantile has no upper limit: too few trials to have seen anything beyond it.</summary>
internal sealed class UnboundedQuantiles : IDiagnostic
{
    private static readonly (Metric Metric, double Q)[] _quantiles = [(Metric.DurationP50, 0.5), (Metric.DurationP95, 0.95), (Metric.DurationP99, 0.99)];

    public IEnumerable<Finding> Look(SweepView view)
    {
        if (view.HasWorkload) yield break;
        foreach (var (metric, q) in _quantiles)
        {
            var open = view.Result.Cells.Where(cell => cell.Trials > 0
                && SweepView.Of(cell, metric) is var e && double.IsFinite(e.Value) && !double.IsFinite(e.High)).ToList();
            if (open.Count == 0) continue;
            yield return new(Severity.Warning, $"The {metric.Label} has no upper limit",
                $"In {Words.Many(open.Count, "cell")} of {Numbers.Count(view.Result.Cells.Count)}, with {Words.Many(open.Min(cell => cell.Trials), "trial")} at the fewest. "
                + $"A finite {Numbers.Percent(view.Plan.Confidence)} limit needs at least {Words.Many(Needed.ForQuantile(q, view.Plan.Confidence), "trial")}.");
        }
    }
}
