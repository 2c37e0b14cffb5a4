using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// When a design point has had enough trials, and where its blocks begin and end. Blocks are cut so that one of them ends at
/// exactly <see cref="Least"/>: a sweep with a stopping rule begins with the same trials, in the same blocks, as one without.
/// </summary>
internal sealed class StoppingRule(Plan plan)
{
    private const int Largest = 2048;
    private const int BlocksWanted = 64;

    /// <summary>
    /// Replications of a full block. A trial with a workload is long and a plan has few of them: blocks are then small enough for
    /// every worker to get some.
    /// </summary>
    public int BlockSize { get; } = plan.HasWorkload ? (int)Math.Clamp(plan.Trials / BlocksWanted, 1, Largest) : Largest;

    /// <summary>Trials per cell below which a design point never stops.</summary>
    public long Least { get; } = plan.Trials;

    /// <summary>Trials per cell at which a design point stops in any case.</summary>
    public long Most { get; } = plan.Precision?.MaxTrials ?? plan.Trials;

    /// <summary>End of the block that begins at <paramref name="first"/>.</summary>
    public long BlockEnd(long first) => Math.Min(first + BlockSize, first < Least ? Least : Most);

    /// <summary>Whether the collected trials of a design point are enough.</summary>
    public bool Met(PointTally tally) =>
        tally.Trials >= Most || tally.Trials >= Least && plan.Precision is { } precision &&
        tally.Estimates(Metric.Named(precision.Metric)!, plan.Confidence).All(Sharp);

    /// <summary>
    /// Whether the cells are those of a finished design point. The same question as above, asked of results read from a file:
    /// it has the same answer because an estimate depends on nothing but the trials.
    /// </summary>
    public bool Met(IReadOnlyList<CellResult> cells) =>
        cells.Count == plan.Playbooks.Count && cells.All(cell => cell.Trials == cells[0].Trials) &&
        (cells[0].Trials >= Most || cells[0].Trials >= Least && plan.Precision is { } precision &&
            cells.All(cell => Sharp(cell.Estimates[precision.Metric])));

    private bool Sharp(Estimate estimate) => estimate.HalfWidth <= plan.Precision!.HalfWidth;
}
