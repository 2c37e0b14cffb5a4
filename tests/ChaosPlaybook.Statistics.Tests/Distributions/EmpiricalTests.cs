using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.Statistics;

namespace ChaosPlaybook.Statistics.Tests;

public class EmpiricalTests
{
    [Fact]
    public void Two_percentiles_are_a_lognormal()
    {
        var (law, same) = (Empirical.FromPercentiles([(0.5, 0.2), (0.99, 1.7)]), LogNormal.FromMedianAndP99(0.2, 1.7));
        foreach (var p in Laws.Probabilities()) Near.Relative(same.Quantile(p), law.Quantile(p), 1e-12, $"p = {p:R}");
        Near.Relative(same.Mean, law.Mean, 1e-10, "mean by quadrature against the closed form");
        Near.Relative(same.Variance, law.Variance, 1e-8, "variance by quadrature against the closed form");
    }

    [Fact]
    public void Percentiles_are_hit_and_the_law_rises_between_them()
    {
        (double Probability, double Value)[] given = [(0.05, 0.01), (0.5, 0.02), (0.9, 0.021), (0.95, 0.5), (0.999, 4)];
        var law = Empirical.FromPercentiles(given);
        foreach (var (p, value) in given) Near.Relative(value, law.Quantile(p), 1e-13, $"p = {p}");
        var last = 0.0;
        for (var p = 0.0001; p < 1; p += 0.0001)
        {
            Assert.True(law.Quantile(p) >= last, $"falls at {p}");
            last = law.Quantile(p);
        }
    }

    [Fact]
    public void Beyond_the_last_percentile_the_tail_goes_on_as_its_last_two_percentiles_say()
    {
        var law = Empirical.FromPercentiles([(0.1, 0.5), (0.5, 1), (0.9, 3), (0.99, 20)]);
        double Z(double p) => StandardNormal.Quantile(p);
        var above = Math.Log(20.0 / 3) / (Z(0.99) - Z(0.9));
        Near.Relative(20 * Math.Exp(above * (Z(0.9999) - Z(0.99))), law.Quantile(0.9999), 1e-12, "log-normal above");
        var below = Math.Log(1 / 0.5) / (Z(0.5) - Z(0.1));
        Near.Relative(0.5 * Math.Exp(below * (Z(0.001) - Z(0.1))), law.Quantile(0.001), 1e-12, "log-normal below");
    }

    [Fact]
    public void A_flat_stretch_of_percentiles_stays_flat()
    {
        var law = Empirical.FromPercentiles([(0.1, 1), (0.4, 2), (0.6, 2), (0.9, 3)]);
        for (var p = 0.4; p <= 0.6; p += 0.01) Near.Relative(2, law.Quantile(p), 1e-12, $"p = {p}");
    }

    [Fact]
    public void Samples_give_the_R7_quantiles_of_MathNet()
    {
        var samples = Gen.Choose(0, 100_000).Select(i => i / 1000.0).ArrayOf().Where(x => x.Length > 0).ToArbitrary();
        Prop.ForAll(samples, Gen.Choose(1, 999).ToArbitrary(), (values, permille) =>
        {
            var p = permille / 1000.0;
            return Near.Equal(values.QuantileCustom(p, QuantileDefinition.R7), Empirical.FromSamples(values).Quantile(p), 1e-9, 100);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void R7_of_one_to_ten_at_95_percent_is_9_point_55()
    {
        Near.Relative(9.55, Empirical.FromSamples([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).Quantile(0.95), 1e-14, "9 + 0.55");
        Assert.Equal(4, Empirical.FromSamples([4]).Quantile(0.7));
        Assert.Equal((4.0, 0.0), (Empirical.FromSamples([4]).Mean, Empirical.FromSamples([4]).Variance));
    }

    [Fact]
    public void Two_samples_are_a_uniform_law()
    {
        var (law, same) = (Empirical.FromSamples([1, 4]), new Uniform(1, 4));
        Near.Relative(same.Mean, law.Mean, 1e-15, "mean");
        Near.Relative(same.Variance, law.Variance, 1e-15, "variance");
        Near.Relative(same.Quantile(0.3), law.Quantile(0.3), 1e-15, "quantile");
    }

    [Fact]
    public void Later_changes_of_the_given_list_do_not_reach_the_law()
    {
        double[] samples = [1, 2, 3];
        var law = Empirical.FromSamples(samples);
        samples[2] = 100;
        Assert.Equal(3, law.Quantile(1 - 1e-16), 1e-9);
    }
}
