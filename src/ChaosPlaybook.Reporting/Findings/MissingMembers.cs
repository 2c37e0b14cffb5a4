using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Members, and pairs of them, whose removal the world does not stand.</summary>
internal sealed class MissingMembers : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var cells = view.Result.Contingency.Where(cell => Of(cell).Count > 0).ToList();
        foreach (var same in Alike(cells, cell => cell.SinglePoints))
        {
            var singles = same[0].SinglePoints;
            yield return new(Severity.Warning, $"Single points of failure {Place(view, same, "of", "in")}: {Words.List([.. singles])}",
                Where(view, same) + string.Join(" ", Of(same[0]).Where(removal => removal.Removed.Count == 1 && singles.Contains(removal.Removed[0])).Take(4).Select(Said)), Subject.Result);
        }
        foreach (var same in Alike(cells, cell => [.. cell.BreakingPairs.Select(pair => string.Join(' ', pair))]))
        {
            var pairs = same[0].BreakingPairs;
            yield return new(Severity.Notice, $"{Words.Many(pairs.Count, "pair")} of members must not be missing together {Place(view, same, "in", "in")}",
                Where(view, same) + string.Join(" ", Of(same[0]).Where(removal => pairs.Contains(removal.Removed)).Take(4).Select(Said)), Subject.Result);
        }
        foreach (var cell in cells.Where(cell => Of(cell).All(removal => removal.Verdict == ContingencyVerdict.Holds)))
            yield return new(Severity.Info, $"{Name(view, cell)} stands each of {Words.Many(Of(cell).Count, "removal")}", "Every step stays served, and nobody is busier than allowed.", Subject.Result);
    }

    private static List<CellRemoval> Of(CellContingency cell) => [.. cell.Removals.Where(removal => removal.Load is null)];

    // What is the same in many cells is said once: a member that nobody can replace usually is one at every level.
    private static IEnumerable<List<CellContingency>> Alike(List<CellContingency> cells, Func<CellContingency, IReadOnlyList<string>> said) =>
        cells.Where(cell => said(cell).Count > 0).GroupBy(cell => string.Join(", ", said(cell))).Select(same => same.ToList());

    private static string Name(SweepView view, CellContingency cell) => $"{cell.Playbook} at {view.Where(cell.Levels)}";

    private static string Place(SweepView view, List<CellContingency> same, string one, string many) =>
        same.Count == 1 ? $"{one} {Name(view, same[0])}" : $"{many} {Words.Many(same.Count, "cell")}";

    private static string Where(SweepView view, List<CellContingency> same) =>
        same.Count == 1 ? "" : $"{Words.List([.. same.Select(cell => Name(view, cell))])}. In the first: ";

    private static string Said(CellRemoval removal)
    {
        var why = removal.Verdict == ContingencyVerdict.BreaksCoverage ? $"nobody serves {Words.List([.. removal.LostSteps])}" : $"{Words.List([.. removal.Cascade])} {(removal.Cascade.Count == 1 ? "is" : "are")} drawn in";
        return $"Without {Words.List([.. removal.Removed])} {why}; {Numbers.Share(removal.Success)} succeed.";
    }
}
