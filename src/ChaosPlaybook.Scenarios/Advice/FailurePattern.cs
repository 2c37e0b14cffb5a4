namespace ChaosPlaybook.Scenarios;

/// <summary>What failures have to thank for being there, measured by taking it away under the same luck.</summary>
/// <param name="Name">The fault or limit: <c>error of petstore</c>.</param>
/// <param name="Share">Share of the failures of the pattern that are gone without it. Range [0, 1].</param>
public sealed record FailureCause(string Name, double Share);

/// <summary>Failures of one kind: which step, at which executor, with which code.</summary>
/// <param name="Step">The step of the agent.</param>
/// <param name="Executor">Executor that failed; for a refusal before any attempt, the strategy that refused.</param>
/// <param name="Code">Error code, <c>timeout</c> or <c>rejected</c>.</param>
/// <param name="Failures">Calls of the step that ended so.</param>
/// <param name="Share">Share of all failed calls. Range [0, 1].</param>
/// <param name="Causes">What causes them, largest share first.</param>
public sealed record FailurePattern(string Step, string Executor, string Code, long Failures, double Share, IReadOnlyList<FailureCause> Causes)
{
    /// <summary>
    /// By how much the variance of its share of all calls exceeds that of independent calls, as the trials show it: calls of one trial may
    /// fail together. Range [1, +∞]; +∞ where a single trial tells nothing.
    /// </summary>
    public double DesignEffect { get; init; } = 1;

    /// <summary>Whether the same attempt may well succeed a moment later.</summary>
    public bool IsTransient => Code is "408" or "429" or "timeout" or "rejected" || Code.StartsWith('5');

    /// <summary>In words.</summary>
    public override string ToString() => $"{Step} at {Executor} with {Code}";
}

/// <summary>How long attempts at one executor took that ended the same way.</summary>
/// <param name="Executor">The executor.</param>
/// <param name="Outcome"><c>succeeded</c>, an error code, <c>timeout</c>, <c>rejected</c> or <c>cancelled</c>.</param>
/// <param name="Attempts">Attempts that ended so.</param>
/// <param name="P50Seconds">Median.</param>
/// <param name="P95Seconds">95th percentile.</param>
/// <param name="P99Seconds">99th percentile.</param>
/// <param name="P999Seconds">99.9th percentile.</param>
public sealed record AttemptLatency(
    string Executor, string Outcome, long Attempts, double P50Seconds, double P95Seconds, double P99Seconds, double P999Seconds);

/// <summary>What fails, how often and why, under one playbook at one design point.</summary>
/// <param name="Playbook">The playbook.</param>
/// <param name="Levels">Levels by factor.</param>
/// <param name="Trials">Trials looked at.</param>
/// <param name="Calls">Calls looked at.</param>
/// <param name="Failures">Calls that failed.</param>
/// <param name="Patterns">Kinds of failures, most frequent first.</param>
/// <param name="Latencies">Attempts by executor and outcome.</param>
public sealed record FailureAnalysis(
    string Playbook, IReadOnlyDictionary<string, string> Levels, long Trials, long Calls, long Failures,
    IReadOnlyList<FailurePattern> Patterns, IReadOnlyList<AttemptLatency> Latencies)
{
    /// <summary>Failures from which on shares are trusted.</summary>
    public const int Enough = 100;

    /// <summary>Trials that were to be looked at unless fewer show enough.</summary>
    public long TrialsWanted { get; init; }

    /// <summary>Whether the time allowed was over before enough was seen.</summary>
    public bool TimeIsUp { get; init; }

    /// <summary>Faults and limits whose part in the failures there was no time to measure.</summary>
    public IReadOnlyList<string> CausesNotExamined { get; init; } = [];

    /// <summary>The design effect of all failed calls, as that of a pattern.</summary>
    public double DesignEffect { get; init; } = 1;

    /// <summary>Effects of writes that were applied more than once in these trials.</summary>
    public long DuplicateEffects { get; init; }

    /// <summary>Whether it rests on few failures, or on what there was time for.</summary>
    public bool IsPartial => Failures < Enough || TimeIsUp;
}
