using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Success rates are known less well than is useful, or than the plan asked for.</summary>
internal sealed class TooFewTrials : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var asked = view.Plan.Precision is { } precision && precision.Metric == Metric.SuccessRate.Name ? precision.HalfWidth : (double?)null;
        var wanted = asked ?? Needed.UsefulShare;
        var wide = view.Result.Cells.Select(cell => (cell, Rate: SweepView.Of(cell, Metric.SuccessRate)))
            .Where(each => each.Rate.HalfWidth > wanted * (1 + 1e-9)).ToList();
        if (wide.Count == 0) yield break;
        var (worst, rate) = wide.MaxBy(each => each.Rate.HalfWidth);
        yield return new(Severity.Warning, "Too few trials for sharp success rates",
            $"In {Words.Many(wide.Count, "cell")} of {Numbers.Count(view.Result.Cells.Count)} the {Numbers.Percent(view.Plan.Confidence)} interval is wider than "
            + $"{Numbers.HalfWidth(Metric.SuccessRate, wanted)}{(asked is null ? "" : ", the precision asked for")}; widest in {worst.Playbook} at {view.Where(worst.Levels)}: "
            + $"{Numbers.HalfWidth(Metric.SuccessRate, rate.HalfWidth)} from {Words.Many(worst.Trials, "trial")}. "
            + $"About {Numbers.About(Needed.Trials(worst.Trials, rate.HalfWidth, wanted))} trials would do.");
    }
}
