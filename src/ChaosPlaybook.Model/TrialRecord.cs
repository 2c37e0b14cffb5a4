using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>What one trial of a lone agent left behind: plain numbers, no references.</summary>
public struct TrialRecord
{
    /// <summary>Start of the first step to the end of the last, seconds of virtual time.</summary>
    public double DurationSeconds;
    /// <summary>Time spent waiting between attempts, seconds.</summary>
    public double WaitSeconds;
    /// <summary>Worth of the result: the product of the steps' qualities, 0 for a failed trial.</summary>
    public double Quality;
    /// <summary>Price of all attempts, units of money.</summary>
    public double Cost;
    /// <summary>Median, 95th and 99th percentile of the duration of the workflows that ended; for a lone agent unused.</summary>
    public double DurationP50, DurationP95, DurationP99;
    /// <summary>Mean duration of the workflows that succeeded, NaN without one; for a lone agent unused.</summary>
    public double SuccessSeconds;
    /// <summary>
    /// Server time spent between the warm-up and the end of the horizon, as a share of all server time there, over all executors with
    /// servers that are called, NaN without one; and the part of all server time spent that nobody waited for, NaN when none was spent.
    /// </summary>
    public double Utilisation, WastedShare;
    /// <summary>Time between the warm-up and the end of the horizon, seconds; 0 for a lone agent.</summary>
    public double WindowSeconds;
    /// <summary>Workflows that succeeded between the warm-up and the end of the horizon, whenever they had begun.</summary>
    public int Delivered;
    /// <summary>Workflows begun after the warm-up; 1 for a lone agent.</summary>
    public int Agents;
    /// <summary>Workflows by how they ended; without a workload <see cref="Ended"/> says it.</summary>
    public int Successes, DegradedSuccesses, Failures, Timeouts, Rejections, Censored, Inconsistencies;
    /// <summary>Attempts that an executor answered with 503 because its queue was full.</summary>
    public int Shed;
    /// <summary>Attempts dropped from a queue because their deadline had passed or could not be met.</summary>
    public int Expired;
    /// <summary>Calls made: steps that were begun.</summary>
    public int Calls;
    /// <summary>Attempts that reached an executor.</summary>
    public int Attempts;
    /// <summary>Calls that executors made while they served, and those of them that failed.</summary>
    public int DownstreamCalls, DownstreamFailures;
    /// <summary>Further tries after a first one, refused ones included.</summary>
    public int Retries;
    /// <summary>Tries refused before they reached an executor.</summary>
    public int Rejected;
    /// <summary>Retries that a budget refused.</summary>
    public int BudgetRefused;
    /// <summary>Attempts that an executor answered with 429 because of its rate limit.</summary>
    public int Throttled;
    /// <summary>Timeouts that struck.</summary>
    public int TimedOut;
    /// <summary>Strikes of faults of every kind; an attempt that two faults strike counts twice.</summary>
    public int FaultsInjected;
    /// <summary>Strikes that changed what the client saw of an attempt: its outcome, its silence or its time; or what a server did by its wrong clock.</summary>
    public int FaultsLanded;
    /// <summary>
    /// Calls with a strike that landed and did more than slow an attempt that was answered: those that nevertheless ended in a
    /// success, and those that ended in a failure or in a wrong answer that nobody noticed.
    /// </summary>
    public int CallsMasked, CallsLeaked;
    /// <summary>The masked ones by the outermost layer that had seen a failure and gave a success.</summary>
    public int MaskedByRetry, MaskedByRules, MaskedByHedge, MaskedByFallback, MaskedByCache;
    /// <summary>Wrong answers that passed for successes.</summary>
    public int SilentCorruptions;
    /// <summary>Calls answered by a fallback.</summary>
    public int Degraded;
    /// <summary>Further copies sent by hedging; and calls that such a copy answered.</summary>
    public int Hedges, HedgeWins;
    /// <summary>Effects of write steps applied more than once.</summary>
    public int DuplicateEffects;
    /// <summary>Calls answered by a cache: fresh, and stale in place of a failure.</summary>
    public int CacheHits, StaleServed;
    /// <summary>Effects applied in all, duplicates included; and repetitions that a store of idempotency keys kept from being applied.</summary>
    public int EffectsApplied, EffectsSuppressed;
    /// <summary>Workflows that failed and left at least one effect that nothing undid.</summary>
    public int PartialWrites;
    /// <summary>Compensations begun, and those that failed.</summary>
    public int Compensations, CompensationFailures;
    /// <summary>Steps left out by their condition, and optional steps that failed.</summary>
    public int StepsSkipped, StepsForgone;
    /// <summary>Steps that succeeded.</summary>
    public short StepsCompleted;
    /// <summary>Index of the failed step, −1 for none.</summary>
    public short FailedStep;
    /// <summary>Error code of the failure, 0 for none.</summary>
    public ushort Code;
    /// <summary>How the trial ended.</summary>
    public OutcomeKind Ended;
    /// <summary>The failure was handed over to a person.</summary>
    public bool Escalated;
    /// <summary>The trial failed at a step that writes (the original engine's definition).</summary>
    public bool Inconsistent;
    /// <summary>The trial was cut off at its limit of attempts.</summary>
    public bool Truncated;

    /// <summary>Whether every step succeeded.</summary>
    public readonly bool Succeeded => Ended == OutcomeKind.Succeeded;
}
