using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Scenarios;

/// <summary>A measured difference: with the fix minus without, trial by trial under the same luck.</summary>
/// <param name="Value">The difference.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end of its interval.</param>
/// <param name="PAdjusted">p value after Holm's correction over all proposals tried.</param>
public sealed record FixGain(double Value, double Low, double High, double PAdjusted)
{
    /// <summary>Whether it is real and upwards.</summary>
    public bool IsGain => Low > 0 && PAdjusted < 0.05;
}

/// <summary>What a fix costs; every number with the fix minus without.</summary>
/// <param name="DurationMeanSeconds">Mean duration.</param>
/// <param name="DurationP99Seconds">99th percentile of duration.</param>
/// <param name="AttemptsPerCall">Attempts per call: load.</param>
/// <param name="CostPerTrial">Money per trial.</param>
/// <param name="DuplicateEffectsPerTrial">Effects applied twice.</param>
public sealed record FixPrice(double DurationMeanSeconds, double DurationP99Seconds, double AttemptsPerCall, double CostPerTrial, double DuplicateEffectsPerTrial);

/// <summary>A concrete change to a playbook with its measured effect.</summary>
/// <param name="Id">Short name; also the playbook that <c>--apply</c> adds ends in it.</param>
/// <param name="Title">In a few words.</param>
/// <param name="What">What changes.</param>
/// <param name="Why">Which failures it is meant for, and how many there are of them.</param>
/// <param name="AddressedShare">Share of all failures that those are. Range [0, 1].</param>
/// <param name="Patch">The playbook with the change, as YAML of a scenario.</param>
/// <param name="Change">The change line by line: <c>-</c> what goes, <c>+</c> what comes.</param>
/// <param name="Gain">Gain in success rate among all that was tried.</param>
/// <param name="Worth">Gain in quality, where an answer of a fallback counts for what it is worth.</param>
/// <param name="SuccessRate">Success rate with the fix.</param>
/// <param name="Confirmed">The gain in success rate once more on fresh luck; nothing for proposals that were not confirmed.</param>
/// <param name="Price">What it costs.</param>
public sealed record FixProposal(
    string Id, string Title, string What, string Why, double AddressedShare, string Patch, string Change,
    FixGain Gain, FixGain Worth, double SuccessRate, FixGain? Confirmed, FixPrice Price)
{
    /// <summary>What it changes, such as <c>repetition</c>; for a combination the kinds of its parts.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Whether the playbook changes; otherwise only <see cref="Settings"/> do.</summary>
    public bool ChangesPlaybook { get; init; } = true;

    /// <summary>Changes of the scenario beside its playbooks, as for <c>--set</c>: <c>agent.steps[2].order.idempotencyKey=true</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What these settings change, as YAML of a scenario. Empty when there are none.</summary>
    public string Section { get; init; } = "";

    /// <summary>Effects applied twice that it avoids, per workflow; negative where it causes some.</summary>
    public FixGain Consistency { get; init; } = new(0, 0, 0, 1);

    /// <summary>The same once more on fresh luck; nothing for proposals that were not confirmed.</summary>
    public FixGain? ConsistencyConfirmed { get; init; }

    /// <summary>By what proposals are ranked: gain in quality plus effects applied twice that are avoided, per workflow, if that is beyond chance.</summary>
    public double Merit => Worth.Value + (Consistency.Low > 0 || Consistency.High < 0 ? Consistency.Value : 0);

    /// <summary>Name of a playbook or file that carries it.</summary>
    public string Name => Candidate.NameOf(Id);

    /// <summary>Whether another proposal measured the same: gain, worth and load alike, mean durations within a millisecond.</summary>
    /// <param name="other">The other.</param>
    public bool Measures(FixProposal other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Gain == other.Gain && Consistency.Value.Equals(other.Consistency.Value) && Worth.Value.Equals(other.Worth.Value) && Math.Abs(Price.AttemptsPerCall - other.Price.AttemptsPerCall) < 1e-3
            && Math.Abs(Price.DurationMeanSeconds - other.Price.DurationMeanSeconds) < 1e-3;
    }
}

/// <summary>What was found and what helps.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Failures">What fails, and why.</param>
/// <param name="SuccessRate">Success rate as it is.</param>
/// <param name="Trials">Trials behind every gain.</param>
/// <param name="Seed">Seed of the gains; and <paramref name="FreshSeed"/> that of their confirmation.</param>
/// <param name="FreshSeed">Seed of the confirmation.</param>
/// <param name="Proposals">Every proposal tried, best first.</param>
/// <param name="PlaybookText">The present playbook as YAML.</param>
public sealed record Advice(
    string Scenario, FailureAnalysis Failures, double SuccessRate, long Trials, ulong Seed, ulong FreshSeed,
    IReadOnlyList<FixProposal> Proposals, string PlaybookText);

/// <summary>What to ask.</summary>
public sealed record AdviceQuestion
{
    /// <summary>Told how far the simulations have come.</summary>
    public IProgress<StageProgress>? Progress { get; init; }

    /// <summary>The playbook to improve. Default: the first that is not the baseline, otherwise the baseline.</summary>
    public string? Playbook { get; init; }

    /// <summary>Level by factor; factors not named keep the level at which the playbook does worst.</summary>
    public IReadOnlyDictionary<string, string> At { get; init; } = new Dictionary<string, string>();

    /// <summary>Trials behind every gain. Default: 4000 for lone agents; with a workload those of the scenario, 20 at most.</summary>
    public long? Trials { get; init; }

    /// <summary>Time within which failures are looked at. Default: no limit, so that equal questions have equal answers.</summary>
    public TimeBudget? Budget { get; init; }

    /// <summary>Proposals that are confirmed on fresh luck. Range [1, 20]. Default 3.</summary>
    public int Top { get; init; } = 3;
}
