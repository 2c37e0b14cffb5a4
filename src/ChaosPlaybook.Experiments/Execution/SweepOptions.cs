namespace ChaosPlaybook.Experiments;

/// <summary>How a sweep is carried out; nothing here changes a number.</summary>
public sealed record SweepOptions
{
    /// <summary>Threads that make trials. Range [1, 1024]. Default: one per processor.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>The part of the design points to do, or nothing for all.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Indices of the design points to do, or nothing for all; together with <see cref="Shard"/>: those in both.</summary>
    public IReadOnlySet<int>? Points { get; init; }

    /// <summary>An earlier result of the same plan: its finished design points are taken over, the others are done anew.</summary>
    public SweepResult? Previous { get; init; }

    /// <summary>Takes one row per trial, or nothing.</summary>
    public TrialsCsv? Trials { get; init; }

    /// <summary>Told after every block, in plan order, on a thread of the pool.</summary>
    public IProgress<SweepProgress>? Progress { get; init; }

    /// <summary>Told how far the studies after the trials have come, on threads of the pool.</summary>
    public IProgress<StageProgress>? Stages { get; init; }

    /// <summary>Keeps what is finished while the sweep goes on, or nothing.</summary>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>Whether a design point is among those to do.</summary>
    internal bool Wants(DesignPoint point) => (Shard?.Contains(point) ?? true) && (Points?.Contains(point.Index) ?? true);
}
