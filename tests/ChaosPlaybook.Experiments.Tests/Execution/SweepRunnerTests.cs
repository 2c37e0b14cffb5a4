using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments.Tests;

public class SweepRunnerTests
{
    [Theory]
    [Trait("check", "S1 10")]
    [InlineData(2)]
    [InlineData(8)]
    [Trait("check", "S4 46")]
    public async Task Any_number_of_workers_gives_the_same_bits(int workers)
    {
        var plan = Synthetic.Plan(20_001);
        var (alone, together) = (await Synthetic.Sweep(plan, 1), await Synthetic.Sweep(plan, workers));
        Assert.Equal(Text.Cells(alone), Text.Cells(together));
        Assert.Equal(Text.Comparisons(alone), Text.Comparisons(together));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task The_stopping_rule_stops_at_the_same_trial_for_any_number_of_workers(int workers)
    {
        var plan = Synthetic.Plan(1000, precision: new("successRate", 0.01, 9000));
        var (alone, together) = (await Synthetic.Sweep(plan, 1), await Synthetic.Sweep(plan, workers));
        Assert.Equal(Text.Cells(alone), Text.Cells(together));
        Assert.Equal(Text.Comparisons(alone), Text.Comparisons(together));
    }

    [Fact]
    public async Task A_design_point_stops_as_soon_as_every_playbook_is_known_well_enough()
    {
        var plan = Synthetic.Plan(1000, precision: new("successRate", 0.005, 30_000));
        var result = await Synthetic.Sweep(plan);
        foreach (var point in result.Cells.Chunk(3))
        {
            Assert.Single(point.Select(cell => cell.Trials).Distinct());
            var widest = point.Max(cell => cell[Metric.SuccessRate].HalfWidth);
            Assert.True(widest <= 0.005 || point[0].Trials == 30_000, $"stopped at {point[0].Trials} with ±{widest}");
        }
        // Without faults the fewest trials are enough; at 5 % a success rate near 0.81 needs about 23 700 for ±0.005;
        // at 30 % one near 0.24 needs about 28 000.
        Assert.Equal(1000, result.Cells[0].Trials);
        Assert.InRange(result.Cells[3].Trials, 22_000, 26_000);
        Assert.InRange(result.Cells[6].Trials, 26_000, 30_000);
    }

    [Fact]
    public async Task The_stopping_rule_gives_up_at_the_largest_number_of_trials()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(100, [0.3], precision: new("durationMeanSeconds", 1e-9, 5000)));
        Assert.All(result.Cells, cell => Assert.Equal(5000, cell.Trials));
    }

    [Fact]
    public async Task Trials_below_the_fewest_are_the_same_with_and_without_a_stopping_rule()
    {
        var with = await Synthetic.Sweep(Synthetic.Plan(3000, precision: new("successRate", 0.9, 100_000)));
        Assert.Equal(Text.Cells(await Synthetic.Sweep(Synthetic.Plan(3000))), Text.Cells(with));
    }

    [Fact]
    public async Task Interruption_keeps_finished_points_whole_and_the_one_under_way_with_fewer_trials()
    {
        var (result, _) = await Interrupted(point: 1, first: 2048);
        Assert.True(result.Interrupted);
        Assert.Equal([10_000, 10_000, 10_000, 4096, 4096, 4096], result.Cells.Select(cell => cell.Trials));
        Assert.Equal(2 * 2 * 15, result.Comparisons.Count);
    }

    [Fact]
    public async Task Interruption_before_the_first_block_of_a_point_leaves_the_point_out()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var result = await SweepRunner.Run(Synthetic.Plan(10_000), new(), Synthetic.Runner, cancel.Token);
        Assert.True(result.Interrupted);
        Assert.Empty(result.Cells);
        Assert.Empty(result.Comparisons);
    }

    [Fact]
    public async Task An_interruption_reaches_the_middle_of_a_block()
    {
        using var cancel = new CancellationTokenSource();
        TrialRunner Slow(WorldOptions options, ulong seed) => (long replication, out TrialRecord record) =>
        {
            record = default;
            if (replication == 100) cancel.Cancel();
            if (replication > 200) throw new InvalidOperationException("went on after the interruption");
        };
        var result = await SweepRunner.Run(Synthetic.Plan(2048), new() { Workers = 1 }, Slow, cancel.Token);
        Assert.True(result.Interrupted);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2048)]
    [InlineData(2, 8192)]
    public async Task Resuming_after_an_interruption_gives_what_an_uninterrupted_sweep_gives(int point, long first)
    {
        var (part, plan) = await Interrupted(point, first);
        var redone = new HashSet<int>();
        var resumed = await Synthetic.Sweep(plan, new SweepOptions { Previous = part, Progress = new Listener(step => redone.Add(step.Point.Index)) });
        var whole = await Synthetic.Sweep(plan);
        Assert.False(resumed.Interrupted);
        Assert.Equal(Text.Cells(whole), Text.Cells(resumed));
        Assert.Equal(Text.Comparisons(whole), Text.Comparisons(resumed));
        var finished = part.Cells.Where(cell => cell.Trials == plan.Trials).Select(cell => cell.Cell / 3).Distinct();
        Assert.Equal(Enumerable.Range(0, 3).Except(finished), redone.Order());
    }

    [Fact]
    public async Task Resuming_with_a_stopping_rule_knows_which_points_had_enough()
    {
        var plan = Synthetic.Plan(1000, precision: new("successRate", 0.01, 20_000));
        var whole = await Synthetic.Sweep(plan);
        var redone = new HashSet<int>();
        await Synthetic.Sweep(plan, new SweepOptions { Previous = whole, Progress = new Listener(step => redone.Add(step.Point.Index)) });
        Assert.Empty(redone);
    }

    [Fact]
    public async Task Resuming_another_plan_is_refused()
    {
        var earlier = await Synthetic.Sweep(Synthetic.Plan(100));
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => Synthetic.Sweep(Synthetic.Plan(100) with { Seed = 7 }, new SweepOptions { Previous = earlier }));
        Assert.Contains("another plan", thrown.Message);
    }

    [Fact]
    public async Task Progress_ends_at_the_total_even_when_points_stop_early()
    {
        var steps = new List<SweepProgress>();
        await SweepRunner.Run(
            Synthetic.Plan(1000, precision: new("successRate", 0.02, 50_000)), new() { Progress = new Listener(steps.Add) },
            Synthetic.Runner, TestContext.Current.CancellationToken);
        Assert.Equal(steps[^1].TrialsTotal, steps[^1].TrialsDone);
        Assert.Equal((3, 3), (steps[^1].PointsDone, steps[^1].PointsTotal));
        Assert.Equal(3 * 3 * 50_000 - 3 * 49_000, steps[0].TrialsTotal);
        Assert.True(steps.Zip(steps.Skip(1)).All(pair => pair.First.TrialsDone < pair.Second.TrialsDone));
    }

    [Fact]
    public async Task Points_that_look_the_same_in_results_are_refused()
    {
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => Synthetic.Sweep(Synthetic.Plan(10, [0.1, 0.2, 0.1])));
        Assert.Equal("points 0 and 2 have the same levels: [0.1]; their results could not be told apart", thrown.Message);
    }

    [Fact]
    public async Task Every_contradiction_of_plan_and_options_is_told_at_once()
    {
        var claim = new Hypothesis("h", "nobody", new Dictionary<string, Level> { ["load"] = new("1", 1) }, "luck", Relation.AtLeast, 1);
        var plan = Synthetic.Plan(1000, null, null, new("speed", -1, 10), claim);
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => Synthetic.Sweep(plan, new SweepOptions { Workers = 0, Shard = new(3, 3) }));
        Assert.Equal(
            [
                "precision.metric is \"speed\"; no such metric",
                "precision.halfWidth is -1; must be above 0",
                "precision.maxTrials is 10; allowed [1000, 1000000000000]",
                "hypothesis \"h\": \"luck\" is no metric",
                "hypothesis \"h\": \"nobody\" is no playbook",
                "hypothesis \"h\": \"load\" is no factor",
                "workers is 0; allowed [1, 1024]",
                "shard is 3/3; the index counts from 0 and lies below the count",
            ],
            thrown.Message.Split(Environment.NewLine));
    }

    private static async Task<(SweepResult Result, Plan Plan)> Interrupted(int point, long first)
    {
        var plan = Synthetic.Plan(10_000);
        using var cancel = new CancellationTokenSource();
        var collected = 0L;
        var result = await SweepRunner.Run(plan, new() { Workers = 2, Progress = new Listener(StopThere) }, Synthetic.Runner, cancel.Token);
        return (result, plan);

        void StopThere(SweepProgress step)
        {
            if (step.Point.Index == point && collected++ == first / 2048) cancel.Cancel();
        }
    }

    private sealed class Listener(Action<SweepProgress> hear) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => hear(value);
    }
}
