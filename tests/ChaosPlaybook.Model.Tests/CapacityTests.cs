using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class CapacityTests
{
    private static readonly TimelinePoint[] _exhaustion = [new(0, 0), new(30, 0.25), new(60, 0.5), new(90, 0.75), new(120, 0.9), new(150, 1)];

    [Theory]
    [Trait("check", "S3 25")]
    [InlineData(0, 20), InlineData(29.9, 20), InlineData(30, 15), InlineData(60, 10), InlineData(90, 5), InlineData(120, 2), InlineData(149, 2), InlineData(150, 0), InlineData(1e6, 0)]
    public void A_pool_runs_out_step_by_step_as_its_timeline_says(double at, int servers)
    {
        var (simulation, balancer) = Losing(20, new CapacityLossFaultOptions { Loss = 1, Window = new() { Intensity = IntensityKind.Timeline, Timeline = _exhaustion, Steps = true } });
        simulation.Run(at);
        Assert.Equal(servers, balancer.Stations[0].Open);
    }

    [Theory]
    [InlineData(1, 1.0), InlineData(7, 0.6), InlineData(20, 1.0), InlineData(1000, 0.35)]
    public void Along_a_line_every_server_goes_and_comes_at_its_own_moment(int servers, double loss)
    {
        // Up to full strength and down again, begun late; nothing is polled: one event for every server and every bend.
        var window = new WindowOptions { FromSeconds = 11, Intensity = IntensityKind.Timeline, Timeline = [.. _exhaustion, new(170, 1), new(200, 0.1), new(233, 0)] };
        var (simulation, balancer) = Losing(servers, new CapacityLossFaultOptions { Loss = loss, Window = window });
        var intensity = window.Build();
        for (var at = 0.0137; at < 300; at += 0.7193)
        {
            simulation.Run(at);
            Assert.Equal(Math.Ceiling(servers * (1 - loss * intensity.At(at))), balancer.Stations[0].Open);
        }
        Assert.InRange(simulation.Events, 2, 2 * (2 * servers + window.Timeline.Count + 3));
        Assert.Equal(0, simulation.LiveStrands);
    }

    [Fact]
    public void Losses_add_up_and_never_below_nothing()
    {
        var (simulation, balancer) = Losing(10,
            new CapacityLossFaultOptions { Loss = 0.6, Window = new() { FromSeconds = 1, UntilSeconds = 3 } }, new CapacityLossFaultOptions { Loss = 0.7, Window = new() { FromSeconds = 2, UntilSeconds = 4 } });
        var seen = new List<int>();
        foreach (var at in new[] { 0.5, 1.5, 2.5, 3.5, 4.5 })
        {
            simulation.Run(at);
            seen.Add(balancer.Stations[0].Open);
        }
        Assert.Equal([10, 4, 0, 3, 10], seen);
    }

    [Theory]
    [InlineData(QueueDiscipline.Fifo, (1 + 1 + 5.99) / 3), InlineData(QueueDiscipline.ProcessorSharing, 6.0)]
    public void Without_servers_everything_waits_until_they_are_back(QueueDiscipline discipline, double mean)
    {
        // Three come to two servers at 0.01 s, which are gone from 0.5 s to 5 s. What has begun is finished; a share of nothing stands still.
        var executor = new ExecutorOptions
        {
            Name = "service", Latency = new Constant(1), Servers = 2, Discipline = discipline,
            Faults = [new CapacityLossFaultOptions { Loss = 1, Window = new() { FromSeconds = 0.5, UntilSeconds = 5 } }],
        };
        var record = Small.Run(StationTests.Crowd(3, executor, Effect.None));
        Assert.Equal(3, record.Successes);
        Assert.Equal(mean, record.DurationSeconds, 1e-9);
    }

    [Fact]
    public void A_lone_agent_waits_for_servers_and_is_cut_off_where_none_will_come()
    {
        TrialRecord Lone(double until) => Small.Run(new()
        {
            Agent = new([new StepOptions("step", "service")]),
            Executors = [new ExecutorOptions
            {
                Name = "service", Latency = new Constant(0.1), Servers = 1,
                Faults = [new CapacityLossFaultOptions { Loss = 1, Window = new() { UntilSeconds = until } }, new CapacityLossFaultOptions { Loss = 1, Window = new() { FromSeconds = 1e6, UntilSeconds = 2e6 } }],
            }],
            Playbook = new("none", []),
        });
        Assert.Equal((OutcomeKind.Succeeded, false), (Lone(3).Ended, Lone(3).Truncated));
        Assert.Equal(3.1, Lone(3).DurationSeconds, 1e-9);
        Assert.True(Lone(double.PositiveInfinity).Truncated);
    }

    [Fact]
    public void A_stop_ends_every_fault_and_wakes_what_sleeps()
    {
        var injection = new Injection();
        var error = new ErrorFaultOptions { Rate = 1 }.Build(new Dictionary<string, Cause>(), injection);
        var call = new Call(new Trial());
        var options = new ExecutorOptions
        {
            Name = "service", Latency = new Constant(1), Servers = 4, Instances = 2,
            Faults = [new CapacityLossFaultOptions { Loss = 0.5 }, new KillFaultOptions { AtSeconds = 1, RestartAfter = new Constant(100) }, new KillFaultOptions { AtSeconds = 50 }],
        };
        var (simulation, balancer) = Changing(options, injection);
        simulation.Run(2);
        Assert.Equal((2, 1, true), (balancer.Stations[1].Open, balancer.Up, error.Strikes(0.5, call, 2)));
        injection.Stop();
        simulation.Run(3);
        Assert.Equal((4, 1, false), (balancer.Stations[1].Open, balancer.Up, error.Strikes(0.5, call, 3)));
        simulation.Run(200); // the second kill does not happen; the first instance comes back in its time
        Assert.Equal(2, balancer.Up);
        simulation.CancelAll();
        simulation.Run();
        Assert.Equal(0, simulation.LiveStrands);
    }

    [Theory]
    [InlineData(KilledWork.Drop, QueueDiscipline.Fifo, 0, 3), InlineData(KilledWork.Drop, QueueDiscipline.ProcessorSharing, 0, 3), InlineData(KilledWork.Drain, QueueDiscipline.Fifo, 3, 0)]
    public void A_killed_instance_loses_its_work_or_finishes_it(KilledWork inFlight, QueueDiscipline discipline, int successes, int lost)
    {
        var executor = new ExecutorOptions
        {
            Name = "service", Latency = new Constant(1), Servers = 1, Discipline = discipline,
            Faults = [new KillFaultOptions { AtSeconds = 0.51, InFlight = inFlight }],
        };
        var world = new World(StationTests.Crowd(3, executor, Effect.Write), 1);
        for (var again = 0; again < 3; again++)
        {
            world.Run(again, out var record);
            var counts = world.Executors[0].Stations[0].Counts;
            Assert.Equal((successes, lost, 3, lost), (record.Successes, record.Failures, counts.Arrived, counts.Lost));
            if (lost > 0) Assert.Equal(0.5, record.DurationSeconds, 1e-9);
            Assert.Equal(0, record.DuplicateEffects);
        }
    }

    [Theory]
    [InlineData(KilledWork.Drop, QueueDiscipline.Fifo), InlineData(KilledWork.Drop, QueueDiscipline.ProcessorSharing)]
    [InlineData(KilledWork.Drain, QueueDiscipline.Fifo), InlineData(KilledWork.Drain, QueueDiscipline.ProcessorSharing)]
    public void A_killed_instance_loses_the_work_for_which_it_waits_for_others_too(KilledWork inFlight, QueueDiscipline discipline)
    {
        // Begun at 0.01 s; the own work of all three is done by 0.31 s, the calls that it hangs on would be at 10.31 s at the latest.
        var front = new ExecutorOptions
        {
            Name = "service", Latency = new Constant(0.1), Servers = 1, Discipline = discipline, HoldsServer = false, Calls = [new CallOptions("slow")],
            Faults = [new KillFaultOptions { AtSeconds = 2.01, InFlight = inFlight }],
        };
        var options = StationTests.Crowd(3, front, Effect.Write);
        var world = new World(options with { Executors = [.. options.Executors, new ExecutorOptions { Name = "slow", Latency = new Constant(10) }] }, 1);
        for (var again = 0; again < 3; again++)
        {
            world.Run(again, out var record);
            var lost = inFlight == KilledWork.Drop ? 3 : 0;
            Assert.Equal((3 - lost, lost, lost, 3 - lost), (record.Successes, record.Failures, world.Executors[0].Stations[0].Counts.Lost, record.EffectsApplied));
            if (lost > 0) Assert.Equal(2, record.DurationSeconds, 1e-9);
        }
    }

    [Fact]
    public void Where_no_instance_is_left_attempts_fail_at_once_until_one_is_back()
    {
        // Tries: at 0.01 s, lost at 0.51 s; at 1.61 s nobody is there; at 2.71 s it is back, since 2.51 s.
        var executor = new ExecutorOptions
        {
            Name = "service", Latency = new Constant(0.9), Servers = 1, Faults = [new KillFaultOptions { AtSeconds = 0.51, RestartAfter = new Constant(2) }],
        };
        var record = Small.Run(StationTests.Crowd(1, executor, Effect.None, new RetryOptions { Retries = 5, Backoff = new() { BaseSeconds = 1.1 } }));
        Assert.Equal((1, 3, 1), (record.Successes, record.Attempts, record.Shed));
    }

    [Fact]
    public void The_first_instances_that_are_up_are_killed_and_the_others_get_the_attempts()
    {
        var options = new ExecutorOptions
        {
            Name = "service", Latency = new Constant(1), Servers = 1, Instances = 4, Balance = Balance.RoundRobin,
            Faults = [new KillFaultOptions { AtSeconds = 1, Instances = 2 }, new KillFaultOptions { AtSeconds = 2, Instances = 1, RestartAfter = new Constant(5) }],
        };
        var (simulation, balancer) = Changing(options, null);
        simulation.Run(1);
        Assert.Equal([false, false, true, true], balancer.Stations.Select(station => station.IsUp));
        simulation.Run(2);
        Assert.Equal([false, false, false, true], balancer.Stations.Select(station => station.IsUp));
        Assert.Same(balancer.Stations[3], balancer.Choose(default, 0, 0));
        simulation.Run(7);
        Assert.Equal([false, false, true, true], balancer.Stations.Select(station => station.IsUp));
    }

    [Fact]
    public void Jobs_slow_down_those_that_begin_after_them()
    {
        // Three begin together and take 1, 1, 1.5 s; with two free of charge.
        var executor = new ExecutorOptions { Name = "service", Latency = new Constant(1), Servers = 3, Slowdown = new(0.5, 2) };
        Assert.Equal((1 + 1 + 1.5) / 3, Small.Run(StationTests.Crowd(3, executor, Effect.None)).DurationSeconds, 1e-9);
    }

    [Theory]
    [InlineData(1, 0, 5, 10)]           // t²/2W = 5 by t = W = 10
    [InlineData(1, 10, 4, 4)]           // warm
    [InlineData(1, 0, 7, 12)]           // 5 by the time it is warm, the rest at full speed
    [InlineData(1, 6, 1.4, 2)]          // 1.8 done by 6 s, 3.2 by 8 s
    [InlineData(2, 0, 20 / 3.0, 10)]    // speed √(t/W): ⅔W by t = W
    [InlineData(2, 0, 20 / 24.0, 2.5)]  // ⅔W·(1/4)^1.5
    [InlineData(0.5, 5, 35 / 12.0, 5)]  // speed (t/W)²: W/3·(1 − 1/8)
    public void Speed_rises_while_it_warms_up_as_in_a_slow_start(double aggression, double age, double work, double seconds)
    {
        var cold = new ColdStart(new() { WarmUpSeconds = 10, Aggression = aggression });
        cold.Begin(new Luck(1, 0), 0, 0);
        cold.Started(100);
        Assert.Equal(seconds, cold.SecondsFor(100 + age, work), 1e-9);
    }

    [Fact]
    public void The_first_job_takes_longer_after_a_start_and_after_a_rest()
    {
        var cold = new ColdStart(new() { Extra = new Constant(3), IdleAfterSeconds = 60 });
        cold.Begin(new Luck(1, 0), 0, 0);
        Assert.Equal(1, cold.SecondsFor(60, 1)); // warm from the beginning, idle no longer than allowed
        Assert.Equal(1, cold.SecondsFor(1000, 1)); // at work all the time
        cold.Idle(2000);
        Assert.Equal(4, cold.SecondsFor(2061, 1));
        Assert.Equal(1, cold.SecondsFor(2062, 1));
        cold.Started(3000);
        Assert.Equal(4, cold.SecondsFor(3000, 1));
        var fromStart = new ColdStart(new() { Extra = new Constant(3), FromStart = true });
        fromStart.Begin(new Luck(1, 0), 0, 0);
        Assert.Equal(4, fromStart.SecondsFor(0, 1));
        Assert.Equal(1, fromStart.SecondsFor(1e6, 1));
    }

    [Fact]
    public void Whatever_comes_and_goes_every_attempt_is_accounted_for_and_nothing_is_left_behind()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var plain = RandomWorlds.Of(seed);
            var window = new WindowOptions { FromSeconds = 3, Intensity = (IntensityKind)(seed % 4), RampSeconds = 9, Timeline = [new(0, 1), new(9, 0.2), new(20, 1), new(30, 0)] };
            var options = plain with
            {
                Executors = [.. plain.Executors.Select((executor, i) => executor with
                {
                    Faults =
                    [
                        .. executor.Faults, new CapacityLossFaultOptions { Loss = seed % 3 == 0 ? 1 : 0.6, Window = window },
                        new KillFaultOptions { AtSeconds = 12, RestartAfter = new Exponential(4), InFlight = (KilledWork)((seed + i) % 2) },
                        new KillFaultOptions { AtSeconds = 24, Instances = executor.Instances, RestartAfter = new Constant(3) },
                    ],
                    Autoscale = seed % 5 == 0 ? null : new() { Max = 5, PeriodSeconds = 1, HoldSeconds = 4, StartUp = new Exponential(2) },
                    Slowdown = executor.Discipline == QueueDiscipline.ProcessorSharing ? null : new(0.2),
                    ColdStart = executor.Discipline == QueueDiscipline.ProcessorSharing ? null
                        : new() { Extra = new Constant(0.5), WarmUpSeconds = executor.Pause is null ? 2 : 0, IdleAfterSeconds = 1 },
                })],
            };
            var world = new World(options, 5);
            world.Run(seed, out var first);
            foreach (var executor in world.Executors)
            {
                var sum = new StationCounts();
                foreach (var station in executor.Stations)
                {
                    var counts = station.Counts;
                    Assert.Equal(counts.Arrived, counts.Served + counts.Shed + counts.Abandoned + counts.Lost);
                    sum.Arrived += counts.Arrived;
                }
                Assert.True(sum.Arrived <= first.Attempts);
            }
            if (double.IsFinite(first.Utilisation)) Assert.InRange(first.Utilisation, 0, 1 + 1e-9);
            foreach (var name in options.Executors.Select(executor => Timeline.InstancesOf(executor.Name)))
                foreach (var up in world.Timeline!.Values(name)) Assert.InRange(up, 0, 5 + 1e-9);
            world.Run(seed + 1000, out _);
            world.Run(seed, out var again);
            Assert.Equal(first, again);
        }
    }

    private static (Simulation, Balancer) Losing(int servers, params CapacityLossFaultOptions[] faults) =>
        Changing(new() { Name = "service", Latency = new Constant(1), Servers = servers, Faults = faults }, null);

    private static (Simulation, Balancer) Changing(ExecutorOptions options, Injection? injection)
    {
        Assert.Empty(options.Check());
        var simulation = new Simulation();
        if (injection is not null) options = options with { Faults = [.. options.Faults.Select(fault => fault with { Phase = 0 })] };
        var executor = new Executor(options, 0, simulation, new Dictionary<string, Cause>(), injection is null ? [] : [injection], new(new FaultCount[options.Faults.Count], 0));
        executor.Begin(new Luck(1, 0));
        foreach (var change in executor.Changes) change.Start(simulation);
        return (simulation, executor.Balancer!);
    }
}
