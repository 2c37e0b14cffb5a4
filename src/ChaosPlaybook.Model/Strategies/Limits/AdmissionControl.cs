using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>admissionControl</c>: Envoy's admission control filter.</summary>
public sealed record AdmissionControlOptions : StrategyOptions
{
    /// <summary>Length of the window, seconds. Range [1, 86400]. Default 30.</summary>
    public double WindowSeconds { get; init; } = 30;

    /// <summary>Success rate below which tries are refused. Range [0.01, 1]. Default 0.95.</summary>
    public double Threshold { get; init; } = 0.95;

    /// <summary>Above 1, low probabilities grow faster. Range [1, 100]. Default 1.</summary>
    public double Aggression { get; init; } = 1;

    /// <summary>Highest probability of a refusal. Range [0, 1]. Default 0.8.</summary>
    public double MaxRefusal { get; init; } = 0.8;

    /// <summary>Answers per second below which nothing is refused. Range [0, 10⁹]. Default 0.</summary>
    public double MinRate { get; init; }

    /// <summary>What counts as a failure. Default 5xx and timeouts.</summary>
    public ErrorFilter On { get; init; } = new(["5xx", "timeout"]);

    /// <summary>Who shares its memory. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>Allowed thresholds.</summary>
    public static Bounds ThresholdBounds => new(0.01, 1);

    /// <summary>Allowed aggressions.</summary>
    public static Bounds AggressionBounds => new(1, 100);

    /// <summary>Allowed rates.</summary>
    public static Bounds MinRateBounds => new(0, 1e9, "/s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("window", WindowSeconds, AdaptiveThrottleOptions.WindowBounds),
        .. Violation.Of("threshold", Threshold, ThresholdBounds),
        .. Violation.Of("aggression", Aggression, AggressionBounds),
        .. Violation.Of("maxRefusal", MaxRefusal, Bounds.Ratio),
        .. Violation.Of("minRate", MinRate, MinRateBounds),
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new Throttle(On, next, context.State<ThrottleMemory>(this, Scope, () => new SuccessMemory(this)));
}

/// <summary>
/// Refuses with probability min(cap, ((n − n_ok/threshold)/(n + 1))^(1/aggression)). Only tries that were sent are counted, when
/// their answer comes. The window moves by about a second.
/// </summary>
internal sealed class SuccessMemory(AdmissionControlOptions options) : ThrottleMemory
{
    private readonly double _threshold = options.Threshold, _power = 1 / options.Aggression, _cap = options.MaxRefusal;
    private readonly double _window = options.WindowSeconds, _minRate = options.MinRate;
    private readonly RollingCounts _counts = new(options.WindowSeconds, (int)options.WindowSeconds);

    public override double RefusalProbability(double now)
    {
        _counts.Look(now);
        if (_counts.All < _minRate * Math.Min(now, _window)) return 0;
        var excess = (_counts.All - _counts.Good / _threshold) / (_counts.All + 1);
        return excess <= 0 ? 0 : Math.Min(_cap, Math.Pow(excess, _power));
    }

    public override void Ended(double now, bool accepted) => _counts.Add(now, 1, accepted ? 1 : 0);

    public override void Reset() => _counts.Reset();
}
