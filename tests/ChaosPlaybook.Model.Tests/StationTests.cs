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
        var counts = world.Executors[0].Stations[0].Counts;
        Assert.Equal((6, 4, 0, 2), (counts.Arrived, counts.Served, counts.Shed, counts.Abandoned));
        Assert.Equal(busy, world.Executors[0].Stations[0].BusySeconds, 1e-9);
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

    [Theory]
    [InlineData(QueueDiscipline.Fifo, 5.0), InlineData(QueueDiscipline.Priority, 13 / 3.0)]
    public void The_highest_priority_is_served_first(QueueDiscipline discipline, double mean)
    {
        // Three agents, one second of work a step, the second step before anybody's first: they end after 3, 4 and 6 s, not 4, 5 and 6.
        var options = Crowd(3, new ExecutorOptions { Name = "service", Latency = new Constant(1), Servers = 1, Discipline = discipline }, Effect.None);
        var record = Small.Run(options with { Agent = new([new StepOptions("low", "service"), new StepOptions("high", "service") { Priority = 3 }]) });
        Assert.Equal(mean, record.DurationSeconds, 1e-9);
    }

    [Theory]
    [InlineData(Abandonment.Continue, 2.0), InlineData(Abandonment.CancelQueued, 2.0), InlineData(Abandonment.CancelRunning, 1.5)]
    public void Shared_servers_are_free_of_abandoned_work_only_when_it_is_cancelled(Abandonment form, double busy)
    {
        // Two agents share one server; both would need 2 s and give up after 1.5 s.
        var executor = new ExecutorOptions { Name = "service", Latency = new Constant(1), Servers = 1, Discipline = QueueDiscipline.ProcessorSharing, WhenAbandoned = form };
        var world = new World(Crowd(2, executor, Effect.None, new TimeoutOptions { Seconds = 1.5 }), 1);
        world.Run(0, out var record);
        Assert.Equal(2, record.Timeouts);
        Assert.Equal(1, record.WastedShare, 1e-9);
        Assert.Equal(busy, world.Executors[0].Stations[0].BusySeconds, 1e-9);
    }

    [Fact]
    public void Controlled_delay_drops_faster_and_faster_and_resumes_after_a_relapse()
    {
        // RFC 8289: a first drop after one interval above the target, then intervals of 100 ms/√1, /√2, /√3 …
        var coDel = new CoDel(new CoDelOptions());
        coDel.Reset();
        var drops = new List<double>();
        void Serve(int from, int to, double sojourn)
        {
            for (var ms = from; ms < to; ms++)
            {
                coDel.Dequeue();
                while (coDel.Drops(ms / 1000.0, sojourn, left: 10)) drops.Add(ms / 1000.0);
            }
        }
        Serve(0, 600, 0.05);
        var due = 0.1;
        for (var n = 1; n <= drops.Count; due += 0.1 / Math.Sqrt(n++)) Assert.InRange(drops[n - 1], due - 1e-9, due + 0.001 + 1e-9);
        Assert.InRange(drops.Count, 8, 12);
        var before = drops.Count;
        // Below the target it stops; above it again for an interval it goes on with the pace of before, less the one of the last entry.
        Serve(600, 700, 0.001);
        Assert.Equal(before, drops.Count);
        Serve(700, 1000, 0.05);
        Assert.Equal(0.8, drops[before], 1e-9);
        Assert.InRange(drops[before + 1], 0.8 + 0.1 / Math.Sqrt(before - 1) - 1e-9, 0.8 + 0.1 / Math.Sqrt(before - 1) + 0.001);
    }

    [Fact]
    public void A_steady_open_workload_allocates_nothing()
    {
        // Neither the calls nor the trial itself, once the pools are full; they fill in the first trials.
        foreach (var discipline in Enum.GetValues<QueueDiscipline>())
        {
            var executor = new ExecutorOptions
            {
                Name = "service", Latency = new Exponential(0.1), Servers = 2, Instances = 3, Balance = Balance.PowerOfTwo, Discipline = discipline,
                Shed = new() { QueueTimeoutSeconds = 1 },
            };
            var options = Crowd(1, executor, Effect.None, new TimeoutOptions { Seconds = 1 }) with
            {
                Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 50 }, ForSeconds = 200 },
            };
            var world = new World(options, 1);
            for (var trial = 0; trial < 3; trial++) world.Run(trial, out _); // pools fill
            var before = GC.GetAllocatedBytesForCurrentThread();
            world.Run(0, out var record);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(record.Attempts > 9_000);
            Assert.True(bytes == 0, $"{discipline}: {bytes} bytes for 10,000 calls");
        }
    }

    [Theory]
    [InlineData(Balance.RoundRobin), InlineData(Balance.LeastConnections)]
    public void A_crowd_is_spread_evenly(Balance balance)
    {
        var world = new World(Crowd(12, new ExecutorOptions { Name = "service", Latency = new Constant(1), Servers = 1, Instances = 4, Balance = balance }, Effect.None), 1);
        world.Run(0, out var record);
        Assert.Equal([3, 3, 3, 3], world.Executors[0].Stations.Select(station => (int)station.Counts.Served));
        Assert.Equal(2 + 0.0, record.DurationSeconds, 1e-9); // 1, 2 and 3 s, four of each
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
