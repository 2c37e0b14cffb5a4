using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>circuitBreaker</c>. With <see cref="ConsecutiveFailures"/> it opens after that many failures in a row;
/// without, when the share of failures in the window reaches <see cref="FailureRatio"/> (Polly v8's form).
/// </summary>
public sealed record CircuitBreakerOptions : StrategyOptions
{
    /// <summary>Failures in a row that open it; nothing for the ratio form. Range [1, 10000].</summary>
    public int? ConsecutiveFailures { get; init; }

    /// <summary>Share of failures in the window that opens it. Range (0, 1]. Default 0.1.</summary>
    public double FailureRatio { get; init; } = 0.1;

    /// <summary>Fewest calls in the window before it may open. Range [2, 10⁹]. Default 100.</summary>
    public int MinimumThroughput { get; init; } = 100;

    /// <summary>Length of the window, seconds. Range [0.5, 86400]. Default 30.</summary>
    public double WindowSeconds { get; init; } = 30;

    /// <summary>Time it stays open, seconds; +∞ for ever. Range [0.001, +∞]. Default 5.</summary>
    public double BreakSeconds { get; init; } = 5;

    /// <summary>What counts as a failure. Default 4xx, 5xx and timeouts.</summary>
    public ErrorFilter On { get; init; } = ErrorFilter.Failures;

    /// <summary>Allowed runs of failures.</summary>
    public static Bounds ConsecutiveFailuresBounds => new(1, 10_000);

    /// <summary>Allowed ratios.</summary>
    public static Bounds FailureRatioBounds => new(0, 1, LowOpen: true);

    /// <summary>Allowed throughputs.</summary>
    public static Bounds MinimumThroughputBounds => new(2, 1e9);

    /// <summary>Allowed windows.</summary>
    public static Bounds WindowBounds => new(0.5, 86400, "s");

    /// <summary>Allowed breaks.</summary>
    public static Bounds BreakBounds => new(0.001, double.PositiveInfinity, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("consecutiveFailures", ConsecutiveFailures ?? 1, ConsecutiveFailuresBounds),
        .. Violation.Of("failureRatio", FailureRatio, FailureRatioBounds),
        .. Violation.Of("minimumThroughput", MinimumThroughput, MinimumThroughputBounds),
        .. Violation.Of("window", WindowSeconds, WindowBounds),
        .. Violation.Of("break", BreakSeconds, BreakBounds),
    ];
}
