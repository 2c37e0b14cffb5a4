namespace ChaosPlaybook.Model;

/// <summary>One step of a rollback.</summary>
public enum RollbackStep
{
    /// <summary>Ends the injected faults; part of every rollback unless left out on purpose.</summary>
    StopFaults,
    /// <summary>Brings back instances that were killed.</summary>
    RestoreInstances,
    /// <summary>Closes every circuit and lets it forget what it has learnt.</summary>
    CloseBreakers,
    /// <summary>Drops queued work whose client has gone.</summary>
    ClearQueues,
}

/// <summary>How a world is put back.</summary>
public sealed record RollbackOptions
{
    /// <summary>The steps, in order. Default all.</summary>
    public IReadOnlyList<RollbackStep> Steps { get; init; } =
        [RollbackStep.StopFaults, RollbackStep.RestoreInstances, RollbackStep.CloseBreakers, RollbackStep.ClearQueues];

    /// <summary>Time that each step takes, seconds. Range [0, 3600]. Default 1.</summary>
    public double StepSeconds { get; init; } = 1;

    /// <summary>Time within which the steady state must be back, from the first step on, seconds. Range (0, 86400]. Default 30.</summary>
    public double WithinSeconds { get; init; } = 30;

    /// <summary>How long the steady state must hold to count as back, seconds. Range (0, 3600]. Default 5.</summary>
    public double VerifySeconds { get; init; } = 5;
}
