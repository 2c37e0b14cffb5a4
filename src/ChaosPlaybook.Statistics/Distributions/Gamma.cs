namespace ChaosPlaybook.Statistics;

/// <summary>Sum of exponential stages: a service of many equal steps, with a lighter tail than <see cref="LogNormal"/>.</summary>
/// <remarks>
/// <para>
/// Mean kθ, variance kθ². The quantile has no closed form; it is interpolated between 1024 exactly solved values of ln x on a
/// grid of z = Φ⁻¹(p), with exact slopes (<see cref="GammaTable"/>). Relative error below 10⁻⁹ for every shape allowed and
/// every p a uniform draw can take; a test holds it there.
/// </para>
/// <para>Building the table costs 1 to 5 ms and 16 kB: build a law once, not per draw.</para>
/// <para>Law, Simulation Modeling and Analysis, ch. 6.</para>
/// </remarks>
/// <param name="Shape">k = (mean/sd)², no unit. Range [0.1, 10 000].</param>
/// <param name="Scale">θ = sd²/mean. Range (0, 10⁹].</param>
public sealed record Gamma(double Shape, double Scale) : Distribution
{
    private readonly GammaTable _table = new(Require.Within(Shape, ShapeBounds));

    /// <summary>Range of <see cref="Shape"/>.</summary>
    public static Bounds ShapeBounds => new(0.1, 1e4);

    /// <summary>Range of <see cref="Scale"/>.</summary>
    public static Bounds ScaleBounds => new(0, 1e9, LowOpen: true);

    /// <summary>Range of a mean, for the factory.</summary>
    public static Bounds MeanBounds => new(0, 1e9, LowOpen: true);

    /// <summary>k = (mean/sd)², no unit. Range [0.1, 10 000].</summary>
    public double Shape { get; } = Shape;

    /// <summary>θ = sd²/mean. Range (0, 10⁹].</summary>
    public double Scale { get; } = Require.Within(Scale, ScaleBounds);

    /// <summary>The law with these two moments: k = (mean/sd)², θ = sd²/mean.</summary>
    /// <param name="mean">Expectation. Range (0, 10⁹].</param>
    /// <param name="sd">Standard deviation. Range [0.01 mean, √10 mean], which is the range of the shape.</param>
    public static Gamma FromMeanAndSd(double mean, double sd)
    {
        Require.Within(mean, MeanBounds);
        Require.Within(sd, new Bounds(mean / Math.Sqrt(ShapeBounds.High), mean / Math.Sqrt(ShapeBounds.Low)));
        var shape = Math.Clamp(mean / sd * (mean / sd), ShapeBounds.Low, ShapeBounds.High);
        return new(shape, mean / shape);
    }

    /// <inheritdoc/>
    public override double Quantile(double p) => Scale * _table.Quantile(p);

    /// <inheritdoc/>
    public override double Mean => Shape * Scale;

    /// <inheritdoc/>
    public override double Variance => Shape * Scale * Scale;

    /// <summary>Equal when shape and scale are equal; the table follows from the shape.</summary>
    /// <param name="other">The law to compare with.</param>
    public bool Equals(Gamma? other) => other is not null && Shape == other.Shape && Scale == other.Scale;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, Scale);
}
