namespace ChaosPlaybook.Statistics;

/// <summary>Another law above a floor, such as the network's round trip under a service time.</summary>
/// <remarks>Quantile offset + Q(p), mean offset + mean, the variance of the inner law.</remarks>
/// <param name="Offset">The floor. Range [0, 10⁹].</param>
/// <param name="Inner">The law above the floor.</param>
public sealed record Shifted(double Offset, Distribution Inner) : Distribution
{
    /// <summary>Range of <see cref="Offset"/>.</summary>
    public static Bounds OffsetBounds => new(0, 1e9);

    /// <summary>The floor. Range [0, 10⁹].</summary>
    public double Offset { get; } = Require.Within(Offset, OffsetBounds);

    /// <summary>The law above the floor.</summary>
    public Distribution Inner { get; } = Inner ?? throw new ArgumentNullException(nameof(Inner));

    /// <inheritdoc/>
    public override double Quantile(double p) => Offset + Inner.Quantile(p);

    /// <inheritdoc/>
    public override double Mean => Offset + Inner.Mean;

    /// <inheritdoc/>
    public override double Variance => Inner.Variance;
}
