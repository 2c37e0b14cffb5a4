using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Arrivals at recorded times, the same in every trial.</summary>
public sealed record TraceArrivalOptions : ArrivalOptions
{
    /// <summary>The times, seconds since the start of the trial, none below the one before. Range [0, ∞).</summary>
    public required IReadOnlyList<double> Times { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        Times.SelectMany((time, i) => Violation.Of("times", time, new Bounds(i > 0 ? Times[i - 1] : 0, double.MaxValue, "s")));

    /// <inheritdoc/>
    internal override Arrivals Build() => new TraceArrivals([.. Times]);
}

/// <summary>Reads the times off.</summary>
internal sealed class TraceArrivals(double[] times) : Arrivals
{
    public override void Begin(Luck luck)
    {
    }

    public override double Next(int number) => number < times.Length ? times[number] : double.PositiveInfinity;
}

/// <summary>As many arrivals in each interval as were recorded, spread over it: arrival k of n comes in its n-th part.</summary>
public sealed record CountsArrivalOptions : ArrivalOptions
{
    /// <summary>Arrivals per interval. Range [0, 10⁹].</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    /// <summary>Length of an interval, seconds. Range (0, 86400]. Default 1.</summary>
    public double EverySeconds { get; init; } = 1;

    /// <summary>Allowed counts.</summary>
    public static Bounds CountBounds => new(0, 1e9);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("every", EverySeconds, WorkloadOptions.ForBounds),
        .. Counts.SelectMany(count => Violation.Of("counts", count, CountBounds)),
    ];

    /// <inheritdoc/>
    internal override Arrivals Build() => new CountedArrivals([.. Counts], EverySeconds);
}

/// <summary>One draw an arrival says where in its part of the interval it comes.</summary>
internal sealed class CountedArrivals(int[] counts, double every) : Arrivals
{
    private Luck _luck;
    private int _interval, _made;

    public override void Begin(Luck luck) => (_luck, _interval, _made) = (luck, 0, 0);

    public override double Next(int number)
    {
        for (; _interval < counts.Length; _interval++, _made = 0)
        {
            if (_made < counts[_interval])
                return every * (_interval + (_made++ + _luck.Uniform(Purpose.Arrival, 0, number, 0)) / counts[_interval]);
        }
        return double.PositiveInfinity;
    }
}
