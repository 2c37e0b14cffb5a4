using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>What one trial says about a metric.</summary>
internal delegate double Reading(in TrialRecord trial);

/// <summary>
/// How metrics are read off a trial. A new metric is one line in <see cref="Metric.All"/> and one line in the table below;
/// cells, comparisons, hypotheses, stopping rules and files follow.
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
        (Metric.Quality, (in t) => t.Quality),
        (Metric.Cost, (in t) => t.Cost),
    ];

    /// <summary>
    /// Metrics that are a mean over successful trials only. They are not compared: which trials succeed differs between
    /// playbooks, so there are no pairs.
    /// </summary>
    public static readonly (Metric Metric, Reading Read)[] SuccessMeans =
    [
        (Metric.SuccessDurationMean, (in t) => t.DurationSeconds),
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

    /// <summary>Metrics that are compared trial by trial, in the order of <see cref="Metric.All"/>.</summary>
    public static readonly IReadOnlyList<Metric> Compared =
        [.. Metric.All.Where(metric => Shares.Concat(Means).Any(measure => measure.Metric == metric))];
}
