namespace ChaosPlaybook.Reporting;

/// <summary>The sweep was stopped: what is missing cannot be judged.</summary>
internal sealed class InterruptedSweep : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var (done, all) = (view.Result.Cells.Count, view.Plan.Cells);
        if (!view.Result.Interrupted && done >= all) yield break;
        yield return new(Severity.Warning, "The sweep was interrupted",
            $"{Words.Many(done, "cell")} of {Numbers.Count(all)} finished. Everything below speaks of these only; resume the sweep, or run the parts that are missing, to judge the rest.");
    }
}
