using FsCheck;
using FsCheck.Fluent;

namespace ChaosPlaybook.Statistics.Tests;

public class PairedCountsTests
{
    [Fact]
    public void Each_pair_lands_in_its_own_cell()
    {
        var counts = new PairedCounts();
        counts.Add(true, true);
        for (var i = 0; i < 2; i++) counts.Add(true, false);
        for (var i = 0; i < 3; i++) counts.Add(false, true);
        for (var i = 0; i < 4; i++) counts.Add(false, false);
        Assert.Equal((1, 2, 3, 4, 10), (counts.Both, counts.FirstOnly, counts.SecondOnly, counts.Neither, counts.Count));
    }

    [Fact]
    public void Merging_in_any_order_is_adding_all()
    {
        var pairs = Gen.Choose(0, 3).Select(i => (i / 2 == 1, i % 2 == 1)).ArrayOf().ToArbitrary();
        Prop.ForAll(pairs, pairs, (some, others) =>
        {
            var forward = Of(some);
            forward.Merge(Of(others));
            forward.Merge(default);
            var backward = Of(others);
            backward.Merge(Of(some));
            var all = Of([.. some, .. others]);
            return forward.Equals(all) && backward.Equals(all) && all.Count == some.Length + others.Length;
        }).QuickCheckThrowOnFailure();
    }

    private static PairedCounts Of((bool First, bool Second)[] pairs)
    {
        var counts = new PairedCounts();
        foreach (var (first, second) in pairs) counts.Add(first, second);
        return counts;
    }
}
