namespace ChaosPlaybook.Reporting;

/// <summary>No error fault struck although cells differ: a verdict on resilience would speak of nothing.</summary>
internal sealed class NoFaultLanded : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var cells = view.Result.Cells;
        // Load alone is trouble enough for a world with a workload.
        if (view.HasWorkload || cells.Count < 2 || view.Plan.Cells < 2) yield break;
        if (cells.All(cell => cell.FaultsInjected == 0))
        {
            yield return new(Severity.Warning, "No error fault struck",
                $"None of {Words.Many(cells.Sum(cell => cell.Trials), "trial")} met an error fault, so playbooks are compared without errors. "
                + "Differences come from latency alone; give an executor an error fault, or raise its rate.");
            yield break;
        }
        if (!view.IsCurve) yield break;
        var quiet = cells.Where(cell => cell.FaultsInjected == 0 && IsMeant(view, cell)).ToList();
        if (quiet.Count == 0) yield break;
        yield return new(Severity.Notice, "Some cells met no error fault",
            $"{Words.List([.. quiet.Select(cell => $"{cell.Playbook} at {view.Where(cell.Levels)}")])}: with so few trials the rate shows nothing there.");
    }

    private static bool IsMeant(SweepView view, Experiments.CellResult cell) =>
        view.LeadFactor!.Name.EndsWith("rate", StringComparison.OrdinalIgnoreCase) && cell.Levels[view.LeadIndex].Number > 0;
}
