using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What one cell gave.</summary>
/// <param name="Cell">Position in plan order, from 0: design points outermost, playbooks innermost.</param>
/// <param name="Playbook">Name of the playbook.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Trials">Trials made.</param>
/// <param name="Estimates">One estimate per metric, by <see cref="Metric.Name"/>.</param>
/// <param name="Outcomes">Trials, or with a workload their agents, by how they ended; keys as in <see cref="OutcomeName"/>, sorted by it.</param>
/// <param name="FaultsInjected">Strikes of faults of every kind, over all trials.</param>
/// <param name="Truncated">Trials cut off at their limit of attempts.</param>
public sealed record CellResult(
    int Cell, string Playbook, IReadOnlyList<Level> Levels, long Trials,
    IReadOnlyDictionary<string, Estimate> Estimates, IReadOnlyDictionary<string, long> Outcomes, long FaultsInjected, long Truncated)
{
    /// <summary>Strikes that changed what a client saw, over all trials.</summary>
    public long FaultsLanded { get; init; }

    /// <summary>
    /// Calls harmed by a fault that succeeded all the same, over all trials, by the layer that made them good: <c>retry</c>,
    /// <c>rules</c>, <c>hedge</c>, <c>fallback</c>, <c>cache</c>; those that did.
    /// </summary>
    public IReadOnlyDictionary<string, long> MaskedBy { get; init; } = new Dictionary<string, long>();

    /// <summary>What became of each fault, executor by executor.</summary>
    public IReadOnlyList<CellFault> Faults { get; init; } = [];

    /// <summary>The estimate of one metric.</summary>
    public Estimate this[Metric metric] => Estimates[metric.Name];
}
