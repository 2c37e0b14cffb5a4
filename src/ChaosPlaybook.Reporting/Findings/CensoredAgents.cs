using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

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
