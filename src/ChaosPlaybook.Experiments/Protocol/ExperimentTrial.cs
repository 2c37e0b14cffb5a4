using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>A signal through an experiment.</summary>
/// <param name="Before">Over the steady state before the injection.</param>
/// <param name="During">While faults were injected: over all phases, the pauses between them left out.</param>
/// <param name="After">From the recovery, or else the end of the injection, to the end of the horizon.</param>
/// <param name="Peak">Worst window from the start of the injection to the end of the horizon.</param>
public readonly record struct Passage(double Before, double During, double After, double Peak);

/// <summary>How far the damage reached, against the twin without injection under the same luck.</summary>
/// <param name="Executors">Names of the executors whose share of failed attempts rose while faults were injected or afterwards, targets included.</param>
/// <param name="Agents">Workflows that succeed in the twin and, begun here as well, not here; until the injection both are the same.</param>
/// <param name="Attempts">Failed attempts beyond the twin's.</param>
/// <param name="Contained">Whether all of it lies within the limits.</param>
public sealed record BlastRadius(IReadOnlyList<string> Executors, int Agents, int Attempts, bool Contained);

/// <summary>What became of one phase in one trial.</summary>
/// <param name="Injected">Whether it was injected.</param>
/// <param name="Validated">Whether its validation held.</param>
/// <param name="RecoverySeconds">From its end to the first healthy window, before the next phase begins; NaN without one.</param>
public readonly record struct PhaseOutcome(bool Injected, bool Validated, double RecoverySeconds);

/// <summary>What one trial of an experiment gave. Times in seconds; NaN for what did not happen.</summary>
public sealed record ExperimentTrial
{
    /// <summary>Index of the trial.</summary>
    public required long Replication { get; init; }

    /// <summary>What the monitor noted.</summary>
    public required MonitorRecord Monitor { get; init; }

    /// <summary>Whether an injected fault struck anything.</summary>
    public required bool Landed { get; init; }

    /// <summary>Every signal through the experiment.</summary>
    public required IReadOnlyDictionary<Signal, Passage> Signals { get; init; }

    /// <summary>From the injection to its detection.</summary>
    public double DetectionSeconds => Monitor.DetectedAt - Monitor.InjectedAt;

    /// <summary>From the end of the injection until the steady state held for good; 0 if it held all along.</summary>
    public required double RecoverySeconds { get; init; }

    /// <summary>From the start of the injection until the steady state held for good; 0 if it held all along.</summary>
    public required double RtoSeconds { get; init; }

    /// <summary>Longest stretch from the injection on in which somebody asked and nobody succeeded (<see cref="Watch.SilenceSeconds"/>).</summary>
    public required double RpoSeconds { get; init; }

    /// <summary>What became of every phase.</summary>
    public IReadOnlyList<PhaseOutcome> Phases { get; init; } = [];

    /// <summary>Half-done writes and unnoticed wrong answers beyond the twin's.</summary>
    public required int DataLoss { get; init; }

    /// <summary>Workflows that would have succeeded at the rate before the injection and did not: the area between what was and what should have been.</summary>
    public required double LostSuccesses { get; init; }

    /// <summary>How far the damage reached.</summary>
    public required BlastRadius Radius { get; init; }

    /// <summary>Executors that are no targets and broke down.</summary>
    public required int CascadeDepth { get; init; }

    /// <summary>Worth delivered during the injection as a share of the twin's. Range [0, 1].</summary>
    public required double Degradation { get; init; }

    /// <summary>How far the defences were pushed.</summary>
    public required DefenceLevel Defence { get; init; }

    /// <summary>The score.</summary>
    public required ResilienceScore Score { get; init; }

    /// <summary>The criteria that did not hold, in words; empty when the hypothesis holds in this trial.</summary>
    public required IReadOnlyList<string> Broken { get; init; }
}
