namespace ChaosPlaybook.Experiments;

/// <summary>Which way a metric should go.</summary>
public enum Direction
{
    /// <summary>More is better.</summary>
    Higher,
    /// <summary>Less is better.</summary>
    Lower,
}

/// <summary>
/// How a metric is estimated. With a workload a trial is a world of many agents and gives one value of each metric; shares and
/// quantiles are then means over trials too.
/// </summary>
public enum MetricKind
{
    /// <summary>Share of trials, Wilson interval; differences by McNemar and Bonett–Price.</summary>
    Proportion,
    /// <summary>Mean over trials, t interval; differences by paired t.</summary>
    Mean,
    /// <summary>Quantile over trials, order-statistic interval widened by the sketch's error; not compared.</summary>
    Quantile,
    /// <summary>Ratio of two means, delta-method interval; not compared.</summary>
    Ratio,
}

/// <summary>Something measured: its name in results, its unit, how it reads and which way it should go.</summary>
/// <param name="Name">Column in <c>cells.csv</c>, value of <c>metric</c> in <c>comparisons.csv</c> and hypotheses.</param>
/// <param name="Label">In words, for charts and pages, lower case.</param>
/// <param name="Unit">Unit: <c>s</c> for seconds, <c>1</c> for ratios of trials, empty for counts.</param>
/// <param name="Kind">How it is estimated.</param>
/// <param name="Better">Which way it should go.</param>
public sealed record Metric(string Name, string Label, string Unit, MetricKind Kind, Direction Better)
{
    /// <summary>Share of trials in which every step succeeded.</summary>
    public static Metric SuccessRate { get; } = new("successRate", "success rate", "1", MetricKind.Proportion, Direction.Higher);

    /// <summary>Mean duration of all trials.</summary>
    public static Metric DurationMean { get; } = new("durationMeanSeconds", "mean duration", "s", MetricKind.Mean, Direction.Lower);

    /// <summary>Median duration of all trials.</summary>
    public static Metric DurationP50 { get; } = new("durationP50Seconds", "median duration", "s", MetricKind.Quantile, Direction.Lower);

    /// <summary>95th percentile of duration of all trials.</summary>
    public static Metric DurationP95 { get; } = new("durationP95Seconds", "95th percentile of duration", "s", MetricKind.Quantile, Direction.Lower);

    /// <summary>99th percentile of duration of all trials.</summary>
    public static Metric DurationP99 { get; } = new("durationP99Seconds", "99th percentile of duration", "s", MetricKind.Quantile, Direction.Lower);

    /// <summary>Mean duration of the trials that succeeded.</summary>
    public static Metric SuccessDurationMean { get; } = new("successDurationMeanSeconds", "mean duration of successes", "s", MetricKind.Mean, Direction.Lower);

    /// <summary>Calls per trial.</summary>
    public static Metric Calls { get; } = new("callsPerTrial", "calls per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Attempts per trial.</summary>
    public static Metric Attempts { get; } = new("attemptsPerTrial", "attempts per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Attempts per call.</summary>
    public static Metric Amplification { get; } = new("amplification", "attempts per call", "1", MetricKind.Ratio, Direction.Lower);

    /// <summary>Retries per trial, refused ones included.</summary>
    public static Metric Retries { get; } = new("retriesPerTrial", "retries per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Time per trial spent waiting between attempts.</summary>
    public static Metric Wait { get; } = new("waitSecondsPerTrial", "waiting per trial", "s", MetricKind.Mean, Direction.Lower);

    /// <summary>Refused tries per trial.</summary>
    public static Metric Rejected { get; } = new("rejectedPerTrial", "refused tries per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Retries refused by a budget per trial.</summary>
    public static Metric BudgetRefused { get; } = new("budgetRefusedPerTrial", "retries refused by a budget per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Timeouts per trial.</summary>
    public static Metric TimedOut { get; } = new("timedOutPerTrial", "timeouts per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Share of trials that failed at a step that writes.</summary>
    public static Metric Inconsistency { get; } = new("inconsistencyRate", "inconsistency rate", "1", MetricKind.Proportion, Direction.Lower);

    /// <summary>Effects applied more than once, per trial.</summary>
    public static Metric DuplicateEffects { get; } = new("duplicateEffectsPerTrial", "duplicate effects per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Workflows that failed and left an effect that nothing undid, per trial.</summary>
    public static Metric PartialWrites { get; } = new("partialWritesPerTrial", "half-done workflows per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Compensations that failed, per trial.</summary>
    public static Metric CompensationFailures { get; } = new("compensationFailuresPerTrial", "failed compensations per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Compensations begun, per trial.</summary>
    public static Metric Compensations { get; } = new("compensationsPerTrial", "compensations per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Mean worth of the result, failures counting 0.</summary>
    public static Metric Quality { get; } = new("qualityMean", "quality", "1", MetricKind.Mean, Direction.Higher);

    /// <summary>Price of all attempts, per trial.</summary>
    public static Metric Cost { get; } = new("costPerTrial", "cost per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Price of all attempts, per successful trial.</summary>
    public static Metric CostPerSuccess { get; } = new("costPerSuccess", "cost per success", "", MetricKind.Ratio, Direction.Lower);

    /// <summary>Agents that succeeded per second; with a workload only.</summary>
    public static Metric Goodput { get; } = new("goodputPerSecond", "goodput", "/s", MetricKind.Mean, Direction.Higher);

    /// <summary>Agents that started per second; with a workload only.</summary>
    public static Metric Offered { get; } = new("offeredPerSecond", "offered load", "/s", MetricKind.Mean, Direction.Higher);

    /// <summary>Share of server time that is spent; with a workload and servers only.</summary>
    public static Metric Utilisation { get; } = new("utilisation", "utilisation", "1", MetricKind.Mean, Direction.Lower);

    /// <summary>Share of the server time spent that nobody waited for; with a workload and servers only.</summary>
    public static Metric WastedShare { get; } = new("wastedShare", "wasted server time", "1", MetricKind.Mean, Direction.Lower);

    /// <summary>Attempts that found a full queue, per trial; with a workload only.</summary>
    public static Metric Shed { get; } = new("shedPerTrial", "shed attempts per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Agents still under way at the end, per trial; with a workload only.</summary>
    public static Metric Censored { get; } = new("censoredPerTrial", "censored agents per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Strikes of faults per trial.</summary>
    public static Metric FaultsInjected { get; } = new("faultsInjectedPerTrial", "injected faults per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Strikes that changed what a client saw, per trial.</summary>
    public static Metric FaultsLanded { get; } = new("faultsLandedPerTrial", "landed faults per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Calls harmed by a fault that succeeded all the same, per trial.</summary>
    public static Metric CallsMasked { get; } = new("callsMaskedPerTrial", "masked calls per trial", "", MetricKind.Mean, Direction.Higher);

    /// <summary>Calls harmed by a fault that failed, per trial.</summary>
    public static Metric CallsLeaked { get; } = new("callsLeakedPerTrial", "leaked calls per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Further copies sent by hedging, per trial.</summary>
    public static Metric Hedges { get; } = new("hedgesPerTrial", "hedges per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Calls that a further copy answered, per trial.</summary>
    public static Metric HedgeWins { get; } = new("hedgeWinsPerTrial", "hedges that won per trial", "", MetricKind.Mean, Direction.Higher);

    /// <summary>Wrong answers that passed for successes, per trial.</summary>
    public static Metric SilentCorruptions { get; } = new("silentCorruptionsPerTrial", "unnoticed wrong answers per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Attempts answered with 429 because of a rate limit, per trial.</summary>
    public static Metric Throttled { get; } = new("throttledPerTrial", "throttled attempts per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Calls answered fresh by a cache, per trial.</summary>
    public static Metric CacheHits { get; } = new("cacheHitsPerTrial", "cache hits per trial", "", MetricKind.Mean, Direction.Higher);

    /// <summary>Calls answered by a cache with something stale, per trial.</summary>
    public static Metric StaleServed { get; } = new("staleServedPerTrial", "stale answers per trial", "", MetricKind.Mean, Direction.Lower);

    /// <summary>Probability that eight independent trials all succeed; without a workload only.</summary>
    public static Metric Pass8 { get; } = new("pass8", "eight successes in a row", "1", MetricKind.Proportion, Direction.Higher);

    /// <summary>Every metric, in the order of the columns of <c>cells.csv</c>.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        SuccessRate, DurationMean, DurationP50, DurationP95, DurationP99, SuccessDurationMean, Calls, Attempts, Amplification,
        Retries, Wait, Rejected, TimedOut, Inconsistency, DuplicateEffects, Quality, Cost, CostPerSuccess,
        Goodput, Offered, Utilisation, WastedShare, Shed, Censored, PartialWrites, CompensationFailures, BudgetRefused,
        FaultsInjected, FaultsLanded, CallsMasked, CallsLeaked, Hedges, HedgeWins, SilentCorruptions, Throttled, CacheHits, StaleServed, Compensations, Pass8,
    ];

    /// <summary>The metric of that name, or nothing.</summary>
    public static Metric? Named(string name) => All.FirstOrDefault(metric => metric.Name == name);
}
