using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Bursty arrivals: a Poisson process whose rate switches between two values after exponential times (MMPP-2; Fischer and
/// Meier-Hellstern 1993). Mean rate (low·T_low + high·T_high)/(T_low + T_high); the first state is drawn in that proportion of time.
/// </summary>
public sealed record MmppArrivalOptions : ProfileArrivalOptions
{
    /// <summary>Rate in quiet times, per second. Range [0, 10⁶].</summary>
    public required double Low { get; init; }

    /// <summary>Rate in busy times, per second. Range (0, 10⁶].</summary>
    public required double High { get; init; }

    /// <summary>Mean length of quiet times, seconds. Range (0, 86400].</summary>
    public required double LowForSeconds { get; init; }

    /// <summary>Mean length of busy times, seconds. Range (0, 86400].</summary>
    public required double HighForSeconds { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("low", Low, RateBounds), .. Violation.Of("high", High, PoissonArrivalOptions.RateBounds),
        .. Violation.Of("lowFor", LowForSeconds, WorkloadOptions.ForBounds), .. Violation.Of("highFor", HighForSeconds, WorkloadOptions.ForBounds),
    ];

    /// <inheritdoc/>
    internal override RateProfile Profile() => new SwitchingRate(this);
}

/// <summary>The switching rate of one trial; its switches draw apart from the arrivals, so that they stay where they are at any rate.</summary>
internal sealed class SwitchingRate(MmppArrivalOptions options) : RateProfile
{
    private const int Switches = 1;
    private Luck _luck;
    private bool _high;
    private int _switches;
    private double _start, _length, _before;

    public override void Begin(Luck luck)
    {
        _luck = luck;
        _start = _before = 0;
        _switches = 0;
        var first = luck.Draw(Purpose.Arrival, Switches, 0, 0);
        _high = first.Second * (options.LowForSeconds + options.HighForSeconds) < options.HighForSeconds;
        _length = Length(first.First);
    }

    public override double TimeOf(double events)
    {
        while (events >= _before + Rate * _length)
        {
            _before += Rate * _length;
            _start += _length;
            _high = !_high;
            _length = Length(_luck.Uniform(Purpose.Arrival, Switches, ++_switches, 0));
        }
        return _start + (events - _before) / Rate;
    }

    private double Rate => _high ? options.High : options.Low;

    private double Length(double uniform) => -(_high ? options.HighForSeconds : options.LowForSeconds) * Math.Log(uniform);
}
