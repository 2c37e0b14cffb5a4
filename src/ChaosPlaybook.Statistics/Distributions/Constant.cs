namespace ChaosPlaybook.Statistics;

/// <summary>Always the same value.</summary>
/// <param name="Value">The value. Range [0, 10⁹].</param>
public sealed record Constant(double Value) : Distribution
{
    /// <summary>Range of <see cref="Value"/>: up to 10⁹, the top of <see cref="DDSketch"/>.</summary>
    public static Bounds ValueBounds => new(0, 1e9);

    /// <summary>The value. Range [0, 10⁹].</summary>
    public double Value { get; } = Require.Within(Value, ValueBounds);

    /// <inheritdoc/>
    public override double Quantile(double p) => Value;

    /// <inheritdoc/>
    public override double Mean => Value;

    /// <inheritdoc/>
    public override double Variance => 0;
}
