using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Members, and pairs of them, whose removal the world does not stand.</summary>
internal sealed class MissingMembers : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        foreach (var cell in view.Result.Contingency)
        {
            var removals = cell.Removals.Where(removal => removal.Load is null).ToList();
            if (removals.Count == 0) continue;
            var where = $"{cell.Playbook} at {view.Where(cell.Levels)}";
            var singles = cell.SinglePoints;
            if (singles.Count > 0)
            {
                yield return new(Severity.Warning, $"Single points of failure of {where}: {Words.List([.. singles])}",
                    string.Join(" ", removals.Where(removal => removal.Removed.Count == 1 && singles.Contains(removal.Removed[0])).Take(4).Select(Said)), Subject.Result);
            }
            var pairs = cell.BreakingPairs;
            if (pairs.Count > 0)
            {
                yield return new(Severity.Notice, $"{Words.Many(pairs.Count, "pair")} of members must not be missing together in {where}",
                    string.Join(" ", removals.Where(removal => pairs.Contains(removal.Removed)).Take(4).Select(Said)), Subject.Result);
            }
            if (removals.All(removal => removal.Verdict == ContingencyVerdict.Holds))
                yield return new(Severity.Info, $"{where} stands each of {Words.Many(removals.Count, "removal")}", "Every step stays served, and nobody is busier than allowed.", Subject.Result);
        }
    }

    private static string Said(CellRemoval removal)
    {
        var why = removal.Verdict == ContingencyVerdict.BreaksCoverage ? $"nobody serves {Words.List([.. removal.LostSteps])}" : $"{Words.List([.. removal.Cascade])} {(removal.Cascade.Count == 1 ? "is" : "are")} drawn in";
        return $"Without {Words.List([.. removal.Removed])} {why}; {Numbers.Show(Metric.SuccessRate, removal.Success)} succeed.";
    }
}
