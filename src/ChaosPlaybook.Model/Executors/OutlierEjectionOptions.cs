using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// When the balancer of an executor leaves an instance out for a while because it answers worse than it should: Envoy's outlier
/// detection. An answer counts as an error with a code from 500 to 599, and when the client's timeout strikes (504 in Envoy).
/// </summary>
public sealed record OutlierEjectionOptions
{
    /// <summary>Errors in a row that eject an instance; 0 for never. Range [0, 10⁶]. Default 5.</summary>
    public int Consecutive5xx { get; init; } = 5;

    /// <summary>Time between two looks at all instances: only then ejected ones come back. Seconds. Range [0.001, 86400]. Default 10.</summary>
    public double IntervalSeconds { get; init; } = 10;

    /// <summary>Time out of the balance, times the ejections in a row. Seconds. Range [0.001, 86400]. Default 30.</summary>
    public double BaseEjectionSeconds { get; init; } = 30;

    /// <summary>Longest time out of the balance; the base where that is longer. Seconds. Range [0.001, 86400]. Default 300.</summary>
    public double MaxEjectionSeconds { get; init; } = 300;

    /// <summary>Share of the instances that may be out at a time. Range [0, 1]. Default 0.1.</summary>
    public double MaxEjected { get; init; } = 0.1;

    /// <summary>Whether one may be out whatever <see cref="MaxEjected"/> says. Default no.</summary>
    public bool AlwaysEjectOne { get; init; }

    /// <summary>Ejects instances that succeed less often than the others; nothing for not (in Envoy it is on).</summary>
    public SuccessRateEjectionOptions? SuccessRate { get; init; }

    /// <summary>Ejects instances that fail too often; nothing for not (in Envoy it is watched but never enforced).</summary>
    public FailurePercentageEjectionOptions? FailurePercentage { get; init; }

    /// <summary>Share of instances in the balance below which all are used, ejected or not. Range [0, 1]. Default 0.5.</summary>
    public double Panic { get; init; } = 0.5;

    /// <summary>Allowed errors in a row.</summary>
    public static Bounds Consecutive5xxBounds => new(0, 1e6);

    /// <summary>Allowed times.</summary>
    public static Bounds SecondsBounds => new(0.001, 86400, "s");

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("consecutive5xx", Consecutive5xx, Consecutive5xxBounds),
        .. Violation.Of("interval", IntervalSeconds, SecondsBounds),
        .. Violation.Of("baseEjection", BaseEjectionSeconds, SecondsBounds),
        .. Violation.Of("maxEjection", MaxEjectionSeconds, SecondsBounds),
        .. Violation.Of("maxEjected", MaxEjected, Bounds.Ratio),
        .. Violation.Of("panic", Panic, Bounds.Ratio),
        .. SuccessRate?.Check() ?? [],
        .. FailurePercentage?.Check() ?? [],
    ];
}

/// <summary>Ejects instances whose success rate over an interval is below mean − f·σ over all instances that were asked often enough.</summary>
public sealed record SuccessRateEjectionOptions
{
    /// <summary>Fewest instances asked often enough. Range [1, 10000]. Default 5.</summary>
    public int MinimumHosts { get; init; } = 5;

    /// <summary>Attempts within the interval that are often enough. Range [1, 10⁹]. Default 100.</summary>
    public int RequestVolume { get; init; } = 100;

    /// <summary>f, of the standard deviation (divisor n). Range [0, 1000]. Default 1.9.</summary>
    public double StdevFactor { get; init; } = 1.9;

    /// <summary>Allowed volumes.</summary>
    public static Bounds RequestVolumeBounds => new(1, 1e9);

    /// <summary>Allowed factors.</summary>
    public static Bounds StdevFactorBounds => new(0, 1000);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("minimumHosts", MinimumHosts, ExecutorOptions.InstancesBounds),
        .. Violation.Of("requestVolume", RequestVolume, RequestVolumeBounds),
        .. Violation.Of("stdevFactor", StdevFactor, StdevFactorBounds),
    ];
}

/// <summary>Ejects instances whose share of errors over an interval reaches a threshold.</summary>
public sealed record FailurePercentageEjectionOptions
{
    /// <summary>Share of errors. Range [0, 1]. Default 0.85.</summary>
    public double Threshold { get; init; } = 0.85;

    /// <summary>Fewest instances asked often enough. Range [1, 10000]. Default 5.</summary>
    public int MinimumHosts { get; init; } = 5;

    /// <summary>Attempts within the interval that are often enough. Range [1, 10⁹]. Default 50.</summary>
    public int RequestVolume { get; init; } = 50;

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("threshold", Threshold, Bounds.Ratio),
        .. Violation.Of("minimumHosts", MinimumHosts, ExecutorOptions.InstancesBounds),
        .. Violation.Of("requestVolume", RequestVolume, SuccessRateEjectionOptions.RequestVolumeBounds),
    ];
}
