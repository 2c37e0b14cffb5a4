using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>retry</c>.</summary>
public sealed record RetryOptions : StrategyOptions
{
    /// <summary>Attempts after the first. Range [1, 100]. Default 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The waits between attempts. Default 2 s, constant, no jitter.</summary>
    public Backoff Backoff { get; init; } = new();

    /// <summary>What is retried. Default 408, 429, 5xx and timeouts.</summary>
    public ErrorFilter On { get; init; } = ErrorFilter.Transient;

    /// <summary>Allowed retries.</summary>
    public static Bounds RetriesBounds => new(1, 100);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => [.. Violation.Of("retries", Retries, RetriesBounds), .. Backoff.Check()];
}
