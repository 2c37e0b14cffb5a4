using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Arrivals at equal distances, as load generators make them: arrival n comes at (n + jitter·U)/rate, n from 0.</summary>
public sealed record ConstantArrivalOptions : ArrivalOptions
{
    /// <summary>Arrivals per second. Range (0, 10⁶].</summary>
    public required double Rate { get; init; }

    /// <summary>Part of the distance between two arrivals within which each may come late. Range [0, 1]. Default 0.</summary>
    public double Jitter { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("rate", Rate, PoissonArrivalOptions.RateBounds), .. Violation.Of("jitter", Jitter, Bounds.Ratio),
    ];

    /// <inheritdoc/>
    internal override Arrivals Build() => new ConstantArrivals(Rate, Jitter);
}

/// <summary>Each arrival keeps to its own slot, so their order never changes.</summary>
internal sealed class ConstantArrivals(double rate, double jitter) : Arrivals
{
    private Luck _luck;

    public override void Begin(Luck luck) => _luck = luck;

    public override double Next(int number) =>
        (number + (jitter > 0 ? jitter * _luck.Uniform(Purpose.Arrival, 0, number, 0) : 0)) / rate;
}
