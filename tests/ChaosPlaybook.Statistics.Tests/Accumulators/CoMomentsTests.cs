using FsCheck;
using FsCheck.Fluent;

namespace ChaosPlaybook.Statistics.Tests;

public class CoMomentsTests
{
    private static readonly Arbitrary<(double X, double Y)[]> Pairs =
        Gen.Choose(-100_000, 100_000).Two().Select(p => (p.Item1 / 1000.0, p.Item2 / 1000.0)).ArrayOf().ToArbitrary();

    [Fact]
    public void Merging_parts_is_adding_all_and_empty_changes_nothing()
    {
        Prop.ForAll(Pairs, Gen.Choose(0, 100).ToArbitrary(), (xy, percent) =>
        {
            var cut = xy.Length * percent / 100;
            var merged = Of([]);
            merged.Merge(Of(xy[..cut]));
            merged.Merge(Of(xy[cut..]));
            merged.Merge(Of([]));
            return Numbers(Of(xy)).Zip(Numbers(merged)).All(pair => Near.Equal(pair.First, pair.Second, scale: 1e4));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void CoMoments_are_their_definitions()
    {
        Prop.ForAll(Pairs, xy =>
        {
            if (xy.Length < 2) return true;
            var (x, y, n) = (xy.Average(p => p.X), xy.Average(p => p.Y), xy.Length - 1.0);
            double[] expected =
            [
                xy.Length, x, y, xy.Sum(p => (p.X - x) * (p.X - x)) / n, xy.Sum(p => (p.Y - y) * (p.Y - y)) / n,
                xy.Sum(p => (p.X - x) * (p.Y - y)) / n,
            ];
            return expected.Zip(Numbers(Of(xy))).All(pair => Near.Equal(pair.First, pair.Second, scale: 1e4));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Covariance_survives_an_offset_of_a_billion()
    {
        var moments = Of([(1e9 + 1, 1e9 + 2), (1e9 + 2, 1e9 + 4), (1e9 + 3, 1e9 + 6)]);
        Near.Relative(2, moments.Covariance, 1e-6, "Σ(−1·−2 + 0 + 1·2)/2");
        Near.Relative(1, moments.VarianceX, 1e-6, "(1 + 0 + 1)/2");
        Near.Relative(4, moments.VarianceY, 1e-6, "(4 + 0 + 4)/2");
    }

    [Fact]
    public void What_is_undefined_is_NaN()
    {
        Assert.Equal([0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN], Numbers(default));
        Assert.Equal([1, 2, 3, double.NaN, double.NaN, double.NaN], Numbers(Of([(2, 3)])));
    }

    private static CoMoments Of((double X, double Y)[] pairs)
    {
        var moments = new CoMoments();
        foreach (var (x, y) in pairs) moments.Add(x, y);
        return moments;
    }

    private static double[] Numbers(CoMoments m) => [m.Count, m.MeanX, m.MeanY, m.VarianceX, m.VarianceY, m.Covariance];
}
