namespace ChaosPlaybook.Model;

/// <summary>What a monitor does when a limit is broken.</summary>
public enum AbortAction
{
    /// <summary>Stops the faults and rolls back, step by step.</summary>
    Rollback,
    /// <summary>Stops the faults, lets what is under way come to its end for a window, then rolls back.</summary>
    GracefulRollback,
    /// <summary>Stops the faults and takes every step of the rollback at once.</summary>
    EmergencyStop,
}

/// <summary>When an experiment is given up.</summary>
/// <param name="Guard">The limit; it is looked at over the measurement window. Nothing for <paramref name="Cascade"/>.</param>
/// <param name="Cascade">Given up when an executor that is no target breaks down.</param>
/// <param name="Action">What is done then. Default <see cref="AbortAction.Rollback"/>.</param>
public sealed record AbortOptions(Guard? Guard, bool Cascade = false, AbortAction Action = AbortAction.Rollback)
{
    /// <summary>As it is written.</summary>
    public override string ToString() => Cascade ? "cascade" : Guard.ToString()!;
}
