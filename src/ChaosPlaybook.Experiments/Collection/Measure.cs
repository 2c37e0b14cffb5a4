using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>What one trial says about a metric.</summary>
internal delegate double Reading(in TrialRecord trial);

/// <summary>
/// How metrics are read off a trial. A new metric is one line in <see cref="Metric.All"/> and one line in the tables below;
/// cells, comparisons, hypotheses, stopping rules and files follow. A reading that is not a number leaves the trial out.
/// </summary>
internal static class Measure
{
    /// <summary>Metrics that are a share of trials; a reading is 0 or 1.</summary>
    public static readonly (Metric Metric, Reading Read)[] Shares =
    [
        (Metric.SuccessRate, (in t) => t.Succeeded ? 1 : 0),
        (Metric.Inconsistency, (in t) => t.Inconsistent ? 1 : 0),
    ];

    /// <summary>Metrics that are a mean over trials.</summary>
    public static readonly (Metric Metric, Reading Read)[] Means =
    [
        (Metric.DurationMean, (in t) => t.DurationSeconds),
        (Metric.Calls, (in t) => t.Calls),
        (Metric.Attempts, (in t) => t.Attempts),
        (Metric.Retries, (in t) => t.Retries),
        (Metric.Wait, (in t) => t.WaitSeconds),
        (Metric.Rejected, (in t) => t.Rejected),
        (Metric.BudgetRefused, (in t) => t.BudgetRefused),
        (Metric.TimedOut, (in t) => t.TimedOut),
        (Metric.DuplicateEffects, (in t) => t.DuplicateEffects),
        (Metric.PartialWrites, (in t) => t.PartialWrites),
        (Metric.CompensationFailures, (in t) => t.CompensationFailures),
        (Metric.Quality, (in t) => t.Quality),
        (Metric.Cost, (in t) => t.Cost),
    ];

    /// <summary>
    /// Metrics that are a mean over successful trials only. They are not compared: which trials succeed differs between
    /// playbooks, so there are no pairs.
    /// </summary>
    public static readonly (Metric Metric, Reading Read)[] SuccessMeans =
    [
        (Metric.SuccessDurationMean, (in t) => t.Succeeded ? t.DurationSeconds : double.NaN),
    ];

    /// <summary>Metrics that are a quantile of the duration.</summary>
    public static readonly (Metric Metric, double Q)[] Quantiles =
    [
        (Metric.DurationP50, 0.50),
        (Metric.DurationP95, 0.95),
        (Metric.DurationP99, 0.99),
    ];

    /// <summary>Metrics that are the mean of one reading over the mean of another.</summary>
    public static readonly (Metric Metric, Reading Read, Reading Per)[] Ratios =
    [
        (Metric.Amplification, (in t) => t.Attempts, (in t) => t.Calls),
        (Metric.CostPerSuccess, (in t) => t.Cost, (in t) => t.Succeeded ? 1 : 0),
    ];

    /// <summary>Metrics that a world with a workload gives as one number per trial, where a lone agent gives something else or nothing.</summary>
    public static readonly (Metric Metric, Reading Read)[] PopulationMeans =
    [
        (Metric.SuccessRate, (in t) => t.Successes / (double)t.Agents),
        (Metric.Inconsistency, (in t) => t.Inconsistencies / (double)t.Agents),
        (Metric.DurationP50, (in t) => t.DurationP50),
        (Metric.DurationP95, (in t) => t.DurationP95),
        (Metric.DurationP99, (in t) => t.DurationP99),
        (Metric.Goodput, (in t) => t.Delivered / t.WindowSeconds),
        (Metric.Offered, (in t) => t.Agents / t.WindowSeconds),
        (Metric.Utilisation, (in t) => t.Utilisation),
        (Metric.WastedShare, (in t) => t.WastedShare),
        (Metric.Shed, (in t) => t.Shed),
        (Metric.Censored, (in t) => t.Censored),
    ];

    /// <summary>The same for <see cref="SuccessMeans"/>.</summary>
    public static readonly (Metric Metric, Reading Read)[] PopulationSuccessMeans =
    [
        (Metric.SuccessDurationMean, (in t) => t.SuccessSeconds),
    ];

    /// <summary>The same for <see cref="Ratios"/>.</summary>
    public static readonly (Metric Metric, Reading Read, Reading Per)[] PopulationRatios =
    [
        (Metric.Amplification, (in t) => t.Attempts, (in t) => t.Calls),
        (Metric.CostPerSuccess, (in t) => t.Cost, (in t) => t.Successes),
    ];
}

/// <summary>The tables that hold for a plan.</summary>
internal sealed record MeasureSet(
    (Metric Metric, Reading Read)[] Shares, (Metric Metric, Reading Read)[] Means, (Metric Metric, Reading Read)[] SuccessMeans,
    (Metric Metric, double Q)[] Quantiles, (Metric Metric, Reading Read, Reading Per)[] Ratios)
{
    private static readonly MeasureSet _lone =
        new(Measure.Shares, Measure.Means, Measure.SuccessMeans, Measure.Quantiles, Measure.Ratios);

    private static readonly MeasureSet _population =
        new([], [.. Measure.Means, .. Measure.PopulationMeans], Measure.PopulationSuccessMeans, [], Measure.PopulationRatios);

    /// <summary>Metrics that are compared trial by trial, in the order of <see cref="Metric.All"/>.</summary>
    public IReadOnlyList<Metric> Compared { get; } =
        [.. Metric.All.Where(metric => Shares.Concat(Means).Any(measure => measure.Metric == metric))];

    /// <summary>A trial is a world of many agents.</summary>
    public bool IsPopulation => ReferenceEquals(this, _population);

    /// <summary>The tables of a plan.</summary>
    public static MeasureSet Of(Plan plan) => plan.HasWorkload ? _population : _lone;
}
