using MathNet.Numerics.Distributions;

namespace ChaosPlaybook.Statistics.Tests;

public class QuantileIntervalTests
{
    /// <summary>The first two are the textbook ranks of a median (Conover, Practical Nonparametric Statistics).</summary>
    [Theory]
    [InlineData(10, 0.5, 2, 9)]
    [InlineData(100, 0.5, 40, 61)]
    [InlineData(1000, 0.99, 983, 997)]
    [InlineData(10_000, 0.99, 9880, 9920)]
    [InlineData(10_000, 0.999, 9983, 9997)]
    [InlineData(369, 0.99, 361, 369)]
    public void Ranks_are_the_published_ones(long n, double q, long low, long high) =>
        Assert.Equal((low, high), QuantileInterval.Ranks(n, q, 0.95));

    [Fact]
    public void Ranks_are_the_tightest_that_miss_by_at_most_half_on_each_side()
    {
        for (var n = 0; n <= 60; n++)
            foreach (var q in new[] { 0.01, 0.25, 0.5, 0.9, 0.99 })
                foreach (var confidence in new[] { 0.5, 0.95, 0.999 })
                {
                    var miss = (1 - confidence) / 2;
                    var cdf = new double[n + 1];
                    for (var k = 0; k <= n; k++) cdf[k] = (k == 0 ? 0 : cdf[k - 1]) + Binomial.PMF(q, n, k);
                    var low = 0;
                    while (low < n && cdf[low] <= miss) low++;
                    var high = n + 1;
                    for (var u = n; u >= 1 && 1 - cdf[u - 1] <= miss; u--) high = u;
                    Assert.Equal((low, high), QuantileInterval.Ranks(n, q, confidence));
                }
    }

    [Fact]
    public void The_first_sample_size_with_an_upper_limit_solves_q_to_the_n()
    {
        // x₍ₙ₎ is an upper limit from qⁿ ≤ 0.025 on: n ≥ ln 0.025 / ln q = 367.04 for q = 0.99 and 3687.03 for q = 0.999.
        foreach (var (q, first) in new[] { (0.99, 368L), (0.999, 3688L) })
        {
            Assert.Equal(first + 1 - 1, QuantileInterval.Ranks(first, q, 0.95).High);
            Assert.Equal(first, QuantileInterval.Ranks(first - 1, q, 0.95).High);
        }
        Assert.Equal(1, QuantileInterval.Ranks(368, 0.01, 0.95).Low);
        Assert.Equal(0, QuantileInterval.Ranks(367, 0.01, 0.95).Low);
    }

    [Theory]
    [InlineData(1_000_000L)]
    [InlineData(1_000_000_000L)]
    public void Ranks_of_many_values_are_those_of_the_normal_law(long n)
    {
        foreach (var q in new[] { 0.5, 0.9, 0.99, 0.999 })
        {
            // Cornish–Fisher: nq + z·sd + (z² − 1)(1 − 2q)/6, right to a fraction of a rank; one rank for rounding, one for the ½.
            var (z, sd) = (StandardNormal.Quantile(0.975), Math.Sqrt(n * q * (1 - q)));
            var skew = (z * z - 1) * (1 - 2 * q) / 6;
            var (low, high) = QuantileInterval.Ranks(n, q, 0.95);
            Near.Check(n * q - z * sd + skew, low, 2, $"low rank, q = {q}");
            Near.Check(n * q + z * sd + skew, high, 2, $"high rank, q = {q}");
        }
    }

    [Fact]
    public void An_interval_from_a_sketch_holds_the_true_order_statistics()
    {
        var law = new LogNormal(0, 1);
        for (var replication = 0; replication < 20; replication++)
        {
            var luck = new Luck(1, replication);
            var sketch = new DDSketch();
            var values = new double[1000];
            for (var i = 0; i < values.Length; i++) sketch.Add(values[i] = law.Quantile(luck.Uniform(0, 0, i, 0)));
            Array.Sort(values);
            foreach (var q in new[] { 0.5, 0.9, 0.99 })
            {
                var (low, high) = QuantileInterval.Ranks(1000, q, 0.95);
                var interval = QuantileInterval.OrderStatistics(sketch, q, 0.95);
                Assert.InRange(interval.Low, values[low - 1] * 0.979, values[low - 1] * (1 + 1e-12));
                Assert.InRange(interval.High, values[high - 1] * (1 - 1e-12), values[high - 1] * 1.021);
                Assert.InRange(interval.Value, interval.Low, interval.High);
                Assert.Equal(1000, interval.Count);
            }
        }
    }

    [Fact]
    public void Too_few_values_leave_the_interval_open()
    {
        var sketch = new DDSketch();
        var none = QuantileInterval.OrderStatistics(sketch, 0.5, 0.95);
        Assert.True(double.IsNaN(none.Value) && double.IsNaN(none.Low) && double.IsNaN(none.High));
        for (var i = 1; i <= 100; i++) sketch.Add(i);
        Assert.Equal(double.PositiveInfinity, QuantileInterval.OrderStatistics(sketch, 0.99, 0.95).High);
        Assert.Equal(0, QuantileInterval.OrderStatistics(sketch, 0.01, 0.95).Low);
        Assert.True(double.IsFinite(QuantileInterval.OrderStatistics(sketch, 0.9, 0.95).High));
    }

    [Fact]
    public void Levels_outside_the_open_unit_interval_are_refused()
    {
        foreach (var q in new[] { 0, 1, double.NaN })
            Assert.Equal("q", Assert.Throws<ArgumentOutOfRangeException>(() => QuantileInterval.Ranks(10, q, 0.95)).ParamName);
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(() => QuantileInterval.Ranks(-1, 0.5, 0.95)).ParamName);
    }
}
