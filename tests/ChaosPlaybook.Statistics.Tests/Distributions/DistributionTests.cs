namespace ChaosPlaybook.Statistics.Tests;

public class DistributionTests
{
    [Theory]
    [MemberData(nameof(Laws.Names), MemberType = typeof(Laws))]
    public void Sampled_mean_and_variance_match_the_closed_forms(string name)
    {
        const int n = 400_000;
        var law = Laws.ByName[name];
        var values = new double[n];
        var luck = new Luck(77, 1);
        for (var i = 0; i < n; i++) values[i] = law.Quantile(luck.Uniform(1, 1, i, 0));
        var mean = values.Average();
        var second = values.Average(x => Math.Pow(x - mean, 2));
        var fourth = values.Average(x => Math.Pow(x - mean, 4));
        var rounding = 1e-12 * (1 + law.Mean);
        Near.Check(law.Mean, mean, Near.Z * Math.Sqrt(law.Variance / n) + rounding, $"mean of {name}, z = 5: one seed in 1.7 million fails");
        Near.Check(
            law.Variance, second, Near.Z * Math.Sqrt(Math.Max(0, fourth - second * second) / n) + rounding,
            $"variance of {name}, z = 5 with the sampled fourth moment");
    }

    [Theory]
    [MemberData(nameof(Laws.Names), MemberType = typeof(Laws))]
    public void Quantiles_never_fall_and_stay_finite_and_non_negative(string name)
    {
        var law = Laws.ByName[name];
        var last = 0.0;
        foreach (var p in Laws.Probabilities().Prepend(1e-16).Prepend(1e-300))
        {
            var value = law.Quantile(p);
            Assert.True(double.IsFinite(value) && value >= 0, $"{name} at {p:R} is {value:R}");
            // A mixture rises only within each component's share; here the second share starts at 0.75.
            if (name == "mixture" && p > 0.75 && p < 0.752) last = 0;
            Assert.True(value >= last, $"{name} falls at {p:R}");
            last = value;
        }
    }

    [Theory]
    [MemberData(nameof(Laws.Names), MemberType = typeof(Laws))]
    public void Drawing_a_value_allocates_nothing(string name)
    {
        var law = Laws.ByName[name];
        var sum = law.Quantile(0.3);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 1000; i++) sum += law.Quantile(i / 1000.0);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Theory]
    [MemberData(nameof(Laws.Names), MemberType = typeof(Laws))]
    public void The_extremes_of_the_uniforms_give_finite_values(string name)
    {
        var law = Laws.ByName[name];
        var ends = new UniformPair(0, ulong.MaxValue);
        Assert.True(double.IsFinite(law.Quantile(ends.First)) && double.IsFinite(law.Quantile(ends.Second)));
    }

    [Fact]
    public void The_heaviest_allowed_parameters_still_give_finite_values()
    {
        Distribution[] heaviest =
        [
            new LogNormal(50, 10), new LogNormal(-50, 10), new Gamma(0.1, 1e9), new Gamma(1e4, 1e9), new Weibull(0.1, 1e9),
            new Weibull(1000, 1e9), new Pareto(1e9, 0.1), new TruncatedPareto(1e-9, 0.1, 1e9), new TruncatedPareto(1, 1000, 1e9),
        ];
        var ends = new UniformPair(0, ulong.MaxValue);
        foreach (var law in heaviest)
        {
            Assert.True(double.IsFinite(law.Quantile(ends.First)), $"{law} at 2⁻⁵³");
            Assert.True(double.IsFinite(law.Quantile(ends.Second)), $"{law} at 1 − 2⁻⁵³");
        }
    }

    [Fact]
    public void Laws_with_equal_parameters_are_equal()
    {
        Assert.Equal(new LogNormal(1, 2), new LogNormal(1, 2));
        Assert.NotEqual(new LogNormal(1, 2), new LogNormal(1, 3));
        Assert.Equal(new Gamma(1, 2), new Gamma(1, 2));
        Assert.Equal(new Gamma(1, 2).GetHashCode(), new Gamma(1, 2).GetHashCode());
        Assert.NotEqual(new Gamma(1, 2), new Gamma(2, 2));
        Assert.Equal(Mixed(), Mixed());
        Assert.Equal(Mixed().GetHashCode(), Mixed().GetHashCode());
        Assert.Equal(Empirical.FromSamples([2, 1]), Empirical.FromSamples([1, 2]));
        Assert.NotEqual(Empirical.FromSamples([2, 1]), Empirical.FromSamples([1, 3]));
        Assert.Equal(Empirical.FromPercentiles([(0.5, 1), (0.9, 2)]), Empirical.FromPercentiles([(0.5, 1), (0.9, 2)]));
        Assert.NotEqual(Empirical.FromPercentiles([(0.5, 1), (0.9, 2)]), Empirical.FromPercentiles([(0.5, 1), (0.9, 3)]));

        static Mixture Mixed() => new([new(1, new Constant(1)), new(2, new Exponential(3))]);
    }
}
