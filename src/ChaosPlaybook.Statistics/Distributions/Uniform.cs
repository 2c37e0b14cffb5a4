namespace ChaosPlaybook.Statistics;

/// <summary>Every value between two ends equally likely.</summary>
/// <remarks>Quantile a + (b − a)p, mean (a + b)/2, variance (b − a)²/12.</remarks>
/// <param name="Low">a, the lower end. Range [0, 10⁹].</param>
/// <param name="High">b, the upper end. Range [Low, 10⁹].</param>
public sealed record Uniform(double Low, double High) : Distribution
{
    /// <summary>Range of both ends.</summary>
    public static Bounds ValueBounds => new(0, 1e9);

    /// <summary>a, the lower end. Range [0, 10⁹].</summary>
    public double Low { get; } = Require.Within(Low, ValueBounds);

    /// <summary>b, the upper end. Range [<see cref="Low"/>, 10⁹].</summary>
    public double High { get; } = Require.Within(High, ValueBounds with { Low = Low });

    /// <inheritdoc/>
    public override double Quantile(double p) => Low + (High - Low) * p;

    /// <inheritdoc/>
    public override double Mean => Low + (High - Low) / 2;

    /// <inheritdoc/>
    public override double Variance => (High - Low) * (High - Low) / 12;
}
