namespace ChaosPlaybook.Experiments;

/// <summary>A trial threw: a defect of the program, not a simulated failure. Seed, cell and replication make it happen again.</summary>
public sealed class TrialException : Exception
{
    /// <param name="cell">Position of the cell in plan order.</param>
    /// <param name="place">The cell in words: playbook and levels.</param>
    /// <param name="replication">Index of the trial, or nothing when the world could not be built.</param>
    /// <param name="inner">What was thrown.</param>
    public TrialException(int cell, string place, long? replication, Exception inner)
        : base($"cell {cell} ({place}), {(replication is { } i ? $"replication {i}" : "building its world")}: {inner.Message}", inner)
    {
        Cell = cell;
        Replication = replication;
    }

    /// <summary>Position of the cell in plan order.</summary>
    public int Cell { get; }

    /// <summary>Index of the trial, or nothing when the world could not be built.</summary>
    public long? Replication { get; }
}
