namespace ChaosPlaybook.Statistics.Tests;

public class SampleSizeTests
{
    [Theory]
    [InlineData(0.02, 2397.07)]
    [InlineData(0.01, 9599.81)]
    [InlineData(0.005, 38410.75)]
    public void At_one_half_the_size_for_Wilson_has_a_closed_form(double halfWidth, double solution)
    {
        // z/(2√(n + z²)) = h gives n = z²/(4h²) − z² with z² = 3.841459.
        Assert.Equal((long)Math.Ceiling(solution), SampleSize.ForWilsonHalfWidth(0.5, halfWidth, 0.95));
    }

    [Fact]
    public void The_size_for_Wilson_is_the_first_that_is_precise_enough()
    {
        foreach (var p in new[] { 0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 1 })
            foreach (var h in new[] { 0.1, 0.02, 0.005, 0.0003 })
                foreach (var confidence in new[] { 0.8, 0.95, 0.999 })
                {
                    var n = SampleSize.ForWilsonHalfWidth(p, h, confidence);
                    Assert.True(HalfWidth(p, n, confidence) <= h * (1 + 1e-12), $"p = {p}, h = {h}, {confidence}: {n} is too few");
                    Assert.True(n == 1 || HalfWidth(p, n - 1, confidence) > h, $"p = {p}, h = {h}, {confidence}: {n} is too many");
                }

        static double HalfWidth(double p, long n, double confidence)
        {
            var z = StandardNormal.Quantile(1 - (1 - confidence) / 2);
            return z * Math.Sqrt(p * (1 - p) / n + z * z / (4.0 * n * n)) / (1 + z * z / n);
        }
    }

    [Fact]
    public void The_size_for_a_mean_is_the_first_that_is_precise_enough()
    {
        foreach (var ratio in new[] { 0.01, 0.3, 1, 2.5, 10, 300 })
            foreach (var confidence in new[] { 0.8, 0.95, 0.999 })
            {
                var n = SampleSize.ForMeanHalfWidth(ratio * 7, 7, confidence);
                Assert.True(StudentLaw.Critical(n - 1, confidence) * ratio / Math.Sqrt(n) <= 1 + 1e-12, $"{ratio}: {n} is too few");
                Assert.True(
                    n == 2 || StudentLaw.Critical(n - 2, confidence) * ratio / Math.Sqrt(n - 1) > 1, $"{ratio}: {n} is too many");
            }
        // Tables: t₁₅ = 2.131, t₁₆ = 2.120, t₁₇ = 2.110 at 95 %; 2·2.120/√17 = 1.028, 2·2.110/√18 = 0.995.
        Assert.Equal(18, SampleSize.ForMeanHalfWidth(2, 1, 0.95));
        Assert.Equal(2, SampleSize.ForMeanHalfWidth(0, 1, 0.95));
    }

    [Fact]
    public void Impossible_wishes_are_refused_by_name()
    {
        Assert.Equal("proportion", Refused(() => SampleSize.ForWilsonHalfWidth(1.1, 0.1, 0.95)));
        Assert.Equal("halfWidth", Refused(() => SampleSize.ForWilsonHalfWidth(0.5, 0, 0.95)));
        Assert.Equal("halfWidth", Refused(() => SampleSize.ForWilsonHalfWidth(0.5, 1e-9, 0.95)));
        Assert.Equal("confidence", Refused(() => SampleSize.ForWilsonHalfWidth(0.5, 0.1, 1)));
        Assert.Equal("standardDeviation", Refused(() => SampleSize.ForMeanHalfWidth(-1, 0.1, 0.95)));
        Assert.Equal("halfWidth", Refused(() => SampleSize.ForMeanHalfWidth(1, 0, 0.95)));
        Assert.Equal("halfWidth", Refused(() => SampleSize.ForMeanHalfWidth(1e300, 1e-9, 0.95)));

        static string? Refused(Func<long> size) => Assert.Throws<ArgumentOutOfRangeException>(() => size()).ParamName;
    }
}
