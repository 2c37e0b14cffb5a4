using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>timeout</c>: outside a retry it bounds the whole call, inside it bounds each attempt.</summary>
public sealed record TimeoutOptions : StrategyOptions
{
    /// <summary>Longest wait, seconds. Range [0.001, 86400]. Default 30.</summary>
    public double Seconds { get; init; } = 30;

    /// <summary>Allowed times.</summary>
    public static Bounds SecondsBounds => new(0.001, 86400, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Violation.Of("timeout", Seconds, SecondsBounds);
}
