using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Up to which level each playbook keeps the wanted success rate, with the whole interval.</summary>
internal sealed class BreakingPoints : IDiagnostic
{
    /// <summary>Title of the finding.</summary>
    public const string Heading = "Breaking points";

    public IEnumerable<Finding> Look(SweepView view)
    {
        if (view.LeadFactor is null || view.Result.Cells.Count == 0) yield break;
        var target = SuccessTarget.Of(view.Plan);
        foreach (var combination in view.Combinations.Take(StandardCharts.MostCombinations))
        {
            var parts = view.Playbooks.Select(playbook => Holding.Of(view, playbook, combination, Metric.SuccessRate, Relation.AtLeast, target).Describe(view));
            yield return new(Severity.Info, Titles.With(view, combination, Heading),
                $"Success rate of at least {Numbers.Percent(target)} ({SuccessTarget.Origin(view.Plan)}), with the whole {Numbers.Percent(view.Plan.Confidence)} interval: {string.Join("; ", parts)}.",
                Subject.Result);
        }
    }
}
