using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting.Tests;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(0.9712, 0.9680, 0.9741, "97.12 % [96.80, 97.41]")]
    [InlineData(0.97, 0.9, 0.99, "97.0 % [90.0, 99.0]")]
    [InlineData(1, 0.99962, 1, "100.000 % [99.962, 100.000]")]
    [InlineData(0, 0, 0.00038, "0.000 % [0.000, 0.038]")]
    [InlineData(double.NaN, double.NaN, double.NaN, "–")]
    public void A_share_carries_two_digits_of_its_half_width(double value, double low, double high, string expected) =>
        Assert.Equal(expected, Numbers.Show(Metric.SuccessRate, new Estimate(value, low, high, 100)));

    [Theory]
    [InlineData(2.4142, 2.38, 2.45, "2.414 s [2.380, 2.450]")]
    [InlineData(0.1234, 0.12, 0.127, "123.4 ms [120.0, 127.0]")]
    [InlineData(12345.6, 12000, 12700, "12,346 s [12,000, 12,700]")]
    [InlineData(2.5, 2.4, double.PositiveInfinity, "2.50 s [2.40, ∞)")]
    [InlineData(2.5, double.NaN, double.NaN, "2.50 s [no interval]")]
    public void A_time_picks_its_unit(double value, double low, double high, string expected) =>
        Assert.Equal(expected, Numbers.Show(Metric.DurationMean, new Estimate(value, low, high, 100)));

    [Fact]
    public void A_difference_of_shares_is_in_percentage_points_with_a_sign() =>
        Assert.Equal("−3.2 pp [−6.1, +0.3]", Numbers.Difference(Metric.SuccessRate, new Estimate(-0.032, -0.061, 0.003, 100)));

    [Theory, InlineData(1234.2, "1,300"), InlineData(7, "7"), InlineData(99_999, "100,000"), InlineData(double.PositiveInfinity, "more than any number of")]
    public void A_recommended_number_of_trials_is_rounded_up_to_two_digits(double trials, string expected) => Assert.Equal(expected, Numbers.About(trials));

    [Theory, InlineData("failureRate", "failure rate"), InlineData("p99Seconds", "p99 seconds"), InlineData("maxHTTPCalls", "max HTTP calls"), InlineData("failed503", "failed 503"), InlineData("break_seconds", "break seconds")]
    public void Names_become_words(string name, string expected) => Assert.Equal(expected, SweepView.Words(name));
}
