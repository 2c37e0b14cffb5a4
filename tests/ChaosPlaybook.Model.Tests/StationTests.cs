using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class StationTests
{
    /// <summary>
    /// Four agents come at once, half a second of work each, one server. The third is at work and the fourth still queues when both
    /// give up after 1.1 s; both come again after 1 s and are served.
    /// </summary>
    [Theory]
    [InlineData(Abandonment.Continue, 3.0, 1.0, 2)]
    [InlineData(Abandonment.CancelQueued, 2.5, 0.5, 1)]
    [InlineData(Abandonment.CancelRunning, 2.1, 0.1, 0)]
    public void Abandoned_work_costs_server_time_and_takes_effect_as_the_scenario_says(Abandonment form, double busy, double wasted, int duplicates)
    {
        var options = Crowd(4, new ExecutorOptions { Name = "service", Latency = new Constant(0.5), Servers = 1, WhenAbandoned = form }, Effect.Write,
            new RetryOptions { Retries = 1, Backoff = new() { BaseSeconds = 1 } }, new TimeoutOptions { Seconds = 1.1 });
        var world = new World(options, 1);
        world.Run(0, out var record);
        Assert.Equal((4, 6, 2, duplicates), (record.Successes, record.Attempts, record.TimedOut, record.DuplicateEffects));
        var counts = world.Executors[0].Station!.Counts;
        Assert.Equal((6, 4, 0, 2), (counts.Arrived, counts.Served, counts.Shed, counts.Abandoned));
        Assert.Equal(busy, world.Executors[0].Station!.BusySeconds, 1e-9);
        Assert.Equal(wasted / busy, record.WastedShare, 1e-9);
    }

    [Theory]
    [InlineData(0, 3), InlineData(1, 2), InlineData(2, 1), InlineData(3, 0)]
    public void What_does_not_fit_into_the_queue_is_answered_at_once(int limit, int shed)
    {
        var record = Small.Run(Crowd(4, new ExecutorOptions { Name = "service", Latency = new Constant(1), Servers = 1, QueueLimit = limit }, Effect.None));
        Assert.Equal((shed, shed, 4 - shed), (record.Shed, record.Failures, record.Successes));
    }

    [Theory]
    [InlineData(QueueDiscipline.Fifo, 10), InlineData(QueueDiscipline.Lifo, 10), InlineData(QueueDiscipline.AdaptiveLifo, 3), InlineData(QueueDiscipline.AdaptiveLifo, 4)]
    public void The_discipline_decides_who_waits_how_long(QueueDiscipline discipline, int lifoFrom)
    {
        // Four agents come within nine seconds; the first keeps the server for ten, so three queue when it is free.
        var executor = new ExecutorOptions { Name = "service", Latency = new Constant(10), Servers = 1, Discipline = discipline, LifoFrom = lifoFrom };
        var options = Crowd(4, executor, Effect.None) with
        {
            Workload = new ClosedWorkloadOptions { Agents = 4, Think = new Uniform(0, 9), ForSeconds = 9, DrainSeconds = 100 },
        };
        for (var replication = 0; replication < 20; replication++)
        {
            var luck = new Luck(1, replication);
            var came = Enumerable.Range(0, 4).Select(i => 9 * luck.Uniform(Purpose.Think, 0, i, 0)).Order().ToArray();
            // Served in this order after the first. Adaptive: the last goes first while three queue, then the rest in their order.
            int[] order = discipline == QueueDiscipline.Lifo ? [3, 2, 1] : lifoFrom == 3 ? [3, 1, 2] : [1, 2, 3];
            // The sketch names the value at rank ⌊0.99·(4 − 1)⌋ = 2: the second longest.
            var second = order.Select((who, place) => came[0] + 10 * (place + 2) - came[who]).Append(10).Order().ElementAt(2);
            new World(options, 1).Run(replication, out var record);
            Assert.Equal(4, record.Successes);
            Assert.InRange(record.DurationP99, second * 0.985, second * 1.015); // it is good to 1 %
        }
    }

    [Fact]
    public void Accounts_close_in_any_world()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var options = RandomWorlds.Of(seed);
            var world = new World(options, 7);
            for (var replication = 0; replication < 2; replication++)
            {
                world.Run(replication, out var record);
                var what = $"seed {seed}, replication {replication}";
                Assert.True(record.Agents == record.Successes + record.Failures + record.Timeouts + record.Rejections + record.Censored, what);
                Assert.True(record.Attempts == world.Executors.Sum(executor => executor.Stations.Sum(station => station.Counts.Arrived)), what);
                foreach (var counts in world.Executors.SelectMany(executor => executor.Stations).Select(station => station.Counts))
                    Assert.True(counts.Arrived == counts.Served + counts.Shed + counts.Abandoned + counts.Lost, what);
            }
        }
    }

    /// <summary>Agents that all come at one instant, once: their next thought ends beyond the horizon.</summary>
    internal static WorldOptions Crowd(int agents, ExecutorOptions executor, Effect effect, params StrategyOptions[] pipeline) => new()
    {
        Agent = new([new StepOptions("step", executor.Name, effect)]),
        Executors = [executor],
        Playbook = new("tested", pipeline),
        Workload = new ClosedWorkloadOptions { Agents = agents, Think = new Constant(0.01), ForSeconds = 0.015, DrainSeconds = 1000 },
    };
}
