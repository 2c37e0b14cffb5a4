using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// The period that somebody comes upon who comes at any time: a period of length x is met in proportion to x. Its distribution
/// function at the p-quantile of the law is ∫₀ᵖ Q(s) ds / mean.
/// </summary>
/// <remarks>
/// Integrated once by Simpson's rule over the logit of p, which resolves both tails, and inverted by bisection; between two points
/// the logit is interpolated.
/// </remarks>
internal sealed class LengthBiased
{
    private const int Cells = 4096;
    private const double Reach = 36; // logit of 1 − 2⁻⁵²: beyond it a uniform has no values
    private readonly Distribution _law;
    private readonly double[] _cumulated = new double[Cells + 1];

    /// <param name="law">The law of the periods. Finite mean above 0.</param>
    public LengthBiased(Distribution law)
    {
        _law = law;
        const double width = 2 * Reach / Cells;
        for (var i = 0; i < Cells; i++)
        {
            var z = -Reach + i * width;
            _cumulated[i + 1] = _cumulated[i] + width / 6 * (Density(z) + 4 * Density(z + width / 2) + Density(z + width));
        }
    }

    /// <summary>The length not exceeded with probability <paramref name="p"/>.</summary>
    public double Quantile(double p)
    {
        var wanted = p * _cumulated[Cells];
        var at = Array.BinarySearch(_cumulated, wanted);
        var cell = Math.Clamp(at >= 0 ? at : ~at - 1, 0, Cells - 1);
        var within = (wanted - _cumulated[cell]) / (_cumulated[cell + 1] - _cumulated[cell]);
        return _law.Quantile(Probability(-Reach + (cell + Math.Clamp(within, 0, 1)) * (2 * Reach / Cells)));
    }

    private double Density(double z)
    {
        var p = Probability(z);
        return _law.Quantile(p) * p * Probability(-z);
    }

    private static double Probability(double z) => Math.Clamp(1 / (1 + Math.Exp(-z)), 1e-16, 1 - 1.2e-16);
}
