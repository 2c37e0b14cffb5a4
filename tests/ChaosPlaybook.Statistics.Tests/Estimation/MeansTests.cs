namespace ChaosPlaybook.Statistics.Tests;

public class MeansTests
{
    /// <summary>Extra hours of sleep under two drugs, ten patients: the data of Student's own paper (Biometrika 6, 1908).</summary>
    private static readonly double[] Sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

    [Fact]
    public void Paired_t_reproduces_Students_sleep_data()
    {
        // Published in every manual: t = 4.0621 on 9 degrees, p = 0.002833, 95 % interval 0.7001142 to 2.4598858.
        var moments = Of(Sleep);
        var interval = PairedMeans.Interval(moments, 0.95);
        Near.Check(1.58, interval.Value, 1e-12, "mean");
        Near.Check(0.7001142, interval.Low, 6e-8, "printed to seven decimals");
        Near.Check(2.4598858, interval.High, 6e-8, "printed to seven decimals");
        Near.Check(0.002833, PairedMeans.PValue(moments), 6e-7, "printed to six decimals");
        Assert.Equal(interval, MeanInterval.StudentT(moments, 0.95));
        Assert.Equal(10, interval.Count);
    }

    [Fact]
    public void Differences_without_spread_are_certain()
    {
        Assert.Equal(1, PairedMeans.PValue(Of([0, 0, 0])));
        Assert.Equal(0, PairedMeans.PValue(Of([2, 2, 2])));
        Assert.Equal(1, PairedMeans.PValue(Of([-1, 1])));
        Assert.Equal(new Estimate(2, 2, 2, 3), PairedMeans.Interval(Of([2, 2, 2]), 0.95));
    }

    [Fact]
    public void Too_few_values_have_no_interval()
    {
        var none = MeanInterval.StudentT(default, 0.95);
        Assert.True(double.IsNaN(none.Value) && double.IsNaN(none.Low) && double.IsNaN(none.High));
        var one = MeanInterval.StudentT(Of([5]), 0.95);
        Assert.True(one.Value == 5 && double.IsNaN(one.Low) && double.IsNaN(one.High));
        Assert.True(double.IsNaN(PairedMeans.PValue(Of([5]))));
        Assert.Equal("confidence", Assert.Throws<ArgumentOutOfRangeException>(() => MeanInterval.StudentT(default, 1)).ParamName);
    }

    [Fact]
    public void Ratio_of_means_follows_the_delta_method_by_hand()
    {
        // x = 1, 2, 3; y = 2, 5, 5: means 2 and 4, R = 2; s_y² = 3, s_x² = 1, s_xy = 1.5; 3 − 4·1.5 + 4·1 = 1; √(1/3)/2.
        var xy = new CoMoments();
        foreach (var (x, y) in new[] { (1, 2), (2, 5), (3, 5) }) xy.Add(x, y);
        var ratio = RatioInterval.Delta(xy, 0.95);
        var t = 0.95 * Math.Sqrt(2 / (1 - 0.95 * 0.95));
        Near.Relative(2, ratio.Value, 1e-14, "4/2");
        Near.Relative(t * Math.Sqrt(1 / 3.0) / 2, ratio.HalfWidth, 1e-8, "t of 2 degrees in closed form");
        Assert.Equal(3, ratio.Count);
    }

    [Fact]
    public void A_ratio_that_never_varies_has_no_width_and_one_over_nothing_is_undefined()
    {
        var xy = new CoMoments();
        for (var i = 1; i < 50; i++) xy.Add(0.1 * i, 0.3 * i);
        var ratio = RatioInterval.Delta(xy, 0.99);
        Near.Relative(3, ratio.Value, 1e-13, "0.3/0.1");
        Near.Check(0, ratio.HalfWidth, 1e-6, "square root of rounding");
        var zero = new CoMoments();
        zero.Add(0, 1);
        zero.Add(0, 2);
        Assert.True(double.IsNaN(RatioInterval.Delta(zero, 0.95).Value));
        Assert.True(double.IsNaN(RatioInterval.Delta(default, 0.95).Value));
        var single = new CoMoments();
        single.Add(2, 3);
        Assert.True(RatioInterval.Delta(single, 0.95) is { Value: 1.5, Low: double.NaN, High: double.NaN });
    }

    private static Moments Of(double[] values)
    {
        var moments = new Moments();
        foreach (var value in values) moments.Add(value);
        return moments;
    }
}
