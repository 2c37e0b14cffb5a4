using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

public class ResultDifferenceTests
{
    /// <summary>Newcombe 1998, Table II, method 10 (score intervals, no continuity correction).</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(10, 10, 0, 10, 0.6075, 1.0000)]
    public void The_difference_of_two_proportions_has_the_published_interval(int a, int m, int b, int n, double low, double high)
    {
        var difference = ResultDifference.Difference(ProportionInterval.Wilson(b, n, 0.95), ProportionInterval.Wilson(a, m, 0.95));
        Assert.Equal((double)a / m - (double)b / n, difference.Value, 12);
        Assert.Equal(low, difference.Low, 4);
        Assert.Equal(high, difference.High, 4);
    }
}
