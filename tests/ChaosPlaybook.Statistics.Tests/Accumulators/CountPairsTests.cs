namespace ChaosPlaybook.Statistics.Tests;

public sealed class CountPairsTests
{
    [Fact]
    public void Moments_are_those_of_the_textbook()
    {
        // (1, 2), (3, 2), (5, 8): means 3 and 4, squares about them 8 and 24, products (−2)(−2) + 0 + 2·4 = 12.
        var pairs = new CountPairs();
        foreach (var (x, y) in ((int, int)[])[(1, 2), (3, 2), (5, 8)]) pairs.Add(x, y);
        var moments = pairs.Moments;
        Assert.Equal((3, 9, 12), (pairs.Count, pairs.SumX, pairs.SumY));
        Assert.Equal((3, 3, 4, 4, 12, 6), (moments.Count, moments.MeanX, moments.MeanY, moments.VarianceX, moments.VarianceY, moments.Covariance));
    }

    [Fact]
    public void Nothing_is_lost_beside_large_counts_nor_by_the_order_of_merging()
    {
        // Two values one apart have variance 1/2 however large they are; in floating point a square of 2·10⁹ has lost the ones.
        CountPairs one = new(), other = new(), together = new(), around = new();
        one.Add(int.MaxValue, 0);
        other.Add(int.MaxValue - 1, 1);
        together.Merge(one);
        together.Merge(other);
        around.Merge(other);
        around.Merge(one);
        Assert.Equal(0.5, together.Moments.VarianceX);
        Assert.Equal(-0.5, together.Moments.Covariance);
        Assert.Equal(together, around);
        together.Merge(default);
        Assert.Equal(around, together);
    }

    [Fact]
    public void Without_a_pair_there_are_no_moments() => Assert.Equal(default, new CountPairs().Moments);
}
