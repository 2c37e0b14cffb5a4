namespace ChaosPlaybook.Experiments;

/// <summary>Everything a sweep found, for files, charts and pages.</summary>
/// <param name="Plan">What was asked.</param>
/// <param name="Cells">Finished cells in plan order.</param>
/// <param name="Comparisons">Every playbook but the baseline, every compared metric, every finished design point; plan order.</param>
/// <param name="Hypotheses">Judged claims in the order written.</param>
/// <param name="Interrupted">The sweep was stopped before its end; what is here is what was finished.</param>
public sealed record SweepResult(
    Plan Plan, IReadOnlyList<CellResult> Cells, IReadOnlyList<Comparison> Comparisons,
    IReadOnlyList<HypothesisResult> Hypotheses, bool Interrupted)
{
    /// <summary>
    /// <see cref="PlanFingerprint"/> of the plan as it was run. Kept apart from <see cref="Plan"/>, which has no worlds left once
    /// it has been through a file. Empty when unknown.
    /// </summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>What happened when, cells with a workload in plan order. Default none.</summary>
    public IReadOnlyList<CellTimeline> Timelines { get; init; } = [];

    /// <summary>Where time and failures go step by step, cells in plan order. Default none.</summary>
    public IReadOnlyList<CellSteps> Steps { get; init; } = [];

    /// <summary>What became of the disturbed trials, cells in plan order. Default none.</summary>
    public IReadOnlyList<CellMetastability> Metastability { get; init; } = [];

    /// <summary>What happens when members are missing, cells in plan order. Default none.</summary>
    public IReadOnlyList<CellContingency> Contingency { get; init; } = [];

    /// <summary>What the experiments found, cells in plan order. Default none.</summary>
    public IReadOnlyList<CellExperiment> Experiments { get; init; } = [];
}
