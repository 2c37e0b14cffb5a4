using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>Envoy's outlier detection, stepped by hand.</summary>
public class OutlierEjectionTests
{
    [Fact]
    public void Five_errors_in_a_row_eject_and_a_success_starts_the_count_anew() => At(new() { MaxEjected = 0.5 }, 2, (ejection, _) =>
    {
        Errors(ejection, 0, 4);
        ejection.Answered(0, error: false);
        Errors(ejection, 0, 4);
        Assert.False(ejection.IsOut(0));
        Errors(ejection, 0, 1);
        Assert.True(ejection.IsOut(0));
        Assert.False(ejection.IsOut(1));
    });

    [Fact]
    public void The_share_of_ejected_instances_is_never_above_the_limit_but_one_may_always_go() => At(new() { MaxEjected = 0.2 }, 10, (ejection, _) =>
    {
        for (var i = 0; i < 10; i++) Errors(ejection, i, 5);
        Assert.Equal(2, ejection.Out);
        At(new(), 5, static (few, _) =>
        {
            Errors(few, 0, 5);
            Assert.Equal(0, few.Out); // 1 of 5 is more than 10 %
        });
        At(new() { AlwaysEjectOne = true }, 5, static (few, _) =>
        {
            Errors(few, 0, 5);
            Errors(few, 1, 5);
            Assert.Equal(1, few.Out);
        });
    });

    /// <summary>
    /// Base 30 s, looks every 10 s. First ejection at 3 s: back at the look at 40 s, the first after 33 s. Second at 41 s, after no
    /// look that found it well: 60 s, back at 110 s. Looks at 120 s and 130 s take both off, so the next at 131 s lasts 30 s again.
    /// </summary>
    [Fact]
    public void Ejections_in_a_row_last_longer_and_healthy_looks_shorten_them_again() => At(new() { MaxEjected = 0.5 }, 2, (ejection, go) =>
    {
        go(3);
        Errors(ejection, 0, 5);
        go(39.9);
        Assert.True(ejection.IsOut(0));
        go(40);
        Assert.False(ejection.IsOut(0));
        go(41);
        Errors(ejection, 0, 5);
        go(109);
        Assert.True(ejection.IsOut(0));
        go(110);
        Assert.False(ejection.IsOut(0));
        go(131);
        Errors(ejection, 0, 5);
        go(169);
        Assert.True(ejection.IsOut(0));
        go(170);
        Assert.False(ejection.IsOut(0));
        Assert.Equal(3, ejection.Ejections);
    });

    [Fact]
    public void No_ejection_lasts_longer_than_the_longest() => At(new() { MaxEjected = 1, MaxEjectionSeconds = 60 }, 1, (ejection, go) =>
    {
        var now = 0.0;
        foreach (var lasts in new[] { 30, 60, 60, 60 })
        {
            Errors(ejection, 0, 5);
            go(now + lasts - 1);
            Assert.True(ejection.IsOut(0));
            go(now += lasts);
            Assert.False(ejection.IsOut(0));
        }
    });

    /// <summary>Success rates 1, 1, 1, 1, 0.5: mean 0.9, σ = 0.2 with divisor 5; mean − 1.9·0.2 = 0.52 is above 0.5, mean − 2·0.2 is not.</summary>
    [Theory]
    [InlineData(1.9, 100, true), InlineData(2.01, 100, false), InlineData(1.9, 101, false)]
    public void An_instance_far_below_the_mean_success_rate_is_ejected_at_the_look(double factor, int volume, bool ejected) =>
        At(new() { Consecutive5xx = 0, MaxEjected = 0.2, SuccessRate = new() { StdevFactor = factor, RequestVolume = volume } }, 5, (ejection, go) =>
        {
            for (var i = 0; i < 500; i++) ejection.Answered(i % 5, error: i % 5 == 4 && i % 2 == 0);
            Assert.Equal(0, ejection.Out);
            go(10);
            Assert.Equal(ejected, ejection.IsOut(4));
            Assert.Equal(ejected ? 1 : 0, ejection.Out);
        });

    [Theory]
    [InlineData(85, true), InlineData(84, false)]
    public void An_instance_that_fails_too_often_is_ejected_at_the_look(int errors, bool ejected) =>
        At(new() { Consecutive5xx = 0, MaxEjected = 1, FailurePercentage = new() { MinimumHosts = 1 } }, 3, (ejection, go) =>
        {
            for (var i = 0; i < 100; i++) ejection.Answered(1, error: i < errors);
            go(10);
            Assert.Equal(ejected, ejection.IsOut(1));
        });

    /// <summary>Four instances in turn, one always failing: of its errors only the first five are seen within the first 30 s.</summary>
    [Fact]
    public void A_failing_instance_gets_no_more_attempts_and_with_too_few_left_all_are_used()
    {
        const int calls = 160; // 0.2 s apart: 32 s
        foreach (var (panic, failing, expected) in new[] { (0.5, 1, 5), (0.5, 3, calls / 4 * 3), (0.0, 3, 15) })
        {
            var options = Many(calls, new ExecutorOptions
            {
                Name = "service", Latency = new Constant(0.1), Servers = 10, Instances = 4, Balance = Balance.RoundRobin,
                OutlierEjection = new() { MaxEjected = 1, Panic = panic },
                Faults = [.. Enumerable.Range(1, failing).Select(n => new ErrorFaultOptions { Rate = 1, Instance = n })],
            });
            Assert.InRange(Small.Run(options).FaultsInjected, expected, expected + (expected > 15 ? 4 : 0)); // the turn shifts where one is left out
        }
    }

    [Fact]
    public void Attempts_that_time_out_count_as_errors()
    {
        var options = Many(40, new ExecutorOptions
        {
            Name = "service", Latency = new Constant(0.1), Servers = 10, Instances = 2, Balance = Balance.RoundRobin,
            OutlierEjection = new() { MaxEjected = 0.5 }, Faults = [new LossFaultOptions { Request = 1, Instance = 2 }],
        }, new TimeoutOptions { Seconds = 0.15 });
        Assert.Equal(5, Small.Run(options).TimedOut);
    }

    [Fact]
    [Trait("check", "S2 20")]
    public void A_fault_of_one_instance_leaves_the_others_and_their_luck_alone()
    {
        var executor = new ExecutorOptions { Name = "service", Latency = new Exponential(0.1), Servers = 10, Instances = 3, Balance = Balance.PowerOfTwo };
        var without = Small.Run(Many(60, executor));
        Assert.Equal(without, Small.Run(Many(60, executor with { Faults = [new ErrorFaultOptions { Rate = 0, Instance = 2 }] })) with { FaultsInjected = 0 });
        Assert.Contains(executor.Check().Concat((executor with { Faults = [new ErrorFaultOptions { Instance = 4 }] }).Check()), violation => violation.Field == "instance");
    }

    private static WorldOptions Many(int calls, ExecutorOptions executor, params StrategyOptions[] pipeline) => new()
    {
        Agent = new([new StepOptions("step", "service")]),
        Executors = [executor],
        Playbook = new("tested", pipeline),
        Workload = new OpenWorkloadOptions { Arrivals = new ConstantArrivalOptions { Rate = 5 }, ForSeconds = calls / 5.0 + 0.1, DrainSeconds = 10 },
    };

    private static void Errors(OutlierEjection ejection, int instance, int count)
    {
        for (var i = 0; i < count; i++) ejection.Answered(instance, error: true);
    }

    /// <summary>Runs a script on a clock that it moves itself.</summary>
    private static void At(OutlierEjectionOptions options, int instances, Action<OutlierEjection, Action<double>> script)
    {
        var simulation = new Simulation();
        script(new OutlierEjection(options, instances, simulation), until =>
        {
            simulation.Spawn(new Sleeper(until));
            simulation.Run();
        });
    }

    private sealed class Sleeper(double until) : Process
    {
        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            await strand.Delay(until - strand.Now);
            return Outcome.Success;
        }
    }
}
