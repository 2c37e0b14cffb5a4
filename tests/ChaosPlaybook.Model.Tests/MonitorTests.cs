using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>Experiments inside a trial: what is verified, when they end, and what is put back.</summary>
public sealed class MonitorTests
{
    private static readonly Guard _mostlyGood = new(Signal.SuccessRate, AtLeast: true, 0.9);

    [Fact]
    public void An_experiment_that_runs_its_course_ends_as_planned_and_is_rolled_back_completely()
    {
        var record = Conduct(Failing(0.2)).Record;
        Assert.Equal((ExperimentEnd.Completed, RollbackStatus.Complete, Residue.None), (record.End, record.Rollback, record.Residue));
        Assert.Equal((30, 50), (record.InjectedAt, record.StoppedAt));
        Assert.InRange(record.VerifiedAt, 50, 80);
    }

    [Fact]
    public void A_fault_strikes_only_while_it_is_injected()
    {
        var (_, world) = Conduct(Failing(1));
        var failures = world.Watch!.Executors[0].Failures;
        Assert.All(Enumerable.Range(0, 29), bin => Assert.Equal(0, world.Watch!.Executors[0].Failures[bin]));
        Assert.True(failures[35] > 0);
        Assert.True(world.InjectionLanded);
        Assert.All(Enumerable.Range(52, 40), bin => Assert.Equal(0, world.Watch!.Executors[0].Failures[bin]));
    }

    [Fact]
    [Trait("check", "S2 13")]
    public void An_unsteady_world_is_not_injected_into()
    {
        var options = Failing(1);
        var world = new World(options with { Executors = [options.Executors[0] with { Faults = [new ErrorFaultOptions { Rate = 0.5 }] }] }, 1);
        world.Run(0, out _);
        Assert.Equal(ExperimentEnd.NotSteady, world.Monitored!.End);
        Assert.Equal(_mostlyGood, Assert.Single(world.Monitored.Unsteady));
        Assert.Equal(0, world.Monitored.Phases);
        Assert.False(world.InjectionLanded);
    }

    [Fact]
    [Trait("check", "S2 19")]
    [Trait("check", "S3 29")]
    public void A_broken_limit_stops_the_faults_at_the_next_look()
    {
        var record = Conduct(Failing(1, experiment => experiment with { Aborts = [new(new Guard(Signal.ErrorRate, AtLeast: false, 0.05))] })).Record;
        Assert.Equal(ExperimentEnd.Aborted, record.End);
        Assert.Equal("errorRate <= 0.05", record.Cause);
        // Every attempt fails from second 30 on; a bin of a second is closed at 31.
        Assert.InRange(record.StoppedAt, 31, 32);
        Assert.Equal(record.StoppedAt, record.DetectedAt);
        Assert.Equal(RollbackStatus.Complete, record.Rollback);
    }

    [Fact]
    [Trait("check", "S2 21")]
    public void A_rollback_without_the_step_that_stops_the_faults_is_not_complete()
    {
        var record = Conduct(Failing(1, experiment => experiment with
        {
            Aborts = [new(new Guard(Signal.ErrorRate, AtLeast: false, 0.05))],
            Rollback = new() { Steps = [RollbackStep.CloseBreakers], WithinSeconds = 10 },
        })).Record;
        Assert.Equal((RollbackStatus.Failed, Residue.Faults), (record.Rollback, record.Residue));
        Assert.True(double.IsNaN(record.VerifiedAt));
    }

    [Fact]
    [Trait("check", "S2 21")]
    public void A_breaker_that_is_left_open_makes_the_rollback_partial_and_closing_it_makes_it_complete()
    {
        RollbackStatus With(params RollbackStep[] steps) => Conduct(Failing(1, experiment => experiment with
        {
            Steady = [new(Signal.InFlight, AtLeast: false, 100)], Aborts = [new(new Guard(Signal.ErrorRate, AtLeast: false, 0.5))],
            Rollback = new() { Steps = steps },
        }, new CircuitBreakerOptions { ConsecutiveFailures = 3, BreakSeconds = 1000 })).Record.Rollback;
        Assert.Equal(RollbackStatus.Partial, With(RollbackStep.StopFaults));
        Assert.Equal(RollbackStatus.Complete, With(RollbackStep.StopFaults, RollbackStep.CloseBreakers));
    }

    [Fact]
    [Trait("check", "S2 21")]
    public void Steps_of_a_rollback_may_be_taken_twice()
    {
        RollbackStep[] all = [RollbackStep.StopFaults, RollbackStep.RestoreInstances, RollbackStep.CloseBreakers, RollbackStep.ClearQueues];
        MonitorRecord With(IReadOnlyList<RollbackStep> steps) => Conduct(Failing(1, experiment => experiment with
        {
            Aborts = [new(new Guard(Signal.ErrorRate, AtLeast: false, 0.5))], Rollback = new() { Steps = steps, StepSeconds = 0 },
        }, new CircuitBreakerOptions { ConsecutiveFailures = 3, BreakSeconds = 1000 })).Record;
        var (once, twice) = (With(all), With([.. all, .. all]));
        Assert.Equal((once.Rollback, once.VerifiedAt, once.Residue), (twice.Rollback, twice.VerifiedAt, twice.Residue));
        Assert.Equal(RollbackStatus.Complete, once.Rollback);
    }

    [Fact]
    [Trait("check", "S2 21")]
    public void Killed_instances_are_missing_until_they_are_restored()
    {
        RollbackStatus With(params RollbackStep[] steps)
        {
            var options = Failing(0);
            options = options with
            {
                Executors = [options.Executors[0] with { Servers = 4, Instances = 3 }],
                Experiment = options.Experiment! with
                {
                    Phases = [new("kill", 30, 20, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [new KillFaultOptions()] })],
                    Rollback = new() { Steps = steps },
                },
            };
            return Conduct(options).Record.Rollback;
        }
        Assert.Equal(RollbackStatus.Partial, With(RollbackStep.StopFaults));
        Assert.Equal(RollbackStatus.Complete, With(RollbackStep.StopFaults, RollbackStep.RestoreInstances));
    }

    [Fact]
    [Trait("check", "S2 22")]
    [Trait("check", "S3 30")]
    public void The_kill_switch_and_the_limits_of_the_damage_end_an_experiment()
    {
        var killed = Conduct(Failing(0.05, experiment => experiment with { KillSwitchSeconds = 40 })).Record;
        Assert.Equal((ExperimentEnd.Killed, 40), (killed.End, killed.StoppedAt));
        var breached = Conduct(Failing(1, experiment => experiment with { Radius = new() { Agents = 20, CheckSeconds = 5 } })).Record;
        Assert.Equal((ExperimentEnd.RadiusBreached, 35), (breached.End, breached.StoppedAt));
        Assert.Contains("workflows failed, allowed 20", breached.Cause, StringComparison.Ordinal);
        var longer = Conduct(Failing(0.05, experiment => experiment with { Radius = new() { Seconds = 10, CheckSeconds = 5 } })).Record;
        Assert.Equal((ExperimentEnd.RadiusBreached, 45), (longer.End, longer.StoppedAt));
    }

    [Fact]
    [Trait("check", "S3 35")]
    public void A_phase_that_fails_its_validation_keeps_those_after_it_from_being_injected()
    {
        MonitorRecord With(bool abort) => Conduct(Failing(1, experiment => experiment with
        {
            AbortOnFailure = abort,
            Phases =
            [
                experiment.Phases[0] with { Validation = [new(Signal.ErrorRate, AtLeast: false, 0.5)] },
                new("second", 55, 5, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [new ErrorFaultOptions { Rate = 1 }] }),
            ],
        })).Record;
        var (aborted, continued) = (With(abort: true), With(abort: false));
        Assert.Equal((ExperimentEnd.ValidationFailed, 1, 0), (aborted.End, aborted.Phases, aborted.PhasesValidated));
        Assert.Equal((ExperimentEnd.Completed, 2, 1), (continued.End, continued.Phases, continued.PhasesValidated));
    }

    [Fact]
    public void Watching_changes_nothing()
    {
        var options = Failing(1);
        var twin = new World(options with { Experiment = options.Experiment! with { IsTwin = true } }, 1);
        var plain = new World(options with { Experiment = null }, 1);
        for (var i = 0; i < 3; i++)
        {
            twin.Run(i, out var watched);
            plain.Run(i, out var record);
            Assert.Equal(record, watched);
        }
    }

    private static WorldOptions Failing(double rate, Func<MonitorOptions, MonitorOptions>? change = null, params StrategyOptions[] pipeline)
    {
        var experiment = new MonitorOptions
        {
            Phases = [new("errors", 30, 20, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [new ErrorFaultOptions { Rate = rate }] })],
            Steady = [_mostlyGood], SteadySeconds = 20, WindowSeconds = 5,
        };
        return new()
        {
            Agent = new([new StepOptions("ask", "service")]),
            Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.05) }],
            Playbook = new("tested", pipeline),
            Workload = new OpenWorkloadOptions { ForSeconds = 100, Arrivals = new PoissonArrivalOptions { Rate = 20 } },
            Experiment = change is null ? experiment : change(experiment),
        };
    }

    private static (MonitorRecord Record, World World) Conduct(WorldOptions options)
    {
        var world = new World(options, 1);
        world.Run(0, out _);
        return (world.Monitored!, world);
    }
}
