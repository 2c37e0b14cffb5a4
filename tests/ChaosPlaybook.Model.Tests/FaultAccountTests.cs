using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>The account of every single fault.</summary>
public class FaultAccountTests
{
    private static readonly ErrorFaultOptions _error = new() { Rate = 1 };
    private static readonly HangFaultOptions _hang = new() { Rate = 1 };
    private static readonly LatencyFaultOptions _slow = new() { Added = new Constant(1) };
    private static readonly TimeoutOptions _timeout = new() { Seconds = 2 };

    private static (int Struck, int Landed, int Masked, int Leaked)[] Accounts(WorldOptions options, long replication = 0)
    {
        var world = new World(options, seed: 1);
        world.Run(replication, out _);
        return [.. world.FaultCounts.ToArray().Select(fault => (fault.Struck, fault.Landed, fault.Masked, fault.Leaked))];
    }

    private static OpenWorkloadOptions Poisson(double rate, double seconds) => new() { Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = seconds };

    [Fact]
    public void An_error_behind_another_strikes_and_never_lands() =>
        Assert.Equal([(1, 1, 0, 1), (1, 0, 0, 0)], Accounts(Small.World([], [_error, _error])));

    [Fact]
    public void Silence_takes_the_landing_from_the_error_and_the_slowness_before_it() =>
        Assert.Equal([(1, 0, 0, 0), (1, 0, 0, 0), (1, 1, 0, 1)], Accounts(Small.World([_timeout], [_slow, _error, _hang])));

    [Fact]
    public void Slowness_and_an_error_land_both_and_the_error_alone_harms() =>
        Assert.Equal([(1, 1, 0, 0), (1, 1, 0, 1)], Accounts(Small.World([_timeout], [_slow, _error])));

    [Fact]
    public void A_call_harmed_by_two_faults_counts_for_both()
    {
        // The first attempt meets the first fault, the second one the second, the third neither.
        var (first, second) = (new ErrorFaultOptions { First = 1 }, new ErrorFaultOptions { Script = [ScriptedAnswer.Ok, new(503)] });
        Assert.Equal([(1, 1, 1, 0), (1, 1, 1, 0)], Accounts(Small.World([new RetryOptions { Retries = 2 }], [first, second])));
        Assert.Equal([(1, 1, 0, 1), (1, 1, 0, 1)], Accounts(Small.World([new RetryOptions { Retries = 1 }], [first, second])));
    }

    [Fact]
    public void Faults_of_two_executors_keep_their_own_accounts()
    {
        var options = Small.World([new FallbackOptions { Executor = "spare" }], [_slow, _error]);
        options = options with { Executors = [options.Executors[0], options.Executors[1] with { Faults = [new ErrorFaultOptions(), _slow] }] };
        Assert.Equal([(1, 1, 0, 0), (1, 1, 1, 0), (0, 0, 0, 0), (1, 1, 0, 0)], Accounts(options));
    }

    [Fact]
    public void What_harmed_one_call_is_forgotten_at_the_next() =>
        Assert.Equal([(1, 1, 1, 0)], Accounts(Small.World([new RetryOptions { Retries = 1 }], [new ErrorFaultOptions { First = 1 }], steps: 3)));

    [Fact]
    public void Every_killed_instance_and_every_loss_of_servers_is_a_landing()
    {
        var kill = new KillFaultOptions { Instances = 2, AtSeconds = 1 };
        var loss = new CapacityLossFaultOptions { Loss = 0.5, Window = new() { FromSeconds = 2, UntilSeconds = 3 } };
        var late = new KillFaultOptions { AtSeconds = 1000 };
        var options = Small.World([], []);
        options = options with
        {
            Executors = [options.Executors[0] with { Servers = 2, Instances = 4, Faults = [kill, loss, late] }, options.Executors[1]],
            Workload = Poisson(1, 10),
        };
        Assert.Equal([(2, 2, 0, 0), (1, 1, 0, 0), (0, 0, 0, 0)], Accounts(options));
    }

    [Fact]
    public void The_accounts_of_all_faults_add_up_to_those_of_the_trial()
    {
        FaultOptions[] faults = [new ErrorFaultOptions { Rate = 0.3 }, _slow with { Rate = 0.3 }, new CorruptionFaultOptions { Rate = 0.2 }, _hang with { Rate = 0.1 }];
        var options = Small.World([new RetryOptions { Retries = 2 }, _timeout], faults);
        var world = new World(options with { Workload = Poisson(5, 40) with { WarmUpSeconds = 10 } }, seed: 3);
        for (var replication = 0; replication < 20; replication++)
        {
            world.Run(replication, out var record);
            var (struck, landed) = (0, 0);
            foreach (var fault in world.FaultCounts) (struck, landed) = (struck + fault.Struck, landed + fault.Landed);
            Assert.Equal((record.FaultsInjected, record.FaultsLanded), (struck, landed));
            Assert.True(landed > 0 && struck > landed);
        }
    }

    [Fact]
    public void Faults_of_a_kind_are_numbered_at_their_executor_and_phases_are_named()
    {
        var options = Small.World([], [_error, _slow, _error]);
        options = options with
        {
            Executors = [options.Executors[0], options.Executors[1] with { Faults = [new ErrorFaultOptions()] }],
            Workload = Poisson(1, 400),
            Experiment = new() { Steady = [], Phases = [new("storm", 100, 50, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [_hang, _error] })] },
        };
        Assert.Equal(
        [
            new("service", "error#1", "", false), new("service", "latency", "", false), new("service", "error#2", "", false),
            new("service", "hang", "storm", false), new("service", "error", "storm", false), new("spare", "error", "", true),
        ], FaultName.Of(options));
    }
}
