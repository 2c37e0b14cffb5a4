using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Independent arrivals at a rate that changes with time: a non-homogeneous Poisson process.</summary>
public abstract record ProfileArrivalOptions : ArrivalOptions
{
    /// <summary>Allowed rates: a profile may pause.</summary>
    public static Bounds RateBounds => new(0, 1e6, "/s");

    /// <summary>When the rate changes, seconds: a change beyond the horizon would never happen.</summary>
    public virtual IEnumerable<double> Changes => [];

    /// <summary>The rate as it changes with time.</summary>
    internal abstract RateProfile Profile();

    /// <inheritdoc/>
    internal override Arrivals Build() => new ProfileArrivals(Profile());
}

/// <summary>
/// Arrivals by time-rescaling (Çinlar, Introduction to Stochastic Processes, 1975, ch. 4): sums of unit exponentials S₁ &lt; S₂ &lt; …
/// are sent back through the expected number of arrivals, tₙ = Λ⁻¹(Sₙ). One draw an arrival, and where the rate is higher the same
/// arrivals come earlier.
/// </summary>
internal sealed class ProfileArrivals(RateProfile profile) : Arrivals
{
    private Luck _luck;
    private double _events, _time;

    public override void Begin(Luck luck)
    {
        (_luck, _events, _time) = (luck, 0, 0);
        profile.Begin(luck);
    }

    public override double Next(int number)
    {
        _events += -Math.Log(_luck.Uniform(Purpose.Arrival, 0, number, 0));
        // Rounding must not let an arrival pass the one before it.
        return _time = Math.Max(_time, profile.TimeOf(_events));
    }
}

/// <summary>The expected number of arrivals Λ(t) = ∫λ, read backwards.</summary>
internal abstract class RateProfile
{
    /// <summary>Back to the beginning.</summary>
    public abstract void Begin(Luck luck);

    /// <summary>The time by which that many arrivals are expected, +∞ for never; asked with rising numbers.</summary>
    public abstract double TimeOf(double events);
}

/// <summary>A stretch of a rate that changes evenly.</summary>
/// <param name="Start">Beginning, seconds; it lasts until the next one begins.</param>
/// <param name="Rate">Rate at the beginning, per second.</param>
/// <param name="Slope">Change of the rate per second.</param>
internal readonly record struct Stretch(double Start, double Rate, double Slope = 0);

/// <summary>A rate made of stretches, the first from 0 on, the last without end.</summary>
internal sealed class StretchedRate(params Stretch[] stretches) : RateProfile
{
    private int _at;
    private double _before;

    public override void Begin(Luck luck) => (_at, _before) = (0, 0);

    public override double TimeOf(double events)
    {
        for (; _at < stretches.Length - 1; _at++)
        {
            var length = stretches[_at + 1].Start - stretches[_at].Start;
            var expected = length * (stretches[_at].Rate + stretches[_at].Slope * length / 2);
            if (events < _before + expected) break;
            _before += expected;
        }
        var (start, rate, slope) = stretches[_at];
        var left = events - _before;
        // The root of rate·x + slope·x²/2 = left, in the form that loses no digits as the slope goes to 0.
        var speed = rate + Math.Sqrt(Math.Max(0, rate * rate + 2 * slope * left));
        return speed > 0 ? start + 2 * left / speed : double.PositiveInfinity;
    }
}
