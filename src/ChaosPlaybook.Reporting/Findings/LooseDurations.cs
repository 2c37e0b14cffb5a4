using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Mean durations are known less well than a twentieth of their value.</summary>
internal sealed class LooseDurations : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var loose = view.Result.Cells.Select(cell => (cell, Mean: SweepView.Of(cell, Metric.DurationMean)))
            .Where(each => each.Mean.Value > 0 && each.Mean.HalfWidth / each.Mean.Value > Needed.UsefulDuration).ToList();
        if (loose.Count == 0) yield break;
        var (worst, mean) = loose.MaxBy(each => each.Mean.HalfWidth / each.Mean.Value);
        var trials = Needed.Trials(worst.Trials, mean.HalfWidth, Needed.UsefulDuration * mean.Value);
        yield return new(Severity.Notice, "Mean durations are loose",
            $"In {Words.Many(loose.Count, "cell")} of {Numbers.Count(view.Result.Cells.Count)} the half-width exceeds {Numbers.Percent(Needed.UsefulDuration)} of the mean; "
            + $"most in {worst.Playbook} at {view.Where(worst.Levels)}: {Numbers.Show(Metric.DurationMean, mean)}. About {Numbers.About(trials)} trials would do.");
    }
}
