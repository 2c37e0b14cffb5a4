using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>What is said of failures holds where calls of one trial fail together.</summary>
public sealed class FailureEvidenceTests
{
    private const int Steps = 10;

    [Fact]
    public void Calls_of_one_trial_that_fail_together_count_as_one()
    {
        var found = Look(seed: 1, trials: 40);
        Assert.Equal(Steps * (40 / 39.0), found.DesignEffect, 1e-9);
        // A step fails once in a trial at most, which varies less than so many independent calls would.
        Assert.All(found.Patterns, pattern => Assert.Equal(1, pattern.DesignEffect));
    }

    [Fact]
    public void The_same_world_looked_at_twice_seems_changed_no_more_often_than_its_interval_allows()
    {
        const int pairs = 300;
        int apart = 0, told = 0;
        for (var pair = 0UL; pair < pairs; pair++)
        {
            var delta = AdviceDelta.Of(Look(2 * pair, 40), Look(2 * pair + 1, 40));
            if (!(delta.All.Low <= 0 && 0 <= delta.All.High)) apart++;
            if (delta.Patterns.Any(pattern => pattern.Change != Experiments.PatternChange.Still)) told++;
        }
        Assert.InRange(apart, 0, pairs * 0.05 + 5 * Math.Sqrt(pairs * 0.05 * 0.95));
        Assert.InRange(told, 0, pairs * 0.05 + 5 * Math.Sqrt(pairs * 0.05 * 0.95));
    }

    [Fact]
    public void A_world_with_many_failures_is_still_one_world()
    {
        // Some 10,000 failures in each.
        var world = World() with { Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 50 }, ForSeconds = 20 } };
        var found = FailureCollector.Look(world with { Executors = [world.Executors[0] with { Faults = [new ErrorFaultOptions { Rate = 1 }] }] }, 1, 20, new Dictionary<string, string>());
        Assert.Equal(10, found.Trials);
    }

    [Fact]
    public void What_makes_trials_longer_when_it_is_gone_is_no_cause_of_what_comes_before_it()
    {
        // Where the gate does not stop the workflow twenty more steps follow: trials without its fault have far more spans.
        var world = new WorldOptions
        {
            Agent = new([new("first", "shaky") { Optional = true }, new("second", "gate"), .. Enumerable.Range(0, 20).Select(i => new StepOptions($"more{i}", "sound"))]),
            Executors =
            [
                new() { Name = "shaky", Latency = new Constant(0.1), Faults = [new ErrorFaultOptions { Rate = 0.5 }] },
                new() { Name = "gate", Latency = new Constant(0.1), Faults = [new ErrorFaultOptions { Rate = 0.8 }] },
                new() { Name = "sound", Latency = new Constant(0.1) },
            ],
            Playbook = new("tested", []),
        };
        var found = FailureCollector.Look(world, 3, 1000, new Dictionary<string, string>(), mostSpans: 2000);
        Assert.InRange(found.Trials, 10, 500);
        var shaky = found.Patterns.First(pattern => pattern.Step == "first");
        Assert.Equal([("error of shaky", 1.0)], shaky.Causes.Select(cause => (cause.Name, cause.Share)));
    }

    private static FailureAnalysis Look(ulong seed, long trials) => FailureCollector.Look(World(), seed, trials, new Dictionary<string, string>());

    /// <summary>In three of ten trials everything is down all the time.</summary>
    private static WorldOptions World() => new()
    {
        Agent = new([.. Enumerable.Range(0, Steps).Select(i => new StepOptions($"step{i}", "service") { Optional = true })]),
        Executors =
        [
            new() { Name = "service", Latency = new Constant(0.1), Faults = [new OutageFaultOptions { Course = new() { Up = new Constant(7e6), Down = new Constant(3e6) } }] },
        ],
        Playbook = new("tested", []),
    };
}
