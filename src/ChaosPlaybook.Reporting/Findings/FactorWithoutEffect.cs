using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>A factor changes no number at all: under the same luck that means it is not connected to anything.</summary>
internal sealed class FactorWithoutEffect : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        for (var i = 0; i < view.Plan.Factors.Count; i++)
        {
            var factor = view.Plan.Factors[i];
            if (factor.Levels.Count < 2) continue;
            var groups = view.Result.Cells.GroupBy(cell => (cell.Playbook, string.Join('\u001F', cell.Levels.Where((_, k) => k != i).Select(level => level.Text))));
            var compared = groups.Where(group => group.Count() > 1).ToList();
            if (compared.Count == 0 || compared.Any(group => group.Select(Numbers).Distinct().Count() > 1)) continue;
            yield return new(Severity.Warning, $"“{SweepView.Words(factor.Name)}” has no effect",
                $"Its {Reporting.Numbers.Count(factor.Levels.Count)} levels give the same success rate, mean duration, attempts and effects in every cell, trial by trial. "
                + "Check that something in the scenario refers to it.");
        }
    }

    private static (double, double, double, double, double) Numbers(CellResult cell) => (
        SweepView.Of(cell, Metric.SuccessRate).Value, SweepView.Of(cell, Metric.DurationMean).Value, SweepView.Of(cell, Metric.Attempts).Value,
        SweepView.Of(cell, Metric.DuplicateEffects).Value, SweepView.Of(cell, Metric.PartialWrites).Value);
}
