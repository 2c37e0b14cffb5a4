namespace ChaosPlaybook.Statistics.Tests;

public class ProportionIntervalTests
{
    /// <summary>Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662, 0.2527, 0.3676)]
    [InlineData(15, 148, 0.0624, 0.1605, 0.0578, 0.1617)]
    [InlineData(0, 20, 0.0000, 0.1611, 0.0000, 0.1684)]
    [InlineData(1, 29, 0.0061, 0.1718, 0.0009, 0.1776)]
    public void Intervals_are_those_published_by_Newcombe(
        long successes, long trials, double wilsonLow, double wilsonHigh, double exactLow, double exactHigh)
    {
        var wilson = ProportionInterval.Wilson(successes, trials, 0.95);
        Near.Check(wilsonLow, wilson.Low, 5.1e-5, "printed to four decimals");
        Near.Check(wilsonHigh, wilson.High, 5.1e-5, "printed to four decimals");
        var exact = ProportionInterval.ClopperPearson(successes, trials, 0.95);
        Near.Check(exactLow, exact.Low, 5.1e-5, "printed to four decimals");
        Near.Check(exactHigh, exact.High, 5.1e-5, "printed to four decimals");
        Assert.Equal((double)successes / trials, wilson.Value);
        Assert.Equal(trials, exact.Count);
    }

    [Fact]
    public void Without_any_success_the_upper_limits_have_closed_forms()
    {
        var z = StandardNormal.Quantile(0.975);
        Near.Relative(z * z / (10 + z * z), ProportionInterval.Wilson(0, 10, 0.95).High, 1e-14, "z²/(n + z²)");
        Near.Relative(1 - Math.Pow(0.025, 0.1), ProportionInterval.ClopperPearson(0, 10, 0.95).High, 1e-9, "1 − (α/2)^(1/n)");
        Assert.Equal(0, ProportionInterval.Wilson(0, 10, 0.95).Low);
        Assert.Equal(0, ProportionInterval.ClopperPearson(0, 10, 0.95).Low);
        Assert.Equal(1, ProportionInterval.Wilson(10, 10, 0.95).High);
        Assert.Equal(1, ProportionInterval.ClopperPearson(10, 10, 0.95).High);
        Near.Relative(3.689 / 1e7, ProportionInterval.ClopperPearson(0, 10_000_000, 0.95).High, 1e-3, "−ln(0.025)/n");
    }

    /// <summary>Limits solve P(X ≥ k) = α/2 and P(X ≤ k) = α/2: checked by summing the binomial.</summary>
    [Theory]
    [InlineData(3, 17)]
    [InlineData(990, 1000)]
    [InlineData(12_345, 1_000_000)]
    [InlineData(500_000_000, 1_000_000_000)]
    [InlineData(999_999_990, 1_000_000_000)]
    public void ClopperPearson_limits_solve_their_defining_equations(long successes, long trials)
    {
        foreach (var confidence in new[] { 0.8, 0.95, 0.999 })
        {
            var tail = (1 - confidence) / 2;
            var interval = ProportionInterval.ClopperPearson(successes, trials, confidence);
            Near.Relative(tail, 1 - BinomialTail.AtMost(successes - 1, trials, interval.Low), 1e-4, $"low of {successes}/{trials}");
            Near.Relative(tail, BinomialTail.AtMost(successes, trials, interval.High), 1e-4, $"high of {successes}/{trials}");
        }
    }

    [Fact]
    public void Successes_and_failures_mirror_each_other()
    {
        for (var k = 0; k <= 40; k++)
        {
            var (some, rest) = (ProportionInterval.Wilson(k, 40, 0.9), ProportionInterval.Wilson(40 - k, 40, 0.9));
            Near.Check(1 - rest.High, some.Low, 1e-15, $"{k} of 40");
            Near.Check(1 - rest.Low, some.High, 1e-15, $"{k} of 40");
            Assert.InRange(some.Value, some.Low, some.High);
        }
    }

    /// <summary>Coverage summed over the binomial, against the values computed independently when the intervals were chosen.</summary>
    [Theory]
    [InlineData(100, 0.98, 0.949, 0.985)]
    [InlineData(100, 0.995, 0.910, 0.986)]
    [InlineData(1000, 0.999, 0.920, double.NaN)]
    public void Coverage_near_one_is_as_published(int n, double p, double wilson, double clopperPearson)
    {
        Near.Check(wilson, Coverage(ProportionInterval.Wilson, n, p), 6e-4, "given to three decimals");
        if (!double.IsNaN(clopperPearson))
            Near.Check(clopperPearson, Coverage(ProportionInterval.ClopperPearson, n, p), 6e-4, "given to three decimals");
    }

    [Fact]
    public void ClopperPearson_never_covers_less_than_promised_and_Wilson_is_right_on_average()
    {
        foreach (var n in new[] { 10, 50, 200 })
        {
            var (sum, count) = (0.0, 0);
            for (var p = 0.005; p < 1; p += 0.01)
            {
                Assert.True(Coverage(ProportionInterval.ClopperPearson, n, p) >= 0.95 - 1e-9, $"n = {n}, p = {p}");
                sum += Coverage(ProportionInterval.Wilson, n, p);
                count++;
            }
            // Brown, Cai, DasGupta (2001), figure 8: the mean coverage of Wilson is within 0.01 of 0.95 from n = 10 on.
            Near.Check(0.95, sum / count, 0.01, $"mean coverage at n = {n}");
        }
    }

    [Fact]
    public void No_trial_gives_no_number_and_impossible_counts_are_refused()
    {
        foreach (var interval in new[] { ProportionInterval.Wilson(0, 0, 0.95), ProportionInterval.ClopperPearson(0, 0, 0.95) })
        {
            Assert.Equal(0, interval.Count);
            Assert.True(double.IsNaN(interval.Value) && double.IsNaN(interval.Low) && double.IsNaN(interval.High));
        }
        Assert.Equal("successes", Assert.Throws<ArgumentOutOfRangeException>(() => ProportionInterval.Wilson(3, 2, 0.95)).ParamName);
        Assert.Equal("successes", Assert.Throws<ArgumentOutOfRangeException>(() => ProportionInterval.Wilson(-1, 2, 0.95)).ParamName);
        Assert.Equal("trials", Assert.Throws<ArgumentOutOfRangeException>(() => ProportionInterval.Wilson(0, -1, 0.95)).ParamName);
        foreach (var confidence in new[] { 0, 1, -0.5, 1.5, double.NaN })
        {
            Assert.Equal("confidence", Assert.Throws<ArgumentOutOfRangeException>(() => ProportionInterval.Wilson(1, 2, confidence)).ParamName);
            Assert.Equal(
                "confidence", Assert.Throws<ArgumentOutOfRangeException>(() => ProportionInterval.ClopperPearson(1, 2, confidence)).ParamName);
        }
    }

    private static double Coverage(Func<long, long, double, Estimate> interval, int n, double p)
    {
        var sum = 0.0;
        for (var k = 0; k <= n; k++)
        {
            var estimate = interval(k, n, 0.95);
            if (estimate.Low <= p && p <= estimate.High) sum += MathNet.Numerics.Distributions.Binomial.PMF(p, n, k);
        }
        return sum;
    }
}
