namespace ChaosPlaybook.Statistics.Tests;

public class ParameterTests
{
    public static TheoryData<string> Cases => [.. ByName.Keys];

    private static readonly Dictionary<string, (string Parameter, Bounds Bounds, Func<double, object> Make)> ByName = new()
    {
        ["constant value"] = ("Value", Constant.ValueBounds, x => new Constant(x)),
        ["uniform low"] = ("Low", Uniform.ValueBounds, x => new Uniform(x, 1e9)),
        ["uniform high"] = ("High", Uniform.ValueBounds, x => new Uniform(0, x)),
        ["exponential scale"] = ("Scale", Exponential.ScaleBounds, x => new Exponential(x)),
        ["lognormal mu"] = ("Mu", LogNormal.MuBounds, x => new LogNormal(x, 1)),
        ["lognormal sigma"] = ("Sigma", LogNormal.SigmaBounds, x => new LogNormal(0, x)),
        ["lognormal median"] = ("median", LogNormal.ValueBounds, x => LogNormal.FromMedianAndP99(x, x)),
        ["lognormal mean"] = ("mean", LogNormal.ValueBounds, x => LogNormal.FromMeanAndSd(x, 1)),
        ["gamma shape"] = ("Shape", Gamma.ShapeBounds, x => new Gamma(x, 1)),
        ["gamma scale"] = ("Scale", Gamma.ScaleBounds, x => new Gamma(1, x)),
        ["gamma mean"] = ("mean", Gamma.MeanBounds, x => Gamma.FromMeanAndSd(x, x)),
        ["weibull shape"] = ("Shape", Weibull.ShapeBounds, x => new Weibull(x, 1)),
        ["weibull scale"] = ("Scale", Weibull.ScaleBounds, x => new Weibull(1, x)),
        ["pareto minimum"] = ("Minimum", Pareto.MinimumBounds, x => new Pareto(x, 1)),
        ["pareto shape"] = ("Shape", Pareto.ShapeBounds, x => new Pareto(1, x)),
        ["truncated pareto minimum"] = ("Minimum", TruncatedPareto.MinimumBounds, x => new TruncatedPareto(x, 1, 1e9)),
        ["truncated pareto shape"] = ("Shape", TruncatedPareto.ShapeBounds, x => new TruncatedPareto(1, x, 2)),
        ["truncated pareto maximum"] = ("Maximum", TruncatedPareto.MaximumBounds with { Low = 1 }, x => new TruncatedPareto(1, 1, x)),
        ["shifted offset"] = ("Offset", Shifted.OffsetBounds, x => new Shifted(x, new Constant(1))),
        ["weight"] = ("Weight", WeightedDistribution.WeightBounds, x => new WeightedDistribution(x, new Constant(1))),
        ["sketch accuracy"] = ("relativeAccuracy", DDSketch.RelativeAccuracyBounds, x => new DDSketch(x)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_parameter_outside_its_bounds_is_refused_with_name_value_and_range(string name)
    {
        var (parameter, bounds, make) = ByName[name];
        var outside = new List<double>
        {
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, Math.BitDecrement(bounds.Low), Math.BitIncrement(bounds.High),
        };
        if (bounds.LowOpen) outside.Add(bounds.Low);
        if (bounds.HighOpen) outside.Add(bounds.High);
        foreach (var value in outside)
        {
            var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => make(value));
            Assert.Equal(parameter, refusal.ParamName);
            Assert.Equal(value, refusal.ActualValue);
            Assert.Contains(bounds.ToString(), refusal.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_parameter_on_its_closed_bounds_is_taken(string name)
    {
        var (_, bounds, make) = ByName[name];
        Assert.NotNull(make(bounds.LowOpen ? Math.Max(1e-9, Math.BitIncrement(bounds.Low)) : bounds.Low));
        Assert.NotNull(make(bounds.HighOpen ? Math.BitDecrement(bounds.High) : bounds.High));
    }

    [Fact]
    public void Factories_refuse_what_no_law_fits()
    {
        Assert.Equal("p99", Assert.Throws<ArgumentOutOfRangeException>(() => LogNormal.FromMedianAndP99(2, 1)).ParamName);
        Assert.Equal("sd", Assert.Throws<ArgumentOutOfRangeException>(() => LogNormal.FromMeanAndSd(2, -1)).ParamName);
        Assert.Equal("sd", Assert.Throws<ArgumentOutOfRangeException>(() => Gamma.FromMeanAndSd(2, 0)).ParamName);
        Assert.Equal("sd", Assert.Throws<ArgumentOutOfRangeException>(() => Gamma.FromMeanAndSd(1, 4)).ParamName);
        Assert.Equal("High", Assert.Throws<ArgumentOutOfRangeException>(() => new Uniform(2, 1)).ParamName);
        Assert.Equal("Maximum", Assert.Throws<ArgumentOutOfRangeException>(() => new TruncatedPareto(2, 1, 2)).ParamName);
        Assert.Equal("Components", Assert.Throws<ArgumentException>(() => new Mixture([])).ParamName);
        Assert.Equal("Components", Assert.Throws<ArgumentException>(() => new Mixture([new(0, new Constant(1))])).ParamName);
        Assert.Throws<ArgumentNullException>(() => new Shifted(1, null!));
        Assert.Throws<ArgumentNullException>(() => new WeightedDistribution(1, null!));
    }

    [Fact]
    public void Percentiles_out_of_order_or_range_are_refused_with_their_position()
    {
        Assert.Equal("percentiles", Refusal([(0.5, 1)]));
        Assert.Equal("percentiles[0].Probability", Refusal([(0, 1), (0.9, 2)]));
        Assert.Equal("percentiles[1].Probability", Refusal([(0.5, 1), (1, 2)]));
        Assert.Equal("percentiles[1].Probability", Refusal([(0.5, 1), (0.5, 2)]));
        Assert.Equal("percentiles[0].Value", Refusal([(0.5, 0), (0.9, 2)]));
        Assert.Equal("percentiles[1].Value", Refusal([(0.5, 2), (0.9, 1)]));
        Assert.Equal("percentiles[1].Value", Refusal([(0.5, 2), (0.9, double.NaN)]));
        Assert.StartsWith("percentiles (log-normal sigma of the last two)", Refusal([(0.5, 1), (0.9, 2), (0.91, 100)]));
        Assert.Equal("samples", Assert.Throws<ArgumentOutOfRangeException>(() => Empirical.FromSamples([])).ParamName);
        Assert.Equal("samples[1]", Assert.Throws<ArgumentOutOfRangeException>(() => Empirical.FromSamples([1, -1])).ParamName);

        static string? Refusal(IReadOnlyList<(double, double)> percentiles) =>
            Assert.Throws<ArgumentOutOfRangeException>(() => Empirical.FromPercentiles(percentiles)).ParamName;
    }
}
