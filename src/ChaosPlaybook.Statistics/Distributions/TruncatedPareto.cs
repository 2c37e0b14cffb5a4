namespace ChaosPlaybook.Statistics;

/// <summary>A power-law tail that ends: a <see cref="Pareto"/> given that it does not exceed a maximum. All moments are finite.</summary>
/// <remarks>
/// With s = 1 − (m/M)^α: quantile m(1 − sp)^(−1/α); E[X^r] = (αm^α/s)·(M^(r−α) − m^(r−α))/(r − α), and (αm^α/s)·ln(M/m)
/// where r = α. Aban, Meerschaert, Panorska, "Parameter estimation for the truncated Pareto distribution", JASA 101 (2006).
/// </remarks>
/// <param name="Minimum">m, the smallest value. Range (0, 10⁹).</param>
/// <param name="Shape">α, the tail index, no unit. Range [0.1, 1000].</param>
/// <param name="Maximum">M, the largest value. Range (Minimum, 10⁹].</param>
public sealed record TruncatedPareto(double Minimum, double Shape, double Maximum) : Distribution
{
    private readonly double _inverseShape = 1 / Shape;
    private readonly double _share = -Logarithm.ExponentialMinusOne(Shape * Math.Log(Minimum / Maximum));

    /// <summary>Range of <see cref="Minimum"/>.</summary>
    public static Bounds MinimumBounds => new(0, 1e9, LowOpen: true, HighOpen: true);

    /// <summary>Range of <see cref="Shape"/>.</summary>
    public static Bounds ShapeBounds => new(0.1, 1000);

    /// <summary>Range of <see cref="Maximum"/>; it must also exceed <see cref="Minimum"/>.</summary>
    public static Bounds MaximumBounds => new(0, 1e9, LowOpen: true);

    /// <summary>m, the smallest value. Range (0, 10⁹).</summary>
    public double Minimum { get; } = Require.Within(Minimum, MinimumBounds);

    /// <summary>α, the tail index, no unit. Range [0.1, 1000].</summary>
    public double Shape { get; } = Require.Within(Shape, ShapeBounds);

    /// <summary>M, the largest value. Range (<see cref="Minimum"/>, 10⁹].</summary>
    public double Maximum { get; } = Require.Within(Maximum, MaximumBounds with { Low = Minimum });

    /// <inheritdoc/>
    public override double Quantile(double p) =>
        Math.Min(Minimum * Math.Exp(Logarithm.OfSurvival(_share * p) * _inverseShape), Maximum);

    /// <inheritdoc/>
    public override double Mean => Minimum * RelativeMoment(1);

    /// <inheritdoc/>
    public override double Variance =>
        Minimum * Minimum * Math.Max(RelativeMoment(2) - RelativeMoment(1) * RelativeMoment(1), 0);

    /// <summary>E[(X/m)^r].</summary>
    private double RelativeMoment(int r)
    {
        var span = Math.Log(Maximum / Minimum);
        var x = (r - Shape) * span;
        return Shape / _share * span * (x == 0 ? 1 : Logarithm.ExponentialMinusOne(x) / x);
    }
}
