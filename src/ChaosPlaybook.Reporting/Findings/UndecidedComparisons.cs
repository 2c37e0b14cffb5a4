using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Differences in success rate that the trials do not tell from none.</summary>
internal sealed class UndecidedComparisons : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var all = view.Result.Comparisons.Where(each => each.Metric == Metric.SuccessRate.Name).ToList();
        var open = all.Where(each => each.Verdict == Verdict.Inconclusive).ToList();
        if (open.Count == 0) yield break;
        var nearest = open.Where(each => each.Difference.Value != 0 && double.IsFinite(each.Difference.HalfWidth))
            .Select(each => (each, Trials: Needed.Trials(each.Difference.Count, each.Difference.HalfWidth, Math.Abs(each.Difference.Value)))).ToList();
        var cure = nearest.Count == 0
            ? "No number of trials can be named, as the differences are 0."
            : $"If the differences stay as they are, {nearest.MinBy(each => each.Trials).each.Playbook} at {view.Where(nearest.MinBy(each => each.Trials).each.Levels)} "
                + $"would be decided by about {Numbers.About(nearest.Min(each => each.Trials))} trials"
                + (nearest.Count > 1 ? $", all of them by about {Numbers.About(nearest.Max(each => each.Trials))}." : ".");
        yield return new(Severity.Notice, "Some comparisons are undecided",
            $"{Numbers.Count(open.Count)} of {Words.Many(all.Count, "difference")} in success rate cannot be told from none: "
            + $"{Words.List([.. open.Select(each => $"{each.Playbook} at {view.Where(each.Levels)}")])}. {cure}");
    }
}
