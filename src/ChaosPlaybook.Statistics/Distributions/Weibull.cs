using MathNet.Numerics;

namespace ChaosPlaybook.Statistics;

/// <summary>Time to the next fault: infant mortality, pure chance or wear-out.</summary>
/// <remarks>
/// Hazard (k/λ)(t/λ)^(k−1): falls for k &lt; 1, constant for k = 1, rises for k &gt; 1. Quantile λ(−ln(1 − p))^(1/k),
/// mean λΓ(1 + 1/k), variance λ²Γ(1 + 2/k) − mean². Law, Simulation Modeling and Analysis, ch. 6.
/// </remarks>
/// <param name="Shape">k, no unit. Range [0.1, 1000].</param>
/// <param name="Scale">λ, the value not exceeded with probability 1 − 1/e. Range (0, 10⁹].</param>
public sealed record Weibull(double Shape, double Scale) : Distribution
{
    private readonly double _inverseShape = 1 / Shape;

    /// <summary>Range of <see cref="Shape"/>.</summary>
    public static Bounds ShapeBounds => new(0.1, 1000);

    /// <summary>Range of <see cref="Scale"/>.</summary>
    public static Bounds ScaleBounds => new(0, 1e9, LowOpen: true);

    /// <summary>k, no unit. Range [0.1, 1000].</summary>
    public double Shape { get; } = Require.Within(Shape, ShapeBounds);

    /// <summary>λ, the value not exceeded with probability 1 − 1/e. Range (0, 10⁹].</summary>
    public double Scale { get; } = Require.Within(Scale, ScaleBounds);

    /// <inheritdoc/>
    public override double Quantile(double p) => Scale * Math.Pow(Logarithm.OfSurvival(p), _inverseShape);

    /// <inheritdoc/>
    public override double Mean => Scale * Math.Exp(SpecialFunctions.GammaLn(1 + _inverseShape));

    /// <inheritdoc/>
    public override double Variance
    {
        get
        {
            // Γ(1 + 2/k) / Γ(1 + 1/k)² − 1, which is small for large k, without subtracting nearly equal numbers.
            var logRatio = SpecialFunctions.GammaLn(1 + 2 * _inverseShape) - 2 * SpecialFunctions.GammaLn(1 + _inverseShape);
            return Mean * Mean * Logarithm.ExponentialMinusOne(logRatio);
        }
    }
}
