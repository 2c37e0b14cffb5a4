namespace ChaosPlaybook.Experiments;

/// <summary>The experiment of one cell.</summary>
/// <param name="Cell">Position of the cell in plan order.</param>
/// <param name="Playbook">Its playbook.</param>
/// <param name="Levels">Its levels.</param>
/// <param name="Experiment">What was found.</param>
public sealed record CellExperiment(int Cell, string Playbook, IReadOnlyList<Level> Levels, ExperimentSummary Experiment);
