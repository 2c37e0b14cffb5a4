using ChaosPlaybook.Experiments;

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

/// <summary>Agents were still under way when a trial ended: slow ones are missing from the durations.</summary>
internal sealed class CensoredAgents : IDiagnostic
{
    private const double Many = 0.01;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Cells.Select(cell => (cell, Share: Share(cell))).Where(each => each.Share > Many).ToList();
        if (hit.Count == 0) yield break;
        var (worst, share) = hit.MaxBy(each => each.Share);
        yield return new(Severity.Notice, "Agents were still under way at the end",
            $"In {Words.Many(hit.Count, "cell")}; most in {worst.Playbook} at {view.Where(worst.Levels)}: {Numbers.Percent(share)} of its agents. "
            + "They count as not succeeded, and durations know nothing of them, so these are too short; let the workload drain for longer.");
    }

    private static double Share(CellResult cell) => cell.Outcomes.GetValueOrDefault(OutcomeName.Censored) / Math.Max(1.0, cell.Outcomes.Values.Sum());
}

/// <summary>Servers work on replies that nobody waits for: the mark of a retry storm.</summary>
internal sealed class WastedWork : IDiagnostic
{
    private const double Much = 0.1;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Cells.Select(cell => (cell, Share: SweepView.Of(cell, Metric.WastedShare))).Where(each => each.Share.Low > Much).ToList();
        if (hit.Count == 0) yield break;
        var (worst, share) = hit.MaxBy(each => each.Share.Value);
        yield return new(Severity.Notice, "Servers work for nobody",
            $"In {Words.Many(hit.Count, "cell")} more than {Numbers.Percent(Much)} of the server time goes into replies that come too late; most in {worst.Playbook} at "
            + $"{view.Where(worst.Levels)}: {Numbers.Show(Metric.WastedShare, share)} of it. Shorter queues, or servers that notice when a client has gone, would give that time back.",
            Subject.Result);
    }
}
