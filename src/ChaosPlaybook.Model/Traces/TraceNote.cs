using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>A workflow of one trial, from its intended start to its end.</summary>
/// <param name="Number">Its number within the trial.</param>
/// <param name="BeganSeconds">When it was meant to start, seconds of virtual time.</param>
/// <param name="EndedSeconds">When it ended.</param>
/// <param name="Outcome">How it ended; <see cref="OutcomeKind.Cancelled"/> where the trial ended first.</param>
/// <param name="FailedStep">Name of the step that failed it; empty for none.</param>
public sealed record WorkflowSpan(int Number, double BeganSeconds, double EndedSeconds, Outcome Outcome, string FailedStep);

/// <summary>What happens at one instant.</summary>
public enum TraceNoteKind
{
    /// <summary>A fault struck an attempt.</summary>
    FaultStruck,
    /// <summary>A layer began to wait before its next try.</summary>
    Waited,
    /// <summary>A breaker opened.</summary>
    BreakerOpened,
    /// <summary>A breaker lets probes pass.</summary>
    BreakerHalfOpened,
    /// <summary>A breaker closed.</summary>
    BreakerClosed,
}

/// <summary>Something that happened at one instant of a trial.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Name">Kind of the fault, or of the breaker; empty for a wait.</param>
/// <param name="AtSeconds">When, seconds of virtual time; a wait begins then.</param>
public sealed record TraceNote(TraceNoteKind Kind, string Name, double AtSeconds)
{
    /// <summary>The attempt or layer in which it happened; nothing where no call caused it.</summary>
    public Span? Span { get; init; }

    /// <summary>How long it lasted; 0 except for a wait.</summary>
    public double Seconds { get; init; }

    /// <summary>The circuit that changed.</summary>
    internal Circuit? Circuit { get; init; }
}
