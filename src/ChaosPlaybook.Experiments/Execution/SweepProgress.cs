namespace ChaosPlaybook.Experiments;

/// <summary>How far a sweep has come; reported after every block.</summary>
/// <param name="TrialsDone">Trials collected so far, all playbooks.</param>
/// <param name="TrialsTotal">Trials in all if no further design point stops early.</param>
/// <param name="PointsDone">Design points finished.</param>
/// <param name="PointsTotal">Design points to do.</param>
/// <param name="Point">The design point of the last block.</param>
public readonly record struct SweepProgress(long TrialsDone, long TrialsTotal, int PointsDone, int PointsTotal, DesignPoint Point);
