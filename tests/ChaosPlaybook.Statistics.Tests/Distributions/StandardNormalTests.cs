using MathNet.Numerics.Distributions;

namespace ChaosPlaybook.Statistics.Tests;

public class StandardNormalTests
{
    /// <summary>The three check values printed with the algorithm (Wichura 1988), one per branch.</summary>
    [Theory]
    [InlineData(0.25, -0.6744897501960817)]
    [InlineData(0.001, -3.090232306167814)]
    [InlineData(1e-20, -9.262340089798408)]
    public void Quantile_reproduces_the_check_values_of_AS241(double p, double z) =>
        Near.Relative(z, StandardNormal.Quantile(p), 1e-15, "printed to 16 digits");

    [Fact]
    public void Quantile_agrees_with_MathNet_on_both_sides()
    {
        for (var p = 0.0005; p < 1; p += 0.0005)
            Near.Check(Normal.InvCDF(0, 1, p), StandardNormal.Quantile(p), 1e-12, $"p = {p}; MathNet's own error is below 1e-12 here");
    }

    [Fact]
    public void Quantile_of_the_probability_of_z_is_z()
    {
        for (var z = -37.0; z <= 0; z += 0.01)
            Near.Check(z, StandardNormal.Quantile(StandardNormal.Cdf(z)), 1e-12 * Math.Max(1, -z), $"z = {z}");
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.96, 0.9750021048517795)]
    [InlineData(-3, 1.3498980316300945e-3)]
    [InlineData(-10, 7.6198530241605261e-24)]
    public void Cdf_reproduces_tabulated_values(double z, double p) =>
        Near.Relative(p, StandardNormal.Cdf(z), 1e-13, "tabulated to 16 digits");

    [Fact]
    public void Quantile_is_odd_and_infinite_only_at_the_ends()
    {
        Assert.Equal(0, StandardNormal.Quantile(0.5));
        Assert.Equal(-StandardNormal.Quantile(0.125), StandardNormal.Quantile(0.875));
        Assert.Equal(double.NegativeInfinity, StandardNormal.Quantile(0));
        Assert.Equal(double.PositiveInfinity, StandardNormal.Quantile(1));
        Assert.True(double.IsFinite(StandardNormal.Quantile(double.Epsilon)));
        Assert.True(double.IsNaN(StandardNormal.Quantile(double.NaN)));
        Assert.True(double.IsNaN(StandardNormal.Quantile(-0.1)));
        Assert.True(double.IsNaN(StandardNormal.Quantile(1.1)));
    }
}
