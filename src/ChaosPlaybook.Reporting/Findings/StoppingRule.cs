namespace ChaosPlaybook.Reporting;

/// <summary>Trials stopped when an interval was narrow enough: such intervals cover slightly less than they say.</summary>
internal sealed class StoppingRule : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        if (view.Plan.Precision is not { } rule || view.Result.Cells.Count == 0) yield break;
        var metric = Experiments.Metric.Named(rule.Metric);
        var target = metric is null ? Numbers.Significant(rule.HalfWidth, 3) : Numbers.HalfWidth(metric, rule.HalfWidth);
        var (fewest, most) = (view.Result.Cells.Min(cell => cell.Trials), view.Result.Cells.Max(cell => cell.Trials));
        yield return new(Severity.Info, "Trials stopped by precision",
            $"Design points stopped once {metric?.Label ?? rule.Metric} was known to {target}, after {Numbers.Count(fewest)} to {Words.Many(most, "trial")}. "
            + $"Stopping at a narrow interval favours intervals that are narrow by luck, so they cover slightly less than {Numbers.Percent(view.Plan.Confidence)}.");
        var spent = metric is null ? [] : view.Result.Cells
            .Where(cell => cell.Trials >= rule.MaxTrials && !(SweepView.Of(cell, metric).HalfWidth <= rule.HalfWidth)).ToList();
        if (spent.Count > 0)
            yield return new(Severity.Warning, "The limit of trials came before the precision",
                $"{Words.Many(spent.Count, "cell")} stopped at {Words.Many(rule.MaxTrials, "trial")} without reaching {target}; raise maxTrials or ask for less.");
    }
}
