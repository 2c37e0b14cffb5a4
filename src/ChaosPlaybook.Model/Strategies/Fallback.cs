using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>fallback</c>: a lesser answer instead of a failure. A chain is several fallbacks, the last resort outermost.</summary>
public sealed record FallbackOptions : StrategyOptions
{
    /// <summary>Executor that gives the lesser answer, one attempt; nothing for an answer that is always at hand at once.</summary>
    public string? Executor { get; init; }

    /// <summary>Worth of the lesser answer. Range [0, 1]. Default 0.5.</summary>
    public double Quality { get; init; } = 0.5;

    /// <summary>What it answers for. Default: every failure, timeouts and rejections included.</summary>
    public ErrorFilter On { get; init; } = ErrorFilter.Any;

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Violation.Of("quality", Quality, Bounds.Ratio);
}
