using Reference = MathNet.Numerics.Distributions;

namespace ChaosPlaybook.Statistics.Tests;

/// <summary>Quantiles and moments against MathNet, which was written by others.</summary>
public class ClosedFormTests
{
    /// <summary>Within these tails 1 − p is known well enough for a comparison to twelve digits.</summary>
    private static IEnumerable<double> Middle => Laws.Probabilities().Where(p => p is > 1e-5 and < 0.99995);

    [Fact]
    public void Exponential_quantiles_and_moments_are_those_of_MathNet()
    {
        var law = new Exponential(0.3);
        foreach (var p in Middle) Near.Relative(Reference.Exponential.InvCDF(1 / 0.3, p), law.Quantile(p), 1e-11, $"p = {p}");
        Near.Relative(1e-300 * 0.3, law.Quantile(1e-300), 1e-15, "tiny p keeps its digits");
        Same(new Reference.Exponential(1 / 0.3), law);
    }

    [Fact]
    public void LogNormal_quantiles_and_moments_are_those_of_MathNet()
    {
        var law = new LogNormal(-1, 0.5);
        foreach (var p in Middle) Near.Relative(Reference.LogNormal.InvCDF(-1, 0.5, p), law.Quantile(p), 1e-11, $"p = {p}");
        Same(new Reference.LogNormal(-1, 0.5), law);
    }

    [Fact]
    public void LogNormal_from_percentiles_hits_both()
    {
        var law = LogNormal.FromMedianAndP99(0.2, 1.7);
        Near.Relative(0.2, law.Quantile(0.5), 1e-14, "median");
        Near.Relative(1.7, law.Quantile(0.99), 1e-13, "p99");
        Assert.Equal(3.0, LogNormal.FromMedianAndP99(3, 3).Quantile(0.999), 1e-12);
    }

    [Theory]
    [InlineData(0.3, 0.15)]
    [InlineData(2, 8)]
    [InlineData(1, 1e-6)]
    public void LogNormal_from_moments_has_them(double mean, double sd)
    {
        var law = LogNormal.FromMeanAndSd(mean, sd);
        Near.Relative(mean, law.Mean, 1e-13, "mean");
        Near.Relative(sd, Math.Sqrt(law.Variance), 1e-9, "sd");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3.3)]
    public void Weibull_probability_of_its_quantile_is_p_and_moments_are_those_of_MathNet(double shape)
    {
        var law = new Weibull(shape, 1.5);
        foreach (var p in Middle)
        {
            Near.Check(p, 1 - Math.Exp(-Math.Pow(law.Quantile(p) / 1.5, shape)), 1e-15, $"p = {p}, 1 − e^(−(x/λ)ᵏ)");
            // Below 0.2 MathNet expands e^x − 1 to too few terms.
            if (p > 0.2) Near.Check(p, Reference.Weibull.CDF(shape, 1.5, law.Quantile(p)), 1e-14, $"p = {p}");
        }
        Same(new Reference.Weibull(shape, 1.5), law);
    }

    [Fact]
    public void Weibull_of_shape_1_is_exponential()
    {
        foreach (var p in Laws.Probabilities())
            Near.Relative(new Exponential(2).Quantile(p), new Weibull(1, 2).Quantile(p), 1e-15, $"p = {p}");
    }

    [Fact]
    public void Weibull_variance_keeps_its_digits_where_the_shape_is_large()
    {
        // k → ∞: variance → (π²/6)·(λ/k)²·(1 + O(1/k)), the Gumbel limit.
        Near.Relative(Math.PI * Math.PI / 6 * 1e-6, new Weibull(1000, 1).Variance, 0.01, "first order in 1/k, k = 1000");
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(3)]
    public void Pareto_quantiles_and_moments_are_those_of_MathNet(double shape)
    {
        var law = new Pareto(0.1, shape);
        foreach (var p in Middle) Near.Relative(Reference.Pareto.InvCDF(0.1, shape, p), law.Quantile(p), 1e-11, $"p = {p}");
        Near.Relative(new Reference.Pareto(0.1, shape).Mean, law.Mean, 1e-13, "mean");
        if (shape > 2) Near.Relative(new Reference.Pareto(0.1, shape).Variance, law.Variance, 1e-13, "variance");
    }

    [Fact]
    public void Moments_of_a_Pareto_that_diverge_are_infinite()
    {
        Assert.Equal(double.PositiveInfinity, new Pareto(1, 1).Mean);
        Assert.Equal(double.PositiveInfinity, new Pareto(1, 0.5).Variance);
        Assert.Equal(double.PositiveInfinity, new Pareto(1, 2).Variance);
        Near.Relative(2, new Pareto(1, 2).Mean, 1e-15, "α/(α − 1)");
        var mixed = new Mixture([new(1, new Pareto(1, 0.5)), new(1, new Constant(1))]);
        Assert.Equal(double.PositiveInfinity, mixed.Mean);
        Assert.Equal(double.PositiveInfinity, mixed.Variance);
        Assert.Equal(double.PositiveInfinity, new Shifted(1, new Pareto(1, 0.5)).Mean);
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(2.5)]
    public void TruncatedPareto_quantiles_and_moments_are_those_of_MathNet(double shape)
    {
        var law = new TruncatedPareto(0.1, shape, 5);
        foreach (var p in Middle)
            Near.Relative(Reference.TruncatedPareto.InvCDF(0.1, shape, 5, p), law.Quantile(p), 1e-11, $"p = {p}");
        Same(new Reference.TruncatedPareto(0.1, shape, 5), law);
        Assert.InRange(law.Quantile(1 - 1.2e-16), 4.999, 5);
        Near.Relative(0.1, law.Quantile(1e-16), 1e-12, "starts at its minimum");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TruncatedPareto_moments_are_continuous_where_their_formula_divides_by_zero(double shape)
    {
        var (at, beside) = (new TruncatedPareto(0.1, shape, 5), new TruncatedPareto(0.1, shape + 1e-9, 5));
        Near.Relative(beside.Mean, at.Mean, 1e-7, "a step of 1e-9 in the shape");
        Near.Relative(beside.Variance, at.Variance, 1e-7, "a step of 1e-9 in the shape");
    }

    [Fact]
    public void Uniform_constant_and_shifted_follow_their_definitions()
    {
        Near.Relative(2.75, new Uniform(2, 5).Quantile(0.25), 1e-15, "2 + 3·0.25");
        Assert.Equal(3.5, new Uniform(2, 5).Mean);
        Assert.Equal(0.75, new Uniform(2, 5).Variance);
        Assert.Equal(7, new Constant(7).Quantile(0.1));
        Assert.Equal((7.0, 0.0), (new Constant(7).Mean, new Constant(7).Variance));
        Assert.Equal(1 + new Exponential(2).Quantile(0.3), new Shifted(1, new Exponential(2)).Quantile(0.3));
        Assert.Equal((3.0, 4.0), (new Shifted(1, new Exponential(2)).Mean, new Shifted(1, new Exponential(2)).Variance));
    }

    private static void Same(Reference.IContinuousDistribution expected, Distribution actual)
    {
        Near.Relative(expected.Mean, actual.Mean, 1e-12, "mean");
        Near.Relative(expected.Variance, actual.Variance, 1e-11, "variance");
    }
}
