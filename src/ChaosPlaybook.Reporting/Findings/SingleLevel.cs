namespace ChaosPlaybook.Reporting;

/// <summary>Nothing was varied: there is a point, not a curve, and no breaking point.</summary>
internal sealed class SingleLevel : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        if (view.LeadFactor is not null) yield break;
        yield return new(Severity.Notice, "Nothing was varied",
            view.Plan.Factors.Count == 0
                ? "The scenario has no factor, so the report cannot say up to where a playbook holds."
                : $"Every factor has one level ({view.Where([.. view.Plan.Factors.Select(factor => factor.Levels[0])])}), so the report cannot say up to where a playbook holds.");
    }
}
