namespace ChaosPlaybook.Experiments;

/// <summary>How far the sweep is that is under way in a results folder, and who conducts it: <c>progress.json</c>.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Fingerprint"><see cref="PlanFingerprint"/> of the plan.</param>
/// <param name="Machine">Name of the machine.</param>
/// <param name="Process">Number of the process.</param>
/// <param name="ProcessStartedAt">Start of the process, which tells it from a later one of the same number.</param>
/// <param name="StartedAt">Start of the sweep.</param>
/// <param name="At">When this was written.</param>
/// <param name="Playbooks">Cells of a design point.</param>
/// <param name="PointsOfPlan">Design points of the plan.</param>
/// <param name="PointsTaken">Design points that were taken over from an earlier run.</param>
/// <param name="PointsWanted">Design points that this run is to have in the end, those taken over included: fewer than the plan has in a shard.</param>
public sealed record RunNote(
    string Scenario, string Fingerprint, string Machine, int Process, DateTimeOffset ProcessStartedAt,
    DateTimeOffset StartedAt, DateTimeOffset At, int Playbooks, int PointsOfPlan, int PointsTaken, int PointsWanted)
{
    /// <summary>Design points that this run has finished.</summary>
    public int PointsDone { get; init; }

    /// <summary>Trials that this run has made, all playbooks.</summary>
    public long TrialsDone { get; init; }

    /// <summary>Trials that this run will make if no further design point stops early.</summary>
    public long TrialsTotal { get; init; }

    /// <summary>The study after the trials that is under way; nothing while trials are made.</summary>
    public string? Stage { get; init; }

    /// <summary>When the study began.</summary>
    public DateTimeOffset? StageStartedAt { get; init; }

    /// <summary>How much of the study is done.</summary>
    public long StageDone { get; init; }

    /// <summary>How much of it there is.</summary>
    public long StageTotal { get; init; }
}
