using ChaosPlaybook.Statistics;
using static ChaosPlaybook.Model.Tests.CallTests;

namespace ChaosPlaybook.Model.Tests;

/// <summary>What holds of calls between executors in any world: closed accounts, equal luck, no allocation.</summary>
public class CallInvariantTests
{
    [Fact]
    public void Accounts_close_when_the_executors_of_any_world_call_each_other()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var options = RandomWorlds.Of(seed);
            var quorum = new CallOptions(["b", "b", "b"]) { Needs = 1 + seed % 3, Optional = seed % 5 == 0 };
            ExecutorOptions Calling(int at, params CallOptions[] calls) => options.Executors[at] with
            {
                Calls = calls, PropagateDeadline = seed % 7 < 3, HoldsServer = seed % 2 == 0 && options.Executors[at].Discipline != QueueDiscipline.ProcessorSharing,
            };
            options = options with
            {
                Executors = [Calling(0, quorum), Calling(1, new CallOptions("a") { Probability = 0.2 })],
                Playbook = options.Playbook with { Executors = new Dictionary<string, IReadOnlyList<StrategyOptions>> { ["a"] = options.Playbook.Pipeline } },
            };
            var (world, again) = (new World(options, 7), new World(options, 7));
            for (var replication = 0; replication < 2; replication++)
            {
                world.Run(replication, out var record);
                var what = $"seed {seed}, replication {replication}";
                Assert.True(record.Agents == record.Successes + record.Failures + record.Timeouts + record.Rejections + record.Censored, what);
                Assert.True(record.Attempts == world.Executors.Sum(executor => executor.Stations.Sum(station => station.Counts.Arrived)), what);
                foreach (var counts in world.Executors.SelectMany(executor => executor.Stations).Select(station => station.Counts))
                    Assert.True(counts.Arrived == counts.Served + counts.Shed + counts.Abandoned + counts.Lost, what);
                again.Run(replication, out var same);
                Assert.Equal(record, same);
            }
        }
    }

    [Fact]
    [Trait("check", "S1 2")]
    public void Luck_of_a_call_is_the_same_whatever_strategies_stand_around_it()
    {
        static double[] Latencies(IReadOnlyList<StrategyOptions> around)
        {
            var options = World(Front(new CallOptions("law") { Probability = 0.5 }, new CallOptions(["law", "law"]))) with
            {
                Playbook = new("tested", []) { Executors = new Dictionary<string, IReadOnlyList<StrategyOptions>> { ["front"] = around } },
            };
            var trace = new EventTrace();
            var world = new World(options with { Executors = [.. options.Executors, new ExecutorOptions { Name = "law", Latency = new Exponential(1) }] }, 1, trace);
            var seconds = new List<double>();
            for (var replication = 0; replication < 50; replication++)
            {
                world.Run(replication, out _);
                seconds.AddRange(trace.Spans.Where(span => span.Name == "law").Select(span => Math.Round(span.Seconds, 9)));
            }
            return [.. seconds];
        }
        var bare = Latencies([]);
        Assert.Equal(bare.Length, bare.Distinct().Count());
        Assert.Equal(bare, Latencies([new RetryOptions(), new CircuitBreakerOptions()]));
    }

    [Theory]
    [InlineData(null, true, Abandonment.Continue), InlineData(3, true, Abandonment.CancelRunning), InlineData(3, false, Abandonment.CancelQueued)]
    public void Calls_allocate_nothing_in_the_long_run(int? servers, bool holds, Abandonment abandonment)
    {
        var front = Front(new CallOptions("law") { Probability = 0.5, Optional = true }, new CallOptions(["law", "law", "law"]) { Needs = 2 })
            with { Servers = servers, HoldsServer = holds, WhenAbandoned = abandonment, Latency = new Exponential(0.5) };
        var options = Crowd(4, front, new TimeoutOptions { Seconds = 3 });
        options = options with
        {
            Workload = new ClosedWorkloadOptions { Agents = 4, Think = new Exponential(1), ForSeconds = 500, DrainSeconds = 100 },
            Executors = [.. options.Executors, new ExecutorOptions { Name = "law", Latency = new Exponential(1), Faults = [new ErrorFaultOptions { Rate = 0.2 }] }],
            Playbook = options.Playbook with
            {
                Executors = new Dictionary<string, IReadOnlyList<StrategyOptions>> { ["front"] = [new RetryOptions(), new TimeoutOptions { Seconds = 2 }] },
            },
        };
        var world = new World(options, 1);
        for (var trial = 0; trial < 3; trial++) world.Run(trial, out _); // pools fill
        var before = GC.GetAllocatedBytesForCurrentThread();
        world.Run(0, out var record);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(record.DownstreamCalls > 900);
        Assert.True(bytes == 0, $"{bytes} bytes for 1,000 calls");
    }
}
