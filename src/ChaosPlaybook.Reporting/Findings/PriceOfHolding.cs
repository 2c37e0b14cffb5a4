using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>What each playbook costs at the last level where it still holds.</summary>
internal sealed class PriceOfHolding : IDiagnostic
{
    /// <summary>Title of the finding.</summary>
    public const string Heading = "Price where playbooks still hold";

    public IEnumerable<Finding> Look(SweepView view)
    {
        if (!view.IsCurve) yield break;
        var target = SuccessTarget.Of(view.Plan);
        foreach (var combination in view.Combinations.Take(StandardCharts.MostCombinations))
        {
            var parts = new List<string>();
            foreach (var playbook in view.Playbooks.Where(playbook => playbook != view.Plan.Baseline))
            {
                if (Holding.Of(view, playbook, combination, Metric.SuccessRate, Relation.AtLeast, target).Last(view) is not { } level) continue;
                if (Price.Of(view, playbook, combination, level) is { Length: > 0 } price)
                    parts.Add($"{playbook} at {view.Describe(level)}: {price}");
            }
            if (parts.Count > 0)
                yield return new(Severity.Info, Titles.With(view, combination, Heading),
                    $"Against {view.Plan.Baseline}, at the highest level held. {string.Join("; ", parts)}.", Subject.Result);
        }
    }
}
