using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>How experiments are given up, and that the end is always a rollback.</summary>
public sealed class ExperimentSafetyTests
{
    private const double Injected = 30, Length = 20, Window = 5;

    [Theory]
    [Trait("check", "S3 29")]
    [InlineData(Signal.ErrorRate, 0.05)]
    [InlineData(Signal.P99, 5)]
    public void An_error_rate_above_5_percent_and_a_p99_above_5_s_end_the_experiment(Signal signal, double threshold)
    {
        FaultOptions fault = signal == Signal.ErrorRate ? new ErrorFaultOptions { Rate = 0.5 } : new LatencyFaultOptions { Added = new Constant(6) };
        var record = Conduct([new(new Guard(signal, AtLeast: false, threshold))], fault);
        Assert.Equal(ExperimentEnd.Aborted, record.End);
        // Nobody waits longer than it takes the slowest workflow to end, and a window to see it.
        Assert.InRange(record.StoppedAt, Injected + 1, Injected + 6 + Window + 1);
        Assert.Equal(RollbackStatus.Complete, record.Rollback);
        Assert.InRange(record.VerifiedAt - record.StoppedAt, 0, 30);
    }

    [Fact]
    [Trait("check", "S3 29")]
    public void Below_their_thresholds_neither_does()
    {
        var record = Conduct([new(new Guard(Signal.ErrorRate, AtLeast: false, 0.05)), new(new Guard(Signal.P99, AtLeast: false, 5))], new LatencyFaultOptions { Added = new Constant(1) });
        Assert.Equal((ExperimentEnd.Completed, Injected + Length), (record.End, record.StoppedAt));
    }

    [Fact]
    [Trait("check", "S3 29")]
    public void A_cascade_is_an_emergency_in_which_every_step_of_the_rollback_is_taken_at_once()
    {
        // The front asks the target for everything, so that it breaks down with it.
        MonitorRecord With(AbortAction action) => Conduct([new(null, Cascade: true, action)], new ErrorFaultOptions { Rate = 1 }, cascading: true);
        var record = With(AbortAction.EmergencyStop);
        Assert.Equal((ExperimentEnd.Aborted, "cascade"), (record.End, record.Cause));
        Assert.All(record.BrokenAt, at => Assert.InRange(at, Injected, record.StoppedAt));
        Assert.All(Steps(record), step => Assert.Equal(record.StoppedAt, step.Seconds));
        // Step by step it takes three seconds from the first to the last of four.
        Assert.Equal(3, Steps(With(AbortAction.Rollback))[^1].Seconds - Steps(With(AbortAction.Rollback))[0].Seconds);
    }

    [Fact]
    [Trait("check", "S3 29")]
    public void A_graceful_rollback_stops_the_faults_and_waits_a_window_before_the_other_steps()
    {
        var record = Conduct([new(new Guard(Signal.ErrorRate, AtLeast: false, 0.05), Action: AbortAction.GracefulRollback)], new ErrorFaultOptions { Rate = 1 });
        Assert.Equal(record.StoppedAt + Window, Steps(record)[0].Seconds);
        Assert.Equal(RollbackStatus.Complete, record.Rollback);
    }

    [Theory]
    [Trait("check", "S2 22")]
    [InlineData(10), InlineData(30), InlineData(37), InlineData(52), InlineData(65)]
    [Trait("check", "S3 29")]
    public void Whenever_the_kill_switch_is_pressed_the_experiment_ends_and_the_world_is_put_back(double at)
    {
        var record = Conduct([], new ErrorFaultOptions { Rate = 0.01 }, change: experiment => experiment with { KillSwitchSeconds = at, Phases = [experiment.Phases[0], experiment.Phases[0] with { Name = "second", FromSeconds = 60 }] });
        Assert.Equal(ExperimentEnd.Killed, record.End);
        Assert.Equal(at < 30 ? 0 : at < 60 ? 1 : 2, record.Phases);
        Assert.Equal(4, Steps(record).Count);
        Assert.InRange(Steps(record)[0].Seconds, at, at + Window + 1);
        Assert.Equal(RollbackStatus.Complete, record.Rollback);
    }

    [Theory]
    [Trait("check", "S3 30")]
    [InlineData("1 service"), InlineData("100 users"), InlineData("1000 requests"), InlineData("5 min")]
    public void Damage_beyond_a_limit_is_rolled_back_at_the_next_look_ten_seconds_apart(string limit)
    {
        var radius = limit switch
        {
            "1 service" => new RadiusOptions { Executors = 1 },
            "100 users" => new() { Agents = 100 },
            "1000 requests" => new() { Attempts = 1000 },
            _ => new() { Seconds = 300 },
        };
        var record = Conduct([], new ErrorFaultOptions { Rate = limit == "5 min" ? 0.01 : 1 }, cascading: true,
            change: experiment => experiment with { Radius = radius, Phases = [experiment.Phases[0] with { ForSeconds = 400 }] }, seconds: 500);
        // Forty attempts fail per second, twenty at each executor; of users it is twenty per second.
        var expected = limit switch { "1 service" => 40, "100 users" => 40, "1000 requests" => 60, _ => 340 };
        Assert.Equal((ExperimentEnd.RadiusBreached, expected), (record.End, record.StoppedAt));
        Assert.Equal(expected, Steps(record)[0].Seconds);
        Assert.Equal(RollbackStatus.Complete, record.Rollback);
    }

    [Theory]
    [InlineData(30), InlineData(30.5)]
    public void A_window_as_long_as_a_bin_sees_what_happens_wherever_it_begins(double from)
    {
        MonitorOptions Short(MonitorOptions experiment) => experiment with
        {
            Phases = [experiment.Phases[0] with { FromSeconds = from }], SteadySeconds = 1, WindowSeconds = 1, Rollback = new() { VerifySeconds = 1 },
        };
        var record = Conduct([new(new Guard(Signal.ErrorRate, AtLeast: false, 0.05))], new ErrorFaultOptions { Rate = 1 }, Short);
        Assert.Equal(ExperimentEnd.Aborted, record.End);
        Assert.InRange(record.StoppedAt, from + 1, from + 2);
        Assert.Equal(record.StoppedAt, record.DetectedAt);
        // Nobody stops the faults, so that nothing is steady until they end by themselves.
        var left = Conduct([new(new Guard(Signal.ErrorRate, AtLeast: false, 0.05))], new ErrorFaultOptions { Rate = 1 },
            experiment => Short(experiment) with { Rollback = new() { VerifySeconds = 1, WithinSeconds = 10, Steps = [RollbackStep.RestoreInstances] } });
        Assert.Equal((RollbackStatus.Failed, Residue.Faults), (left.Rollback, left.Residue));
        // What was not steady beforehand is not injected into.
        var unsteady = Conduct([], new ErrorFaultOptions { Rate = 1 }, experiment => Short(experiment) with { Steady = [new(Signal.SuccessRate, AtLeast: false, 0.5)] });
        Assert.Equal(ExperimentEnd.NotSteady, unsteady.End);
    }

    [Fact]
    [Trait("check", "S3 30")]
    public void Damage_counts_from_the_injection_and_not_from_the_next_bin()
    {
        // About 30 fail in 1.5 s, 20 of them in the second that lies wholly in it.
        RadiusOptions radius = new() { Agents = 23, CheckSeconds = 1.5 };
        var record = Conduct([], new ErrorFaultOptions { Rate = 1 }, experiment => experiment with { Radius = radius, SamplingSeconds = 0.5, Phases = [experiment.Phases[0] with { FromSeconds = 30.5 }] });
        Assert.Equal((ExperimentEnd.RadiusBreached, 32.0), (record.End, record.StoppedAt));
        Assert.Contains("workflows failed, allowed 23", record.Cause, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S3 38")]
    public void What_happens_is_noted_in_the_order_of_time()
    {
        var record = Conduct([new(new Guard(Signal.ErrorRate, AtLeast: false, 0.05))], new ErrorFaultOptions { Rate = 1 });
        Assert.Equal(record.Events.Select(each => each.Seconds).Order(), record.Events.Select(each => each.Seconds));
        Assert.Equal(
            [
                ExperimentEventKind.Started, ExperimentEventKind.Verified, ExperimentEventKind.Injected, ExperimentEventKind.Violated, ExperimentEventKind.Violated,
                ExperimentEventKind.Aborted, ExperimentEventKind.RolledBack, ExperimentEventKind.RolledBack, ExperimentEventKind.RolledBack, ExperimentEventKind.RolledBack,
                ExperimentEventKind.Verified, ExperimentEventKind.Completed,
            ], record.Events.Select(each => each.Kind));
    }

    private static List<ExperimentEvent> Steps(MonitorRecord record) => [.. record.Events.Where(each => each.Kind == ExperimentEventKind.RolledBack)];

    private static MonitorRecord Conduct(
        IReadOnlyList<AbortOptions> aborts, FaultOptions fault, Func<MonitorOptions, MonitorOptions>? change = null, bool cascading = false, double seconds = 100)
    {
        var experiment = new MonitorOptions
        {
            Phases = [new("inject", Injected, Length, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["target"] = [fault] })],
            Steady = [new(Signal.SuccessRate, AtLeast: true, 0.9)], SteadySeconds = 9, WindowSeconds = Window, Aborts = aborts,
        };
        ExecutorOptions target = new() { Name = "target", Latency = new Constant(0.05) }, front = new() { Name = "front", Latency = new Constant(0.05), Calls = [new("target")] };
        var world = new World(new()
        {
            Agent = new([new StepOptions("ask", cascading ? "front" : "target")]), Executors = cascading ? [target, front] : [target], Playbook = new("tested", []),
            Workload = new OpenWorkloadOptions { ForSeconds = seconds, Arrivals = new PoissonArrivalOptions { Rate = 20 } },
            Experiment = change is null ? experiment : change(experiment),
        }, 1);
        world.Run(0, out _);
        return world.Monitored!;
    }
}
