namespace ChaosPlaybook.Statistics.Tests;

/// <summary>One of every law, with moments light enough to be measured by sampling.</summary>
internal static class Laws
{
    public static readonly Dictionary<string, Distribution> ByName = new()
    {
        ["constant"] = new Constant(2.5),
        ["uniform"] = new Uniform(0.5, 2),
        ["exponential"] = new Exponential(0.3),
        ["lognormal"] = new LogNormal(-1, 0.5),
        ["lognormal by percentiles"] = LogNormal.FromMedianAndP99(0.2, 0.6),
        ["lognormal by moments"] = LogNormal.FromMeanAndSd(0.3, 0.15),
        ["gamma below 1"] = new Gamma(0.4, 2),
        ["gamma above 1"] = new Gamma(3.7, 0.2),
        ["gamma by moments"] = Gamma.FromMeanAndSd(0.5, 0.25),
        ["weibull infant"] = new Weibull(0.8, 1.5),
        ["weibull wear-out"] = new Weibull(3, 1.5),
        ["pareto"] = new Pareto(0.1, 20),
        ["truncated pareto"] = new TruncatedPareto(0.1, 1.2, 5),
        ["truncated pareto at 1"] = new TruncatedPareto(0.1, 1, 5),
        ["truncated pareto at 2"] = new TruncatedPareto(0.1, 2, 5),
        ["shifted"] = new Shifted(0.05, new Exponential(0.2)),
        ["mixture"] = new Mixture([new(3, new Exponential(0.1)), new(1, new LogNormal(1, 0.3)), new(0, new Constant(9))]),
        ["percentiles"] = Empirical.FromPercentiles([(0.1, 0.05), (0.5, 0.1), (0.9, 0.2), (0.99, 0.5)]),
        ["samples"] = Empirical.FromSamples([3, 1, 4, 1, 5, 9, 2, 6]),
    };

    public static TheoryData<string> Names => [.. ByName.Keys];

    /// <summary>Probabilities from one tail to the other, dense in between.</summary>
    public static IEnumerable<double> Probabilities()
    {
        foreach (var tail in new[] { 1.2e-16, 1e-12, 1e-9, 1e-6, 1e-4 }) yield return tail;
        for (var p = 0.001; p < 0.9995; p += 0.001) yield return p;
        foreach (var tail in new[] { 1e-4, 1e-6, 1e-9, 1e-12, 1.2e-16 }) yield return 1 - tail;
    }
}
