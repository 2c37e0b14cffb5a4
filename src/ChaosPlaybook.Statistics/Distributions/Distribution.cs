namespace ChaosPlaybook.Statistics;

/// <summary>
/// A probability law of a non-negative quantity, sampled by inversion: one uniform gives one value, so that equal luck
/// gives comparable values under every parameter (quantile coupling).
/// </summary>
public abstract record Distribution
{
    /// <summary>The value not exceeded with probability <paramref name="p"/>.</summary>
    /// <param name="p">Probability in (0, 1), both ends excluded.</param>
    public abstract double Quantile(double p);

    /// <summary>Expectation; +∞ where the integral diverges.</summary>
    public abstract double Mean { get; }

    /// <summary>Variance; +∞ where the integral diverges.</summary>
    public abstract double Variance { get; }
}
