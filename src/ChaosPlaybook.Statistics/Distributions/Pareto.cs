namespace ChaosPlaybook.Statistics;

/// <summary>A power-law tail: P(X &gt; x) = (m/x)^α for x ≥ m.</summary>
/// <remarks>
/// Quantile m(1 − p)^(−1/α). Mean αm/(α − 1), +∞ for α ≤ 1; variance m²α/((α − 1)²(α − 2)), +∞ for α ≤ 2, where intervals
/// for means are not valid: compare quantiles or take <see cref="TruncatedPareto"/>.
/// Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 1, ch. 20.
/// </remarks>
/// <param name="Minimum">m, the smallest value. Range (0, 10⁹].</param>
/// <param name="Shape">α, the tail index, no unit; smaller is heavier. Range [0.1, 1000].</param>
public sealed record Pareto(double Minimum, double Shape) : Distribution
{
    private readonly double _inverseShape = 1 / Shape;

    /// <summary>Range of <see cref="Minimum"/>.</summary>
    public static Bounds MinimumBounds => new(0, 1e9, LowOpen: true);

    /// <summary>Range of <see cref="Shape"/>.</summary>
    public static Bounds ShapeBounds => new(0.1, 1000);

    /// <summary>m, the smallest value. Range (0, 10⁹].</summary>
    public double Minimum { get; } = Require.Within(Minimum, MinimumBounds);

    /// <summary>α, the tail index, no unit. Range [0.1, 1000].</summary>
    public double Shape { get; } = Require.Within(Shape, ShapeBounds);

    /// <inheritdoc/>
    public override double Quantile(double p) => Minimum * Math.Exp(Logarithm.OfSurvival(p) * _inverseShape);

    /// <inheritdoc/>
    public override double Mean => Shape > 1 ? Minimum * Shape / (Shape - 1) : double.PositiveInfinity;

    /// <inheritdoc/>
    public override double Variance => Shape > 2
        ? Minimum * Minimum * Shape / ((Shape - 1) * (Shape - 1) * (Shape - 2))
        : double.PositiveInfinity;
}
