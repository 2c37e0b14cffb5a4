using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>A playbook does harm: its success or consistency is really worse than the baseline's.</summary>
internal sealed class WorseThanBaseline : IDiagnostic
{
    private static readonly Metric[] _promises = [Metric.SuccessRate, Metric.Inconsistency, Metric.DuplicateEffects, Metric.Quality];

    public IEnumerable<Finding> Look(SweepView view)
    {
        foreach (var metric in _promises)
        {
            foreach (var group in view.Result.Comparisons.Where(each => each.Metric == metric.Name && each.Verdict == Verdict.Worse).GroupBy(each => each.Playbook))
            {
                var worst = group.MaxBy(each => Math.Abs(each.Difference.Value))!;
                yield return new(Severity.Warning, $"{group.Key} is worse than {worst.Baseline} in {metric.Label}",
                    $"At {Words.Many(group.Count(), "design point")}; most at {view.Where(worst.Levels)}: {Numbers.Difference(metric, worst.Difference)}, adjusted p {Numbers.PValue(worst.PAdjusted)}.",
                    Subject.Result);
            }
        }
    }
}
