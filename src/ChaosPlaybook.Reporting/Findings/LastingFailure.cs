using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Disturbed trials that do not come back, by what keeps them down.</summary>
internal sealed class LastingFailure : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        foreach (var cell in view.Result.Metastability.Where(cell => cell.Metastable > 0))
        {
            var back = view.Result.Metastability.Where(other => other.Cell / view.Playbooks.Count == cell.Cell / view.Playbooks.Count && other.Recovers.Value == 1)
                .Select(other => other.Playbook).ToList();
            yield return new(Severity.Warning, $"Metastable: {Of(cell, cell.Metastable)} of {cell.Playbook} at {view.Where(cell.Levels)} stay down",
                $"They stay down after {cell.Trigger} although the trigger is over: without it the same trials are healthy, and once load is shed for a while they are healthy "
                + $"again under the full load. {Numbers.Show(Metric.SuccessRate, cell.Recovers)} recover by themselves."
                + (back.Count > 0 ? $" There every trial of {Words.List(back)} recovers." : ""), Subject.Result);
        }
        foreach (var cell in view.Result.Metastability.Where(cell => cell.Overloaded > 0))
        {
            yield return new(Severity.Notice, $"Overloaded: {Of(cell, cell.Overloaded)} of {cell.Playbook} at {view.Where(cell.Levels)} are no better without the trigger",
                "The load is too much for them in any case, so they say nothing about the trigger.", Subject.Result);
        }
        foreach (var cell in view.Result.Metastability.Where(cell => cell.Stuck > 0))
        {
            yield return new(Severity.Warning, $"Stuck: {Of(cell, cell.Stuck)} of {cell.Playbook} at {view.Where(cell.Levels)} stay down even after load was shed",
                "Without the trigger they are healthy. Either shedding does not help, or the horizon leaves it too little time: a longer `for` or `shedFor` would show which.",
                Subject.Result);
        }
        var early = view.Result.Metastability.Where(cell => cell.HorizonTooShort > 0).ToList();
        if (early.Count == 0) yield break;
        yield return new(Severity.Warning, $"Disturbed trials were still recovering at the end in {Words.Many(early.Count, "cell")}",
            Words.List([.. early.Select(cell => $"{cell.Playbook} at {view.Where(cell.Levels)}: {Of(cell, cell.HorizonTooShort)}")]) + ". A longer `for` would show whether they do.");
    }

    private static string Of(CellMetastability cell, int trials) => $"{trials} of {Words.Many(cell.Recovers.Count, "trial")}";
}
