namespace ChaosPlaybook.Reporting;

/// <summary>No fault landed although cells differ: a verdict on resilience would speak of nothing.</summary>
internal sealed class NoFaultLanded : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var cells = view.Result.Cells;
        // Load alone is trouble enough for a world with a workload.
        if (view.HasWorkload || cells.Count < 2 || view.Plan.Cells < 2) yield break;
        if (cells.All(cell => cell.FaultsLanded == 0))
        {
            yield return new(Severity.Warning, "No fault landed",
                $"None of {Words.Many(cells.Sum(cell => cell.Trials), "trial")} met a fault that changed what its client saw, so playbooks are compared without faults. "
                + "Differences come from ordinary latency alone; give an executor a fault, or raise its rate.");
            yield break;
        }
        if (!view.IsCurve) yield break;
        var quiet = cells.Where(cell => cell.FaultsLanded == 0 && IsMeant(view, cell)).ToList();
        if (quiet.Count == 0) yield break;
        yield return new(Severity.Notice, "In some cells no fault landed",
            $"{Words.List([.. quiet.Select(cell => $"{cell.Playbook} at {view.Where(cell.Levels)}")])}: with so few trials the rate shows nothing there.");
    }

    private static bool IsMeant(SweepView view, Experiments.CellResult cell) =>
        view.LeadFactor!.Name.EndsWith("rate", StringComparison.OrdinalIgnoreCase) && cell.Levels[view.LeadIndex].Number > 0;
}
