namespace ChaosPlaybook.Statistics;

/// <summary>One component of a <see cref="Mixture"/>.</summary>
/// <param name="Weight">How often it is picked, relative to the other weights; they need not sum to 1. Range [0, 10⁹].</param>
/// <param name="Distribution">The law of the value when it is picked.</param>
public sealed record WeightedDistribution(double Weight, Distribution Distribution)
{
    /// <summary>Range of <see cref="Weight"/>.</summary>
    public static Bounds WeightBounds => new(0, 1e9);

    /// <summary>How often it is picked, relative to the other weights. Range [0, 10⁹].</summary>
    public double Weight { get; } = Require.Within(Weight, WeightBounds);

    /// <summary>The law of the value when it is picked.</summary>
    public Distribution Distribution { get; } = Distribution ?? throw new ArgumentNullException(nameof(Distribution));
}
