using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments.Tests;

public class SweepTests
{
    [Fact]
    [Trait("check", "S1 6")]
    public async Task Blocks_come_in_plan_order_and_cover_every_replication_once()
    {
        var plan = Synthetic.Plan(5000);
        var read = new List<(int Point, long First, int Count)>();
        await foreach (var block in new Sweep(plan, plan.Points, Synthetic.Runner, 4).Blocks(TestContext.Current.CancellationToken))
            read.Add((block.Point.Index, block.First, block.Count));
        var expected = plan.Points.SelectMany(point => new[] { (point.Index, 0L, 2048), (point.Index, 2048L, 2048), (point.Index, 4096L, 904) });
        Assert.Equal(expected, read);
    }

    [Fact]
    public async Task A_block_holds_the_same_replications_of_every_playbook()
    {
        var plan = Synthetic.Plan(3000, [0.3]);
        await foreach (var block in new Sweep(plan, plan.Points, Synthetic.Runner, 3).Blocks(TestContext.Current.CancellationToken))
        {
            for (var playbook = 0; playbook < plan.Playbooks.Count; playbook++)
            {
                var run = Synthetic.Runner(block.Point.Worlds[playbook], plan.Seed);
                for (var i = 0; i < block.Count; i += 97)
                {
                    run(block.First + i, out var expected);
                    Assert.Equal(expected, block.Records(playbook)[i]);
                }
            }
        }
    }

    [Fact]
    [Trait("check", "S1 6")]
    public async Task A_slow_reader_makes_the_workers_wait()
    {
        const int Workers = 2;
        var plan = Synthetic.Plan(200 * 2048, [0.1], [("baseline", 0)]);
        long made = 0, read = 0, furthest = 0;
        TrialRunner Counting(WorldOptions options, ulong seed)
        {
            var run = Synthetic.Runner(options, seed);
            return (long replication, out TrialRecord record) =>
            {
                run(replication, out record);
                if (replication % 2048 == 0) Interlocked.Increment(ref made);
            };
        }
        await foreach (var block in new Sweep(plan, plan.Points, Counting, Workers).Blocks(TestContext.Current.CancellationToken))
        {
            if (read % 50 == 0) SpinWait.SpinUntil(() => Interlocked.Read(ref made) - read > 4 * Workers, 50);
            furthest = Math.Max(furthest, Interlocked.Read(ref made) - read);
            read++;
        }
        // One lent to the reader, 2 · workers in the order, one about to enter it.
        Assert.InRange(furthest, 1, 2 * Workers + 2);
    }

    [Fact]
    public async Task A_point_finished_by_the_reader_gives_no_further_block()
    {
        var plan = Synthetic.Plan(100_000);
        var sweep = new Sweep(plan, plan.Points, Synthetic.Runner, 4);
        var read = new List<(int, long)>();
        await foreach (var block in sweep.Blocks(TestContext.Current.CancellationToken))
        {
            read.Add((block.Point.Index, block.First));
            if (block.First == 2048) sweep.Finish(block.Point);
        }
        Assert.Equal([(0, 0), (0, 2048), (1, 0), (1, 2048), (2, 0), (2, 2048)], read);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_failing_trial_stops_the_sweep_and_names_cell_and_replication(int workers)
    {
        var plan = Synthetic.Plan(100_000);
        TrialRunner Failing(WorldOptions options, ulong seed)
        {
            var run = Synthetic.Runner(options, seed);
            var bad = ReferenceEquals(options, plan.Points[1].Worlds[2]);
            return (long replication, out TrialRecord record) =>
            {
                if (bad && replication >= 5000) throw new InvalidOperationException("queue is empty");
                run(replication, out record);
            };
        }
        var thrown = await Assert.ThrowsAsync<TrialException>(
            () => SweepRunner.Run(plan, new() { Workers = workers }, Failing, TestContext.Current.CancellationToken));
        Assert.Equal("cell 5 (playbook three, failureRate = 0.05), replication 5000: queue is empty", thrown.Message);
        Assert.Equal((5, 5000), (thrown.Cell, thrown.Replication));
    }

    [Fact]
    public async Task A_record_that_cannot_be_true_is_a_failing_trial()
    {
        TrialRunner Backwards(WorldOptions options, ulong seed)
        {
            var run = Synthetic.Runner(options, seed);
            return (long replication, out TrialRecord record) =>
            {
                run(replication, out record);
                if (replication == 70 && options.Playbook.Name == "one") record.DurationSeconds = -1;
            };
        }
        var thrown = await Assert.ThrowsAsync<TrialException>(
            () => SweepRunner.Run(Synthetic.Plan(100, [0.1]), new(), Backwards, TestContext.Current.CancellationToken));
        Assert.StartsWith("cell 1 (playbook one, failureRate = 0.1), replication 70: ", thrown.Message);
    }

    [Fact]
    public async Task A_world_that_cannot_be_built_names_its_cell()
    {
        var plan = Synthetic.Plan(10);
        var thrown = await Assert.ThrowsAsync<TrialException>(() => SweepRunner.Run(
            plan, new(), (_, _) => throw new ArgumentException("no such executor"), TestContext.Current.CancellationToken));
        Assert.Equal("cell 0 (playbook baseline, failureRate = 0), building its world: no such executor", thrown.Message);
    }

    [Fact]
    public async Task A_failure_in_a_block_that_is_discarded_does_not_surface()
    {
        // Half-width 0.05 is met after the first block; later blocks throw, whether or not a worker gets there.
        var plan = Synthetic.Plan(1000, [0.1], precision: new("successRate", 0.05, 1_000_000));
        TrialRunner Failing(WorldOptions options, ulong seed)
        {
            var run = Synthetic.Runner(options, seed);
            return (long replication, out TrialRecord record) =>
            {
                if (replication >= 1000) throw new InvalidOperationException("beyond the stop");
                run(replication, out record);
            };
        }
        var result = await SweepRunner.Run(plan, new() { Workers = 4 }, Failing, TestContext.Current.CancellationToken);
        Assert.All(result.Cells, cell => Assert.Equal(1000, cell.Trials));
    }
}
