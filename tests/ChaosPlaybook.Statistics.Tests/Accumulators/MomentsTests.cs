using FsCheck;
using FsCheck.Fluent;

namespace ChaosPlaybook.Statistics.Tests;

public class MomentsTests
{
    private static readonly Arbitrary<double[]> Values =
        Gen.Choose(-1_000_000, 1_000_000).Select(i => i / 1000.0).ArrayOf().ToArbitrary();

    [Fact]
    public void Merging_parts_is_adding_all()
    {
        Prop.ForAll(Values, Gen.Choose(0, 100).ToArbitrary(), (xs, percent) =>
        {
            var cut = xs.Length * percent / 100;
            var merged = Of(xs[..cut]);
            merged.Merge(Of(xs[cut..]));
            return Same(Of(xs), merged);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Merging_is_associative()
    {
        Prop.ForAll(Values, Values, Values, (xs, ys, zs) =>
        {
            var left = Of(xs);
            left.Merge(Of(ys));
            left.Merge(Of(zs));
            var tail = Of(ys);
            tail.Merge(Of(zs));
            var right = Of(xs);
            right.Merge(tail);
            return Same(left, right);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Empty_is_the_identity_of_merge_to_the_last_bit()
    {
        Prop.ForAll(Values, xs =>
        {
            var left = Of([]);
            left.Merge(Of(xs));
            var right = Of(xs);
            right.Merge(Of([]));
            var plain = Of(xs);
            return Bits(left).SequenceEqual(Bits(plain)) && Bits(right).SequenceEqual(Bits(plain));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Moments_are_their_definitions()
    {
        Prop.ForAll(Values, xs =>
        {
            var moments = Of(xs);
            if (xs.Length == 0) return double.IsNaN(moments.Mean) && double.IsNaN(moments.Minimum) && moments.Sum == 0;
            var mean = xs.Average();
            var variance = xs.Length < 2 ? double.NaN : xs.Sum(x => (x - mean) * (x - mean)) / (xs.Length - 1);
            return moments.Count == xs.Length
                && Near.Equal(mean, moments.Mean, scale: 1000)
                && Near.Equal(variance, moments.Variance, scale: 1e6)
                && Near.Equal(Math.Sqrt(variance), moments.StandardDeviation, scale: 1e3)
                && Near.Equal(Math.Sqrt(variance / xs.Length), moments.StandardError, scale: 1e3)
                && Near.Equal(xs.Sum(), moments.Sum, scale: 1e6)
                && moments.Minimum == xs.Min() && moments.Maximum == xs.Max();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Variance_survives_an_offset_of_a_billion()
    {
        // 4, 7, 13, 16 have mean 10 and squared distances 36 + 9 + 9 + 36 = 90; the offset changes neither. Σx² would lose it all.
        var (plain, merged) = (new Moments(), new Moments());
        for (var i = 0; i < 1000; i++)
        {
            var part = Of([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
            merged.Merge(part);
            foreach (var x in new[] { 4, 7, 13, 16 }) plain.Add(1e9 + x);
        }
        foreach (var moments in new[] { plain, merged })
        {
            Near.Check(1e9 + 10, moments.Mean, 4000 * 6e-8, "each of 4000 steps rounds by half an ulp of 1e9, 6e-8, at most");
            Near.Relative(90_000.0 / 3999, moments.Variance, 1e-8, "rounding of values near 1e9 is 1e-7, its square against 22.5");
        }
    }

    [Fact]
    public void What_is_undefined_is_NaN()
    {
        var one = Of([3]);
        Assert.Equal(3, one.Mean);
        Assert.True(double.IsNaN(one.Variance) && double.IsNaN(one.StandardError) && double.IsNaN(one.StandardDeviation));
        var none = default(Moments);
        Assert.True(double.IsNaN(none.Mean) && double.IsNaN(none.Variance) && double.IsNaN(none.Minimum) && double.IsNaN(none.Maximum));
        Assert.Equal((0L, 0.0), (none.Count, none.Sum));
    }

    private static Moments Of(double[] values)
    {
        var moments = new Moments();
        foreach (var value in values) moments.Add(value);
        return moments;
    }

    /// <summary>Equal up to 10⁻⁹ of the spread of values up to 1000, in which the sums were formed.</summary>
    private static bool Same(Moments a, Moments b) =>
        a.Count == b.Count && a.Minimum.Equals(b.Minimum) && a.Maximum.Equals(b.Maximum)
        && Near.Equal(a.Mean, b.Mean, scale: 1000) && Near.Equal(a.Variance, b.Variance, scale: 1e6);

    private static double[] Bits(Moments m) => [m.Count, m.Mean, m.Variance, m.Minimum, m.Maximum, m.Sum];
}
