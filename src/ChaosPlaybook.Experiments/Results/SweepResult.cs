using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What one cell gave.</summary>
/// <param name="Cell">Position in plan order, from 0: design points outermost, playbooks innermost.</param>
/// <param name="Playbook">Name of the playbook.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Trials">Trials made.</param>
/// <param name="Estimates">One estimate per metric, by <see cref="Metric.Name"/>.</param>
/// <param name="Outcomes">Trials, or with a workload their agents, by how they ended; keys as in <see cref="OutcomeName"/>, sorted by it.</param>
/// <param name="FaultsInjected">Strikes of faults of every kind, over all trials.</param>
/// <param name="Truncated">Trials cut off at their limit of attempts.</param>
public sealed record CellResult(
    int Cell, string Playbook, IReadOnlyList<Level> Levels, long Trials,
    IReadOnlyDictionary<string, Estimate> Estimates, IReadOnlyDictionary<string, long> Outcomes, long FaultsInjected, long Truncated)
{
    /// <summary>Strikes that changed what a client saw, over all trials.</summary>
    public long FaultsLanded { get; init; }

    /// <summary>
    /// Calls harmed by a fault that succeeded all the same, over all trials, by the layer that made them good: <c>retry</c>,
    /// <c>rules</c>, <c>hedge</c>, <c>fallback</c>, <c>cache</c>; those that did.
    /// </summary>
    public IReadOnlyDictionary<string, long> MaskedBy { get; init; } = new Dictionary<string, long>();

    /// <summary>The estimate of one metric.</summary>
    public Estimate this[Metric metric] => Estimates[metric.Name];
}

/// <summary>What a paired difference says.</summary>
public enum Verdict
{
    /// <summary>The difference is real (adjusted p below 1 − confidence) and goes the right way.</summary>
    Better,
    /// <summary>The difference is real and goes the wrong way.</summary>
    Worse,
    /// <summary>The trials do not tell.</summary>
    Inconclusive,
    /// <summary>Every trial gave the same under both playbooks.</summary>
    Equal,
}

/// <summary>A playbook against the baseline in one metric at one design point, trial by trial under the same luck.</summary>
/// <param name="Playbook">The playbook.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Difference">Playbook minus baseline, with its paired interval.</param>
/// <param name="PValue">Two-sided p value of no difference.</param>
/// <param name="PAdjusted">The same after Holm's correction over the design points of this playbook and metric.</param>
/// <param name="Verdict">What it says.</param>
public sealed record Comparison(
    string Playbook, string Baseline, IReadOnlyList<Level> Levels, string Metric, Estimate Difference,
    double PValue, double PAdjusted, Verdict Verdict);

/// <summary>What became of a hypothesis.</summary>
public enum HypothesisStatus
{
    /// <summary>The whole interval lies on the claimed side, in every cell the claim speaks of.</summary>
    Confirmed,
    /// <summary>The whole interval lies on the other side, in at least one cell.</summary>
    Rejected,
    /// <summary>The interval covers the threshold: more trials would tell.</summary>
    Inconclusive,
    /// <summary>The experiment could not judge it: no trial, or trials cut off.</summary>
    ExperimentFailed,
}

/// <summary>A judged hypothesis.</summary>
/// <param name="Hypothesis">The claim.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Observed">The estimate that decided: the worst of the cells the claim speaks of.</param>
/// <param name="Levels">The levels of that cell.</param>
public sealed record HypothesisResult(Hypothesis Hypothesis, HypothesisStatus Status, Estimate Observed, IReadOnlyList<Level> Levels);

/// <summary>Everything a sweep found, for files, charts and pages.</summary>
/// <param name="Plan">What was asked.</param>
/// <param name="Cells">Finished cells in plan order.</param>
/// <param name="Comparisons">Every playbook but the baseline, every compared metric, every finished design point; plan order.</param>
/// <param name="Hypotheses">Judged claims in the order written.</param>
/// <param name="Interrupted">The sweep was stopped before its end; what is here is what was finished.</param>
public sealed record SweepResult(
    Plan Plan, IReadOnlyList<CellResult> Cells, IReadOnlyList<Comparison> Comparisons,
    IReadOnlyList<HypothesisResult> Hypotheses, bool Interrupted)
{
    /// <summary>
    /// <see cref="PlanFingerprint"/> of the plan as it was run. Kept apart from <see cref="Plan"/>, which has no worlds left once
    /// it has been through a file. Empty when unknown.
    /// </summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>What happened when, cells with a workload in plan order. Default none.</summary>
    public IReadOnlyList<CellTimeline> Timelines { get; init; } = [];

    /// <summary>What became of the disturbed trials, cells in plan order. Default none.</summary>
    public IReadOnlyList<CellMetastability> Metastability { get; init; } = [];

    /// <summary>What happens when members are missing, cells in plan order. Default none.</summary>
    public IReadOnlyList<CellContingency> Contingency { get; init; } = [];

    /// <summary>What the experiments found, cells in plan order. Default none.</summary>
    public IReadOnlyList<CellExperiment> Experiments { get; init; } = [];
}

/// <summary>Keys of <see cref="CellResult.Outcomes"/>.</summary>
public static class OutcomeName
{
    /// <summary>Every step succeeded with full quality.</summary>
    public const string Succeeded = "succeeded";
    /// <summary>Every step succeeded, at least one through a fallback.</summary>
    public const string Degraded = "degraded";
    /// <summary>Ended by a timeout.</summary>
    public const string TimedOut = "timedOut";
    /// <summary>Ended by a refusal.</summary>
    public const string Rejected = "rejected";
    /// <summary>Handed over to a person.</summary>
    public const string Escalated = "escalated";
    /// <summary>Called off from outside.</summary>
    public const string Cancelled = "cancelled";
    /// <summary>Cut off at the limit of attempts.</summary>
    public const string Truncated = "truncated";

    /// <summary>Failed without an error code, or with one that is not known.</summary>
    public const string AnyFailure = "failed";
    /// <summary>Still under way when the trial ended.</summary>
    public const string Censored = "censored";

    /// <summary>Failed with an error code: <c>failed503</c>.</summary>
    public static string Failed(int code) => $"failed{code}";
}
