using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What became of the disturbed trials of one cell.</summary>
/// <param name="Cell">Position of the cell in plan order.</param>
/// <param name="Playbook">Name of the playbook.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Trigger">The trigger in words.</param>
/// <param name="TriggerFrom">Start of the trigger, seconds since the start of a trial.</param>
/// <param name="TriggerTo">End of the trigger.</param>
/// <param name="Recovers">Share of the trials that recover by themselves, Wilson interval; its count is the number of trials.</param>
/// <param name="Metastable">Trials that stay bad, are healthy without the trigger, and are healthy again after load was shed.</param>
/// <param name="HorizonTooShort">Trials whose queue was still falling at the end.</param>
/// <param name="Overloaded">Trials that are no better without the trigger.</param>
/// <param name="Stuck">Trials that stay bad and that shedding load did not bring back either.</param>
/// <param name="SecondsToRecoverMedian">Median time from the end of the trigger to the recovery, over the trials that recover; NaN without one.</param>
public sealed record CellMetastability(
    int Cell, string Playbook, IReadOnlyList<Level> Levels, string Trigger, double TriggerFrom, double TriggerTo, Estimate Recovers,
    int Metastable, int HorizonTooShort, int Overloaded, int Stuck, double SecondsToRecoverMedian)
{
    /// <summary>Condenses the trials of a cell.</summary>
    internal static CellMetastability Of(
        int cell, string playbook, IReadOnlyList<Level> levels, string trigger, MetastabilityStudy study, IReadOnlyList<MetastabilityTrial> trials, double confidence)
    {
        int Count(MetastabilityVerdict verdict) => trials.Count(trial => trial.Verdict == verdict);
        var recovers = ProportionInterval.Wilson(Count(MetastabilityVerdict.Recovers), trials.Count, confidence);
        return new(cell, playbook, levels, trigger, study.TriggerFrom, study.TriggerTo, recovers,
            Count(MetastabilityVerdict.Metastable), Count(MetastabilityVerdict.HorizonTooShort),
            Count(MetastabilityVerdict.Overloaded), Count(MetastabilityVerdict.Stuck), Median(trials));
    }

    private static double Median(IReadOnlyList<MetastabilityTrial> trials)
    {
        double[] times = [.. trials.Where(trial => trial.Verdict == MetastabilityVerdict.Recovers).Select(trial => trial.SecondsToRecover).Order()];
        return times.Length == 0 ? double.NaN : (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;
    }
}
