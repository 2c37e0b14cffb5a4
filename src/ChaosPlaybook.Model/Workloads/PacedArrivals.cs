using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>A stretch of time at another pace.</summary>
/// <param name="FromSeconds">Where it begins, seconds since the start of the trial.</param>
/// <param name="ToSeconds">Where it ends.</param>
/// <param name="Factor">Arrivals per second there, as a multiple of those without it. Range [0, 1000].</param>
public readonly record struct Pace(double FromSeconds, double ToSeconds, double Factor);

/// <summary>
/// The arrivals of another process at another pace for a while: a surge, or a load that is shed. Time is rescaled (an arrival at τ of
/// the other process comes when the integral of the pace reaches τ), so the luck is the same and arrivals never change their order.
/// </summary>
public sealed record PacedArrivalOptions : ArrivalOptions
{
    /// <summary>The process whose arrivals they are.</summary>
    public required ArrivalOptions Arrivals { get; init; }

    /// <summary>Stretches in order of time that do not overlap; the pace is 1 elsewhere.</summary>
    public required IReadOnlyList<Pace> Paces { get; init; }

    /// <summary>Allowed factors.</summary>
    public static Bounds FactorBounds => new(0, 1000);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check()
    {
        var violations = Arrivals.Check().ToList();
        var after = 0.0;
        foreach (var pace in Paces)
        {
            violations.AddRange(Violation.Of("factor", pace.Factor, FactorBounds));
            violations.AddRange(Violation.Of("from", pace.FromSeconds, new Bounds(after, 86400, "s")));
            violations.AddRange(Violation.Of("to", pace.ToSeconds, new Bounds(pace.FromSeconds, 86400, "s", LowOpen: true)));
            after = pace.ToSeconds;
        }
        return violations;
    }

    /// <inheritdoc/>
    internal override Arrivals Build() => new PacedArrivals(Arrivals.Build(), [.. Paces]);
}

/// <summary>Arrivals of another process with time rescaled.</summary>
internal sealed class PacedArrivals(Arrivals inner, Pace[] paces) : Arrivals
{
    public override void Begin(Luck luck) => inner.Begin(luck);

    public override double Next(int number)
    {
        // Operational time gained over real time by the stretches passed so far.
        var (own, gained) = (inner.Next(number), 0.0);
        foreach (var pace in paces)
        {
            if (own - gained <= pace.FromSeconds) break;
            var inside = own - gained - pace.FromSeconds;
            var length = pace.ToSeconds - pace.FromSeconds;
            if (inside < length * pace.Factor) return pace.FromSeconds + inside / pace.Factor;
            gained += length * (pace.Factor - 1);
        }
        return own - gained;
    }
}
