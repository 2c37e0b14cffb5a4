namespace ChaosPlaybook.Statistics.Tests;

public class MixtureTests
{
    [Fact]
    public void One_uniform_picks_the_component_and_is_rescaled_within_its_share()
    {
        var law = new Mixture([new(3, new Uniform(0, 1)), new(1, new Uniform(10, 12))]);
        Near.Relative(0.5, law.Quantile(0.375), 1e-15, "half of the first three quarters");
        Near.Relative(11, law.Quantile(0.875), 1e-15, "half of the last quarter");
        Near.Relative(10.5, law.Quantile(0.8125), 1e-15, "a quarter of the last quarter");
    }

    [Fact]
    public void The_share_below_any_value_is_the_weighted_share_of_the_components()
    {
        const int n = 200_000;
        var law = new Mixture([new(0.7, new Exponential(1)), new(0.3, new Weibull(2, 3))]);
        var luck = new Luck(5, 0);
        foreach (var x in new[] { 0.2, 1, 2, 4 })
        {
            var share = 0.7 * (1 - Math.Exp(-x)) + 0.3 * (1 - Math.Exp(-x * x / 9));
            var below = 0;
            for (var i = 0; i < n; i++) if (law.Quantile(luck.Uniform(0, 0, i, 0)) <= x) below++;
            Near.Check(share, (double)below / n, Near.Z * Math.Sqrt(share * (1 - share) / n), $"P(X ≤ {x}), z = 5");
        }
    }

    [Fact]
    public void Mean_and_variance_follow_the_law_of_total_variance()
    {
        // Brooker's bimodal server: 0.1 s, and 10 s once in a thousand.
        var law = new Mixture([new(0.999, new Constant(0.1)), new(0.001, new Constant(10))]);
        Near.Relative(0.1099, law.Mean, 1e-12, "0.999·0.1 + 0.001·10");
        Near.Relative(0.999 * 0.001 * 9.9 * 9.9, law.Variance, 1e-12, "p(1 − p)·distance²");
    }

    [Fact]
    public void The_very_ends_of_the_shares_stay_inside_their_component()
    {
        var law = new Mixture([new(0.1, new LogNormal(0, 1)), new(0.2, new Exponential(1)), new(0.7, new Pareto(1, 1)), new(0, new Constant(5))]);
        foreach (var edge in new[] { 0.1, 0.1 + 0.2, 0.1 / 1.0, 1 })
            foreach (var p in new[] { Math.BitDecrement(edge), edge, Math.BitIncrement(edge) })
                Assert.True(double.IsFinite(law.Quantile(p)), $"p = {p:R}");
    }

    [Fact]
    public void A_component_without_weight_is_never_picked()
    {
        var law = new Mixture([new(0, new Constant(1)), new(2, new Constant(2)), new(0, new Constant(3))]);
        foreach (var p in Laws.Probabilities()) Assert.Equal(2, law.Quantile(p));
    }
}
