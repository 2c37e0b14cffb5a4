using MathNet.Numerics;
using Reference = MathNet.Numerics.Distributions.Gamma;

namespace ChaosPlaybook.Statistics.Tests;

public class GammaTests
{
    private const double Accuracy = 1e-9;

    [Fact]
    public void Gamma_of_shape_1_is_exponential()
    {
        var law = new Gamma(1, 0.7);
        foreach (var p in Laws.Probabilities()) Near.Relative(new Exponential(0.7).Quantile(p), law.Quantile(p), Accuracy, $"p = {p:R}");
    }

    [Fact]
    public void Gamma_of_shape_one_half_is_half_a_squared_normal()
    {
        // P(Z²/2 ≤ x) = p where Φ(√(2x)) = (1 + p)/2; taken through the upper tail to keep digits.
        var law = new Gamma(0.5, 1);
        foreach (var p in Laws.Probabilities().Where(p => p > 1e-4))
        {
            var z = StandardNormal.Quantile((1 - p) / 2);
            Near.Relative(z * z / 2, law.Quantile(p), Accuracy, $"p = {p:R}");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(30)]
    public void Erlang_tail_beyond_its_quantile_is_1_minus_p(int shape)
    {
        var law = new Gamma(shape, 1);
        foreach (var p in Laws.Probabilities().Where(p => p >= 0.5))
        {
            var x = law.Quantile(p);
            var (term, sum) = (1.0, 1.0);
            for (var i = 1; i < shape; i++) sum += term *= x / i;
            // d ln(tail)/d ln(x) is at most x, so a relative error in x grows by that much in the tail.
            Near.Relative(1 - p, Math.Exp(-x) * sum, Accuracy * x, $"p = {p:R}");
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.37)]
    [InlineData(1.9)]
    [InlineData(12.3)]
    [InlineData(345.6)]
    [InlineData(10000)]
    public void Interpolated_quantiles_are_within_a_billionth_of_the_exact_ones(double shape)
    {
        var law = new Gamma(shape, 1);
        var logGamma = SpecialFunctions.GammaLn(shape);
        // An irregular step, so that points fall everywhere between the nodes of the table.
        for (var z = -8.2; z < 8.2; z += 0.00731)
        {
            var p = z < 0 ? StandardNormal.Cdf(z) : 1 - StandardNormal.Cdf(-z);
            var x = law.Quantile(p);
            var exact = z >= 0 ? SpecialFunctions.GammaUpperRegularized(shape, x)
                : shape < 1 ? LowerTail(shape, x)
                : SpecialFunctions.GammaLowerRegularized(shape, x);
            // Error in ln x = error in ln tail / |d ln tail / d ln x|.
            var slope = Math.Exp(shape * Math.Log(x) - x - logGamma) / exact;
            Near.Check(0, Math.Log(exact / (z < 0 ? p : 1 - p)) / slope, Accuracy, $"relative error of x at z = {z}, shape {shape}");
        }
    }

    /// <summary>P(k, x) = xᵏ/Γ(k)·Σ(−x)ⁿ/(n!(k + n)) for x below 1, where MathNet's function runs out of digits.</summary>
    private static double LowerTail(double shape, double x)
    {
        var (power, sum) = (1.0, 0.0);
        for (var n = 0; n < 40; n++)
        {
            sum += power / (shape + n);
            power *= -x / (n + 1);
        }
        return Math.Exp(shape * Math.Log(x) - SpecialFunctions.GammaLn(shape)) * sum;
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(3.7)]
    [InlineData(50)]
    public void Gamma_quantiles_and_moments_are_those_of_MathNet(double shape)
    {
        var law = new Gamma(shape, 0.2);
        for (var p = 0.001; p < 1; p += 0.001)
            Near.Relative(Reference.InvCDF(shape, 5, p), law.Quantile(p), 1e-8, $"p = {p}; MathNet's root search stops at 1e-8");
        Near.Relative(new Reference(shape, 5).Mean, law.Mean, 1e-14, "mean");
        Near.Relative(new Reference(shape, 5).Variance, law.Variance, 1e-14, "variance");
    }

    [Theory]
    [InlineData(0.5, 0.25)]
    [InlineData(1, 0.01)]
    [InlineData(10, 31)]
    public void Gamma_from_moments_has_them(double mean, double sd)
    {
        var law = Gamma.FromMeanAndSd(mean, sd);
        Near.Relative(mean, law.Mean, 1e-14, "mean");
        Near.Relative(sd, Math.Sqrt(law.Variance), 1e-14, "sd");
    }
}
