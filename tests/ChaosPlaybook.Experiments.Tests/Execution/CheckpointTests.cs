using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>What is kept of a sweep on its way, and that its parts are under way at once.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chaosplaybook-checkpoints-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("check", "S4 46")]
    public async Task Two_independent_design_points_are_simulated_at_the_same_time()
    {
        // One block per design point: each waits in its first trial until the other is there.
        var plan = Synthetic.Plan(100, [0.1, 0.3], [("baseline", 0)]);
        using var both = new Barrier(2);
        var met = 0;
        TrialRunner Waiting(WorldOptions options, ulong seed)
        {
            var run = Synthetic.Runner(options, seed);
            return (long replication, out TrialRecord record) =>
            {
                if (replication == 0 && both.SignalAndWait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)) Interlocked.Increment(ref met);
                run(replication, out record);
            };
        }
        var result = await SweepRunner.Run(plan, new() { Workers = 2 }, Waiting, TestContext.Current.CancellationToken);
        Assert.Equal(2, met);
        Assert.Equal(Text.Cells(await Synthetic.Sweep(plan, 1)), Text.Cells(result));
    }

    [Fact]
    [Trait("check", "S4 43")]
    public async Task Every_checkpoint_of_a_sweep_leads_to_the_undisturbed_result()
    {
        var plan = Synthetic.Plan(5000);
        var whole = await Synthetic.Sweep(plan);
        var kept = new List<SweepResult>();
        await Synthetic.Sweep(plan, new SweepOptions { Workers = 2, Checkpoints = new(kept.Add, new Standing(), TimeSpan.Zero) });
        Assert.Equal([3, 6, 9], kept.Select(part => part.Cells.Count));
        Assert.All(kept, part => Assert.True(part.Interrupted));
        foreach (var part in kept)
        {
            var resumed = await Synthetic.Sweep(plan, new SweepOptions { Previous = part });
            Assert.False(resumed.Interrupted);
            Assert.Equal(Text.Cells(whole), Text.Cells(resumed));
            Assert.Equal(Text.Comparisons(whole), Text.Comparisons(resumed));
        }
    }

    [Fact]
    [Trait("check", "S4 43")]
    public async Task The_cells_of_a_study_are_kept_on_the_way_through_a_file_with_their_timelines()
    {
        var plan = ExperimentRunnerTests.Plan();
        var whole = await Run(plan, new() { Workers = 2 });
        var folder = ResultsFolder.Claim(_folder, plan.Name);
        var kept = new List<SweepResult>();
        await Run(plan, new() { Workers = 2, Checkpoints = new(Keep, new Standing(), TimeSpan.Zero) });
        Assert.Contains(kept, part => part.Experiments.Count is > 0 and < 4);
        foreach (var part in kept)
        {
            var resumed = await Run(plan, new() { Workers = 2, Previous = part });
            Assert.False(resumed.Interrupted);
            Assert.Equal(Text.Cells(whole), Text.Cells(resumed));
            Assert.Equal(Text.Of(writer => TimelineCsv.Write(whole, writer)), Text.Of(writer => TimelineCsv.Write(resumed, writer)));
            Assert.Equal(ExperimentRunnerTests.All(whole), ExperimentRunnerTests.All(resumed));
        }

        void Keep(SweepResult part)
        {
            folder.SaveCheckpoint(part, null);
            kept.Add(ResultsFolder.ReadCheckpoint(_folder)!);
        }
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_saved_does_not_end_the_sweep()
    {
        var checkpoints = new Checkpoints(_ => throw new IOException("the disk is full"), new Standing(), TimeSpan.Zero);
        var result = await Synthetic.Sweep(Synthetic.Plan(100), new SweepOptions { Checkpoints = checkpoints });
        Assert.Equal(9, result.Cells.Count);
        Assert.Equal("the disk is full", checkpoints.Problem?.Message);
    }

    [Fact]
    public async Task Nothing_is_saved_before_it_is_time()
    {
        var kept = new List<SweepResult>();
        await Synthetic.Sweep(Synthetic.Plan(100), new SweepOptions { Checkpoints = new(kept.Add, new Standing(), TimeSpan.FromSeconds(1)) });
        Assert.Empty(kept);
    }

    [Fact]
    public async Task Rows_are_taken_over_from_the_file_that_was_under_way()
    {
        var plan = Synthetic.Plan(3000);
        var whole = Path.Combine(_folder, "whole");
        await Rows(whole, new());
        var path = Path.Combine(_folder, "part");
        var folder = ResultsFolder.Claim(path, plan.Name);
        var trials = folder.OpenTrials(plan);
        await Synthetic.Sweep(plan, new SweepOptions { Trials = trials.Rows, Checkpoints = new(Keep, new Standing(), TimeSpan.Zero) });
        // As if the process had ended here: no name, no result, rows beyond the checkpoint.
        trials.Dispose();
        var again = ResultsFolder.Claim(path, plan.Name);
        var earlier = again.Resumable(plan, out var isCheckpoint)!;
        Assert.True(isCheckpoint);
        using (var more = again.OpenTrialsOfCheckpoint(plan, earlier))
        {
            await Synthetic.Sweep(plan, new SweepOptions { Trials = more.Rows, Previous = earlier });
            more.Complete();
        }
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "trials.csv")), File.ReadAllText(Path.Combine(path, "trials.csv")));

        void Keep(SweepResult part)
        {
            if (part.Cells.Count < 9) folder.SaveCheckpoint(part, trials);
        }

        async Task Rows(string at, SweepOptions options)
        {
            using var file = ResultsFolder.Claim(at, plan.Name).OpenTrials(plan);
            await Synthetic.Sweep(plan, options with { Trials = file.Rows });
            file.Complete();
        }
    }

    private static Task<SweepResult> Run(Plan plan, SweepOptions options) =>
        SweepRunner.Run(plan, options, (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken);

    /// <summary>A clock that stands still: it is always time when there is nothing to wait for, and never otherwise.</summary>
    private sealed class Standing : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
