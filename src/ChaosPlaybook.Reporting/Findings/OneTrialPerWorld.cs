namespace ChaosPlaybook.Reporting;

/// <summary>One trial of a world with a workload is one observation, however many agents it has.</summary>
internal sealed class OneTrialPerWorld : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        if (!view.HasWorkload || view.Result.Cells.All(cell => cell.Trials != 1)) yield break;
        yield return new(Severity.Warning, "One trial tells no error",
            "Agents of one trial share their world, so only trials are independent: with one of them no interval can be given. Ten trials or more would do.");
    }
}
