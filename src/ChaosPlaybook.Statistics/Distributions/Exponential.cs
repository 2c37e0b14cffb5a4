namespace ChaosPlaybook.Statistics;

/// <summary>Waiting time for an event that strikes at a constant rate, without memory.</summary>
/// <remarks>Quantile −s·ln(1 − p), mean s, variance s².</remarks>
/// <param name="Scale">s, the mean (1/rate). Range (0, 10⁹].</param>
public sealed record Exponential(double Scale) : Distribution
{
    /// <summary>Range of <see cref="Scale"/>.</summary>
    public static Bounds ScaleBounds => new(0, 1e9, LowOpen: true);

    /// <summary>s, the mean (1/rate). Range (0, 10⁹].</summary>
    public double Scale { get; } = Require.Within(Scale, ScaleBounds);

    /// <inheritdoc/>
    public override double Quantile(double p) => Scale * Logarithm.OfSurvival(p);

    /// <inheritdoc/>
    public override double Mean => Scale;

    /// <inheritdoc/>
    public override double Variance => Scale * Scale;
}
