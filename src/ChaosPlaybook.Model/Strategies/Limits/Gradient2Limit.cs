using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>gradient2</c>: the limit follows the ratio of the long-term latency to the latency of the moment.</summary>
public sealed record Gradient2LimitOptions : ConcurrencyLimitOptions
{
    /// <summary>Lowest limit. Range [1, 10⁶]. Default 20.</summary>
    public int Min { get; init; } = 20;

    /// <summary>Highest limit. Range [1, 10⁶]. Default 200.</summary>
    public int Max { get; init; } = 200;

    /// <summary>Attempts that may queue: what the limit may grow by. Range [0, 10⁶]. Default 4.</summary>
    public int Headroom { get; init; } = 4;

    /// <summary>Latency that is tolerated, as a multiple of the long-term one. Range [1, 100]. Default 1.5.</summary>
    public double Tolerance { get; init; } = 1.5;

    /// <summary>Share of the new limit in the next. Range (0, 1]. Default 0.2.</summary>
    public double Smoothing { get; init; } = 0.2;

    /// <summary>Samples that the long-term latency is averaged over, exponentially. Range [1, 10⁶]. Default 600.</summary>
    public int LongWindow { get; init; } = 600;

    /// <summary>Allowed headroom.</summary>
    public static Bounds HeadroomBounds => new(0, 1e6);

    /// <summary>Allowed tolerances.</summary>
    public static Bounds ToleranceBounds => new(1, 100);

    /// <summary>Allowed smoothings.</summary>
    public static Bounds SmoothingBounds => new(0, 1, LowOpen: true);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. base.Check(),
        .. Violation.Of("min", Min, LimitBounds),
        .. Violation.Of("max", Max, LimitBounds with { Low = Math.Max(Min, Initial) }),
        .. Violation.Of("headroom", Headroom, HeadroomBounds),
        .. Violation.Of("tolerance", Tolerance, ToleranceBounds),
        .. Violation.Of("smoothing", Smoothing, SmoothingBounds),
        .. Violation.Of("longWindow", LongWindow, LimitBounds),
    ];

    /// <inheritdoc/>
    internal override LimitAlgorithm Build() => new Gradient2Limit(this);
}

/// <summary>
/// With the gradient g = clamp(1.5·long/latency, 0.5, 1) the limit moves a fifth of the way to g·L + 4, unless less than half of it
/// was used. Drops as such teach it nothing. The long-term latency is a plain mean of the first ten samples, then an exponential
/// one; while it is more than twice the latency of the moment it shrinks by a twentieth a sample.
/// </summary>
internal sealed class Gradient2Limit : LimitAlgorithm
{
    private const int WarmUpSamples = 10;
    private readonly Gradient2LimitOptions _options;
    private double _long, _sum;
    private int _samples;

    public Gradient2Limit(Gradient2LimitOptions options)
    {
        _options = options;
        Reset();
    }

    public override void Learn(double latency, int underWay, bool dropped, double luck)
    {
        if (double.IsNaN(latency)) return;
        var longTerm = Average(latency);
        if (longTerm / latency > 2) _long *= 0.95;
        if (underWay < Limit / 2) return;
        var gradient = Math.Clamp(_options.Tolerance * longTerm / latency, 0.5, 1);
        var wanted = Limit * gradient + _options.Headroom;
        Limit = Math.Clamp((1 - _options.Smoothing) * Limit + _options.Smoothing * wanted, _options.Min, _options.Max);
    }

    public override void Reset()
    {
        Limit = _options.Initial;
        _long = _sum = 0;
        _samples = 0;
    }

    private double Average(double latency)
    {
        if (_samples < WarmUpSamples)
        {
            _sum += latency;
            return _long = _sum / ++_samples;
        }
        var weight = 2.0 / (_options.LongWindow + 1);
        return _long = (1 - weight) * _long + weight * latency;
    }
}
