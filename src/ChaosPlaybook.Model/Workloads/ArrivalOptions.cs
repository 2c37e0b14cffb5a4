using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>When agents arrive.</summary>
public abstract record ArrivalOptions
{
    /// <summary>Every value outside its bounds.</summary>
    public abstract IEnumerable<Violation> Check();

    /// <summary>The process itself.</summary>
    internal abstract Arrivals Build();
}

/// <summary>An arrival process at work.</summary>
internal abstract class Arrivals
{
    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    public abstract void Begin(Luck luck);

    /// <summary>The time of the next arrival, seconds since the start of the trial; never below the one before; +∞ for none.</summary>
    /// <param name="number">Number of the arrival, from 0, one more at each call.</param>
    public abstract double Next(int number);
}

/// <summary>Independent arrivals at a constant rate: gaps are exponential.</summary>
public sealed record PoissonArrivalOptions : ArrivalOptions
{
    /// <summary>Arrivals per second. Range (0, 10⁶].</summary>
    public required double Rate { get; init; }

    /// <summary>Allowed rates.</summary>
    public static Bounds RateBounds => new(0, 1e6, "/s", LowOpen: true);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Violation.Of("rate", Rate, RateBounds);

    /// <inheritdoc/>
    internal override Arrivals Build() => new PoissonArrivals(1 / Rate);
}

/// <summary>Sums of exponential gaps, one draw an arrival: arrivals at a higher rate are the same ones, closer together.</summary>
internal sealed class PoissonArrivals(double meanGap) : Arrivals
{
    private Luck _luck;
    private double _time;

    public override void Begin(Luck luck) => (_luck, _time) = (luck, 0);

    public override double Next(int number) => _time += -meanGap * Math.Log(_luck.Uniform(Purpose.Arrival, 0, number, 0));
}
