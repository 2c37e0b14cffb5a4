namespace ChaosPlaybook.Reporting;

/// <summary>Trials reached their limit of attempts: their duration and outcome are those of the limit.</summary>
internal sealed class TruncatedTrials : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Cells.Where(cell => cell.Truncated > 0).ToList();
        if (hit.Count == 0) yield break;
        var worst = hit.MaxBy(cell => cell.Truncated / (double)cell.Trials)!;
        yield return new(Severity.Warning, "Trials were cut off at their limit of attempts",
            $"{Words.Many(hit.Sum(cell => cell.Truncated), "trial")} in {Words.Many(hit.Count, "cell")}; most in {worst.Playbook} at {view.Where(worst.Levels)}: "
            + $"{Numbers.Percent(worst.Truncated / (double)worst.Trials)} of its trials. Their durations and attempts are too low; raise the limit or look for a loop of retries.");
    }
}
