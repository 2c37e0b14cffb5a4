using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Faults that never landed although they were meant to: the results say nothing about them.</summary>
internal sealed class UnlandedFaults : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var cells = view.Result.Cells;
        // Where nothing landed at all that is said already.
        if (!view.HasWorkload && cells.All(cell => cell.FaultsLanded == 0)) yield break;
        var silent = cells.SelectMany(cell => cell.Faults.Select(fault => (Fault: fault, cell.Trials)))
            .GroupBy(each => (each.Fault.Executor, each.Fault.Fault, each.Fault.Phase))
            .Where(group => group.Any(each => !each.Fault.IsOff) && group.All(each => !(each.Fault.Landed.Value > 0)))
            .Select(group => (Name: Name(group.First().Fault), Struck: group.Sum(each => each.Fault.Struck.Value * each.Trials), Trials: group.Sum(each => each.Trials)))
            .ToList();
        if (silent.Count == 0) yield break;
        var title = silent.Count == 1 ? $"{Words.Sentence(silent[0].Name)} never landed" : $"{Words.Many(silent.Count, "fault")} never landed";
        yield return new(Severity.Warning, title,
            Words.Sentence(Words.List([.. silent.Select(fault => $"{fault.Name} {What(fault.Struck, fault.Trials)}")]))
            + $": nothing here says anything about {(silent.Count == 1 ? "it" : "them")}. "
            + "A fault may strike attempts that have failed already, come at a time at which nobody calls, or be laid over an executor that nobody calls.");
    }

    /// <summary>A fault in words: <c>error of payments</c>.</summary>
    public static string Name(CellFault fault) => $"{fault.Fault} of {fault.Executor}{(fault.Phase.Length > 0 ? $" in phase {fault.Phase}" : "")}";

    private static string What(double struck, long trials) => struck > 0
        ? $"struck {Words.Many(Math.Round(struck), "time")} in {Words.Many(trials, "trial")} and changed nothing that a client saw"
        : $"struck nothing in {Words.Many(trials, "trial")}";
}
