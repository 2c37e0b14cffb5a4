using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>aimd</c>: one more when all is well, a tenth less when anything is dropped.</summary>
public sealed record AimdLimitOptions : ConcurrencyLimitOptions
{
    /// <summary>Lowest limit. Range [1, 10⁶]. Default 20.</summary>
    public int Min { get; init; } = 20;

    /// <summary>Highest limit. Range [1, 10⁶]. Default 200.</summary>
    public int Max { get; init; } = 200;

    /// <summary>What a drop leaves of the limit. Range [0.5, 1). Default 0.9.</summary>
    public double Backoff { get; init; } = 0.9;

    /// <summary>Latency above which a sample counts as dropped, seconds. Range [0.001, 86400]. Default 5.</summary>
    public double TimeoutSeconds { get; init; } = 5;

    /// <summary>Allowed backoffs.</summary>
    public static Bounds BackoffBounds => new(0.5, 1, HighOpen: true);

    /// <summary>Allowed timeouts.</summary>
    public static Bounds TimeoutBounds => new(0.001, 86400, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. base.Check(),
        .. Violation.Of("min", Min, LimitBounds),
        .. Violation.Of("max", Max, LimitBounds with { Low = Math.Max(Min, Initial) }),
        .. Violation.Of("backoff", Backoff, BackoffBounds),
        .. Violation.Of("timeout", TimeoutSeconds, TimeoutBounds),
    ];

    /// <inheritdoc/>
    internal override LimitAlgorithm Build() => new AimdLimit(this);
}

/// <summary>Additive increase, multiplicative decrease: ⌊L·0.9⌋ after a drop, L + 1 where at least half of L was used.</summary>
internal sealed class AimdLimit : LimitAlgorithm
{
    private readonly AimdLimitOptions _options;

    public AimdLimit(AimdLimitOptions options)
    {
        _options = options;
        Reset();
    }

    public override void Learn(double latency, int underWay, bool dropped, double luck)
    {
        var limit = Limit;
        if (dropped || latency > _options.TimeoutSeconds) limit = Math.Floor(limit * _options.Backoff);
        else if (2 * underWay >= limit) limit++;
        Limit = Math.Clamp(limit, _options.Min, _options.Max);
    }

    public override void Reset() => Limit = _options.Initial;
}
