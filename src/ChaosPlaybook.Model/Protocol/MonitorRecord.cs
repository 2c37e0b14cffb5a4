namespace ChaosPlaybook.Model;

/// <summary>How a rollback ended.</summary>
public enum RollbackStatus
{
    /// <summary>There was none: the steady state did not hold, or the trial ended before.</summary>
    None,
    /// <summary>Nothing injected was left, and the steady state was back in time.</summary>
    Complete,
    /// <summary>One of the two.</summary>
    Partial,
    /// <summary>Neither.</summary>
    Failed,
}

/// <summary>Why an experiment ended.</summary>
public enum ExperimentEnd
{
    /// <summary>It ran its course.</summary>
    Completed,
    /// <summary>The steady state did not hold before the first injection; nothing was injected.</summary>
    NotSteady,
    /// <summary>An abort condition was met.</summary>
    Aborted,
    /// <summary>The damage reached too far.</summary>
    RadiusBreached,
    /// <summary>The kill switch was pressed.</summary>
    Killed,
    /// <summary>A phase's validation failed.</summary>
    ValidationFailed,
}

/// <summary>What a rollback left behind.</summary>
[Flags]
public enum Residue
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Faults at work.</summary>
    Faults = 1,
    /// <summary>Instances that are down.</summary>
    Instances = 2,
    /// <summary>Circuits that are not closed.</summary>
    Breakers = 4,
}

/// <summary>What a monitor noted of one trial. Times are seconds since the start of the trial; NaN for what did not happen.</summary>
public sealed record MonitorRecord
{
    private readonly List<int> _validated = [];
    private readonly List<ExperimentEvent> _events = [];

    /// <summary>Why the experiment ended.</summary>
    public ExperimentEnd End { get; internal set; }

    /// <summary>What ended it in words: the limit that was broken; empty when it ran its course.</summary>
    public string Cause { get; internal set; } = "";

    /// <summary>Start of the first injection.</summary>
    public double InjectedAt { get; internal set; } = double.NaN;

    /// <summary>First look at which something was seen: a limit of the steady state broken, an abort condition met, a circuit open.</summary>
    public double DetectedAt { get; internal set; } = double.NaN;

    /// <summary>End of the last injection, planned or not.</summary>
    public double StoppedAt { get; internal set; } = double.NaN;

    /// <summary>Workflows begun between the start of the first injection and the end of the last.</summary>
    public int Begun { get; internal set; }

    /// <summary>Workflows that succeeded in that time.</summary>
    public int Succeeded { get; internal set; }

    /// <summary>When the steady state was verified again after the rollback.</summary>
    public double VerifiedAt { get; internal set; } = double.NaN;

    /// <summary>How the rollback ended.</summary>
    public RollbackStatus Rollback { get; internal set; }

    /// <summary>What it left behind.</summary>
    public Residue Residue { get; internal set; }

    /// <summary>Phases that were injected.</summary>
    public int Phases { get; internal set; }

    /// <summary>Phases whose validation held.</summary>
    public int PhasesValidated { get; internal set; }

    /// <summary>Which phases were injected and their validation held, by their number.</summary>
    public IReadOnlyList<int> Validated => _validated;

    /// <summary>What happened, in the order of time.</summary>
    public IReadOnlyList<ExperimentEvent> Events => _events;

    /// <summary>When each executor broke down, in the order of the options; NaN for one that did not.</summary>
    public double[] BrokenAt { get; internal init; } = [];

    /// <summary>The limits of the steady state that did not hold before the first injection.</summary>
    public IReadOnlyList<Guard> Unsteady { get; internal set; } = [];

    internal void Note(double seconds, ExperimentEventKind kind, string what) => _events.Add(new(seconds, kind, what));

    internal void Validate(int phase)
    {
        PhasesValidated++;
        _validated.Add(phase);
    }
}
