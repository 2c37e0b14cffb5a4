using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Whether playbooks leave less work half done than the baseline.</summary>
internal sealed class InconsistencyChange : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        foreach (var combination in view.Combinations.Take(StandardCharts.MostCombinations))
        {
            var level = view.Levels[^1];
            var parts = view.Playbooks.Select(playbook => view.Comparison(playbook, Metric.Inconsistency, combination, level))
                .OfType<Comparison>().Where(each => each.Verdict is Verdict.Better or Verdict.Worse)
                .Select(each => $"{each.Playbook} is {Tables.Word(each.Verdict)} by {Numbers.Difference(Metric.Inconsistency, each.Difference)}").ToList();
            if (parts.Count == 0) continue;
            var own = SweepView.Of(view.Cell(view.Plan.Baseline, combination, level), Metric.Inconsistency);
            yield return new(Severity.Info, Titles.With(view, combination, "Inconsistency against the baseline"),
                $"{Words.Sentence(view.Describe(level))}: the inconsistency rate of {view.Plan.Baseline} is {Numbers.Show(Metric.Inconsistency, own)}; {string.Join("; ", parts)}.", Subject.Result);
        }
    }
}
