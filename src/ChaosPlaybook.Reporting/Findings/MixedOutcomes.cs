using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>A playbook looks fast because its failures end early.</summary>
internal sealed class MixedOutcomes : IDiagnostic
{
    private const double Apart = 0.1;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var apart = view.Result.Cells
            .Select(cell => (cell, All: SweepView.Of(cell, Metric.DurationMean), Kept: SweepView.Of(cell, Metric.SuccessDurationMean)))
            .Where(each => each.Kept.Low > each.All.High && each.Kept.Value > each.All.Value * (1 + Apart)).ToList();
        if (apart.Count == 0) yield break;
        var (worst, all, kept) = apart.MaxBy(each => each.Kept.Value / each.All.Value);
        yield return new(Severity.Notice, "Failures end early and make means look short",
            $"In {Words.Many(apart.Count, "cell")} {view.Ending}s that succeed take longer than the mean of all; most in {worst.Playbook} at {view.Where(worst.Levels)}: "
            + $"{Numbers.Show(Metric.SuccessDurationMean, kept)} for successes, {Numbers.Show(Metric.DurationMean, all)} for all. Compare durations of playbooks with their success rates beside them.");
    }
}
