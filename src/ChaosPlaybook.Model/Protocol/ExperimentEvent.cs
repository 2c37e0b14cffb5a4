namespace ChaosPlaybook.Model;

/// <summary>What happens in the course of an experiment.</summary>
public enum ExperimentEventKind
{
    /// <summary>The verification of the steady state begins.</summary>
    Started,
    /// <summary>A phase begins to inject.</summary>
    Injected,
    /// <summary>A limit of the steady state is broken, an executor breaks down, or a circuit opens.</summary>
    Violated,
    /// <summary>The experiment is given up.</summary>
    Aborted,
    /// <summary>A phase has run its course.</summary>
    Stopped,
    /// <summary>A step of the rollback is taken.</summary>
    RolledBack,
    /// <summary>The steady state holds, before the injection or again after the rollback.</summary>
    Verified,
    /// <summary>The experiment is over.</summary>
    Completed,
}

/// <summary>Something that happened in the course of an experiment.</summary>
/// <param name="Seconds">When, seconds since the start of the trial.</param>
/// <param name="Kind">What kind.</param>
/// <param name="What">What, in words.</param>
public readonly record struct ExperimentEvent(double Seconds, ExperimentEventKind Kind, string What);
