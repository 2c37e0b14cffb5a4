using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Disturbed trials that do not come back, by what keeps them down; each playbook is told once, with the settings in which it does not.</summary>
internal sealed class LastingFailure : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        foreach (var (playbook, cells) in By(view, cell => cell.Metastable))
        {
            yield return new(Severity.Warning, $"Metastable: {playbook} stays down in {Words.Many(cells.Count, "cell")}",
                $"{Where(view, cells, cell => cell.Metastable)}. They stay down after {cells[0].Trigger} although the trigger is over: without it the same trials are healthy, and "
                + $"once load is shed for a while they are healthy again under the full load.{Back(view, cells[0])}", Subject.Result);
        }
        foreach (var (playbook, cells) in By(view, cell => cell.Overloaded))
        {
            yield return new(Severity.Notice, $"Overloaded: {playbook} is no better without the trigger in {Words.Many(cells.Count, "cell")}",
                $"{Where(view, cells, cell => cell.Overloaded)}. The load is too much for them in any case, so they say nothing about the trigger.", Subject.Result);
        }
        foreach (var (playbook, cells) in By(view, cell => cell.Stuck))
        {
            yield return new(Severity.Warning, $"Stuck: {playbook} stays down even after load was shed in {Words.Many(cells.Count, "cell")}",
                $"{Where(view, cells, cell => cell.Stuck)}. Without the trigger they are healthy. Either shedding does not help, or the horizon leaves it too little time: a longer "
                + "`for` or `shedFor` would show which.", Subject.Result);
        }
        var early = view.Result.Metastability.Where(cell => cell.HorizonTooShort > 0).ToList();
        if (early.Count == 0) yield break;
        yield return new(Severity.Warning, $"Disturbed trials were still recovering at the end in {Words.Many(early.Count, "cell")}",
            Words.List([.. early.Select(cell => $"{cell.Playbook} at {view.Where(cell.Levels)}: {Of(cell, cell.HorizonTooShort)}")]) + ". A longer `for` would show whether they do.");
    }

    /// <summary>The cells of each playbook in which any trial ended so, the most first.</summary>
    private static IEnumerable<(string Playbook, List<CellMetastability> Cells)> By(SweepView view, Func<CellMetastability, int> trials) =>
        view.Result.Metastability.Where(cell => trials(cell) > 0).GroupBy(cell => cell.Playbook)
            .Select(group => (group.Key, group.OrderByDescending(cell => (double)trials(cell) / cell.Recovers.Count).ThenBy(cell => cell.Cell).ToList()));

    private static string Where(SweepView view, List<CellMetastability> cells, Func<CellMetastability, int> trials) =>
        Words.List([.. cells.Select(cell => $"{Of(cell, trials(cell))} at {view.Where(cell.Levels)}")]);

    private static string Back(SweepView view, CellMetastability cell)
    {
        var back = view.Result.Metastability.Where(other => other.Cell / view.Playbooks.Count == cell.Cell / view.Playbooks.Count && other.Recovers.Value == 1)
            .Select(other => other.Playbook).ToList();
        return back.Count > 0 ? $" At {view.Where(cell.Levels)} every trial of {Words.List(back)} recovers." : "";
    }

    private static string Of(CellMetastability cell, int trials) => $"{trials} of {Words.Many(cell.Recovers.Count, "trial")}";
}
