using ChaosPlaybook.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace ChaosPlaybook.Experiments.Tests;

public class TallyLawTests
{
    private const int Trials = 300;

    [Fact]
    public void Merging_two_parts_is_adding_all_wherever_the_cut()
    {
        var plan = Synthetic.Plan(Trials, [0.3]);
        var whole = Filled(plan, 0, Trials);
        Prop.ForAll(Gen.Choose(0, Trials).ToArbitrary(), cut =>
        {
            var parts = Filled(plan, 0, cut);
            parts.Merge(Filled(plan, cut, Trials - cut));
            return whole.Cells(plan.Points[0]).Zip(parts.Cells(plan.Points[0])).All(pair => Same(pair.First, pair.Second))
                && whole.Pairs(plan.Points[0]).Zip(parts.Pairs(plan.Points[0])).All(pair => Near(pair.First.Difference, pair.Second.Difference));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_cleared_tally_is_as_good_as_new()
    {
        var plan = Synthetic.Plan(Trials, [0.3]);
        var used = Filled(plan, 100, 150);
        used.Clear();
        used.Merge(Filled(plan, 0, Trials));
        var fresh = new PointTally(plan);
        fresh.Merge(Filled(plan, 0, Trials));
        Assert.Equal(
            fresh.Cells(plan.Points[0]).SelectMany(cell => cell.Estimates), used.Cells(plan.Points[0]).SelectMany(cell => cell.Estimates));
        Assert.Equal(fresh.Pairs(plan.Points[0]), used.Pairs(plan.Points[0]));
    }

    private static PointTally Filled(Plan plan, int first, int count)
    {
        var block = new TrialBlock(plan, Trials);
        block.Reset(plan.Points[0], first, count);
        new BlockWorker(plan, Synthetic.Runner).Fill(block, TestContext.Current.CancellationToken);
        return block.Tally;
    }

    private static bool Same(CellResult left, CellResult right) =>
        left.Trials == right.Trials && left.FaultsInjected == right.FaultsInjected && left.Outcomes.SequenceEqual(right.Outcomes)
        && left.Estimates.All(pair => Near(pair.Value, right.Estimates[pair.Key]));

    private static bool Near(Estimate left, Estimate right) =>
        left.Count == right.Count && Near(left.Value, right.Value) && Near(left.Low, right.Low) && Near(left.High, right.High);

    // 300 additions of numbers of order one lose at most a few hundred units in the last place, 2⁻⁵³ each.
    private static bool Near(double left, double right) => left.Equals(right) || Math.Abs(left - right) <= 1e-11 * (1 + Math.Abs(left));
}
