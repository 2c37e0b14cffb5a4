using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>The share of steps that somebody who is up can serve, moment by moment.</summary>
public sealed class CoverageTests
{
    private static readonly Guard _whole = new(Signal.Coverage, AtLeast: true, 1);

    [Fact]
    [Trait("check", "S2 13")]
    public void Killing_executors_leaves_the_coverage_of_a_world_that_never_had_them()
    {
        string[] names = ["front", "back", "spare", "alone"];
        for (var mask = 0; mask < 1 << names.Length; mask++)
        {
            List<string> killed = [.. names.Where((_, i) => (mask >> i & 1) != 0)];
            var world = new World(Four(killed), 1);
            world.Run(0, out _);
            var coverage = world.Timeline!.Values(Timeline.Coverage).ToArray();
            var known = new Coverage(Four([]) with { Removed = killed }).Share;
            Assert.All(coverage[..30], share => Assert.Equal(1, share));
            Assert.All(coverage[31..50], share => Assert.Equal(known, share, 12));
            // The rollback brings them back.
            Assert.Equal(1, coverage[70]);
        }
    }

    [Fact]
    [Trait("check", "S2 13")]
    public void The_loss_of_a_sole_member_breaks_a_limit_of_coverage_at_the_next_look()
    {
        var options = Four(["alone"]);
        options = options with { Experiment = options.Experiment! with { Aborts = [new(_whole)] } };
        var world = new World(options, 1);
        world.Run(0, out _);
        var record = world.Monitored!;
        Assert.Equal((ExperimentEnd.Aborted, "coverage >= 1"), (record.End, record.Cause));
        // It goes at second 30, and a bin of a second is closed at 31.
        Assert.InRange(record.StoppedAt, 31, 32);
        Assert.Equal(RollbackStatus.Complete, record.Rollback);
    }

    [Fact]
    public void One_of_two_members_breaks_nothing_and_its_last_server_is_its_last()
    {
        var options = Four(["alone"]);
        World With(ExecutorOptions alone, FaultOptions fault)
        {
            var world = new World(options with
            {
                Executors = [.. options.Executors.Take(3), alone],
                Experiment = options.Experiment! with { Phases = [new("loss", 30, 20, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["alone"] = [fault] })] },
            }, 1);
            world.Run(0, out _);
            return world;
        }
        var alone = options.Executors[3];
        Assert.All(With(alone with { Instances = 2 }, new KillFaultOptions()).Timeline!.Values(Timeline.Coverage).ToArray(), share => Assert.Equal(1, share));
        Assert.Equal(0.5, With(alone, new KillFaultOptions()).Timeline!.Values(Timeline.Coverage)[40], 12);
        Assert.Equal(1, With(alone, new CapacityLossFaultOptions { Loss = 0.5 }).Timeline!.Values(Timeline.Coverage)[40]);
        Assert.Equal(0.5, With(alone, new CapacityLossFaultOptions { Loss = 1 }).Timeline!.Values(Timeline.Coverage)[40], 12);
    }

    [Fact]
    public void Without_an_experiment_nobody_follows_it()
    {
        var world = new World(Four([]) with { Experiment = null }, 1);
        Assert.DoesNotContain(Timeline.Coverage, world.Timeline!.Columns);
        world.Run(0, out _);
        Assert.True(double.IsNaN(Signals.Read(world.Timeline, Signal.Coverage, 0..10)));
    }

    /// <summary>A step at front, which calls back and falls back to spare, and one that only alone can serve.</summary>
    private static WorldOptions Four(IReadOnlyList<string> killed)
    {
        ExecutorOptions Named(string name) => new() { Name = name, Latency = new Constant(0.05), Servers = 2 };
        return new()
        {
            Agent = new([new StepOptions("ask", "front"), new StepOptions("pay", "alone")]),
            Executors = [Named("front") with { Calls = [new CallOptions("back")] }, Named("back"), Named("spare"), Named("alone")],
            Playbook = new("tested", [new FallbackOptions { Executor = "spare" }]) { Steps = new Dictionary<string, IReadOnlyList<StrategyOptions>> { ["pay"] = [] } },
            Workload = new OpenWorkloadOptions { ForSeconds = 100, Arrivals = new PoissonArrivalOptions { Rate = 5 } },
            Experiment = new()
            {
                Phases = [new("kill", 30, 20, killed.ToDictionary(name => name, _ => (IReadOnlyList<FaultOptions>)[new KillFaultOptions()]))],
                Steady = [_whole], SteadySeconds = 20, WindowSeconds = 5,
            },
        };
    }
}
