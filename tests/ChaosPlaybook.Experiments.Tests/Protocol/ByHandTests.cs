using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>
/// Experiments whose numbers can be told beforehand: ten workflows per second at equal distances, each answered after 0.1 s, from
/// second 0 to 120.
/// </summary>
public sealed class ByHandTests
{
    private const double Rate = 10, Latency = 0.1;

    private static readonly ExperimentCard _card = new() { Type = "errors", Target = "service", Hypothesis = "it stands", Environment = "test" };

    [Theory]
    [InlineData(30)]
    [InlineData(30.5)]
    [InlineData(30.05)]
    public void An_outage_of_20_s_loses_200_workflows_wherever_it_begins_between_two_bins(double from)
    {
        var trial = Trial(World(from, 20, new ErrorFaultOptions { Rate = 1 }));
        Assert.Equal((200, 200), (trial.Radius.Agents, trial.Radius.Attempts));
        // One that was asked before the outage succeeds in it and one of the outage fails after it.
        Assert.InRange(trial.LostSuccesses, 199 - 1e-9, 200 + 1e-9);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(30.5)]
    public void Silence_lasts_from_the_last_answer_to_the_next(double from)
    {
        // The last before it is answered at its beginning, the first after it one latency after its end.
        Assert.Equal(20 + Latency, Trial(World(from, 20, new ErrorFaultOptions { Rate = 1 })).RpoSeconds, 9);
        // Nobody fails: nothing but the distance between two answers, which is that between two questions.
        Assert.Equal(1 / Rate, Trial(World(from, 20, new ErrorFaultOptions { Rate = 1 }, new FallbackOptions())).RpoSeconds, 9);
    }

    [Fact]
    public void Who_is_not_asked_is_not_silent_and_who_never_answers_again_is_silent_to_the_end()
    {
        var world = World(30, 20, new ErrorFaultOptions { Rate = 1 }, new FallbackOptions());
        world = world with { Workload = new OpenWorkloadOptions { ForSeconds = 120, Arrivals = new ConstantArrivalOptions { Rate = 0.2 } } };
        Assert.Equal(Latency, Trial(world).RpoSeconds, 9);
        Assert.Equal(90, Trial(World(30, 90, new ErrorFaultOptions { Rate = 1 })).RpoSeconds, 9);
    }

    [Fact]
    public void Answers_of_half_the_worth_while_faults_are_injected_are_half_the_worth_whatever_came_before_and_after()
    {
        // 199 of half the worth and the one that was asked before.
        var trial = Trial(World(30, 20, new ErrorFaultOptions { Rate = 1 }, new FallbackOptions { Quality = 0.5 }));
        Assert.Equal((199 * 0.5 + 1) / 200, trial.Degradation, 9);
        Assert.Equal((100, 100 * trial.Degradation), (trial.Score.Availability, trial.Score.Degradation));
    }

    [Fact]
    public void An_executor_that_fails_what_it_was_sent_in_the_injection_is_affected_even_if_the_timeout_outlasts_it()
    {
        var trial = Trial(World(30, 5, new HangFaultOptions { Rate = 1 }, new TimeoutOptions { Seconds = 20 }));
        Assert.Equal((50, 50), (trial.Radius.Agents, trial.Radius.Attempts));
        Assert.Equal("service", Assert.Single(trial.Radius.Executors));
        // The last is given up 20 s after the end.
        Assert.InRange(trial.RecoverySeconds, 19, 20);
        Assert.Equal(5 + trial.RecoverySeconds, trial.RtoSeconds, 9);
    }

    [Fact]
    public void Pauses_between_phases_are_no_injection()
    {
        var world = World(30, 5, new ErrorFaultOptions { Rate = 1 });
        PhaseOptions first = world.Experiment!.Phases[0], second = first with { Name = "again", FromSeconds = 60 };
        var trial = Trial(world with { Experiment = world.Experiment with { Phases = [first, second] } });
        // Twice 50 are asked and one is answered that was asked before.
        Assert.Equal(0.02, trial.Signals[Signal.GoodputShare].During, 9);
        Assert.Equal((2.0, 2.0), (Math.Round(trial.Score.Availability, 9), Math.Round(trial.Score.Degradation, 9)));
        Assert.Equal((100, 100), (trial.Radius.Agents, trial.Radius.Attempts));
        Assert.Equal([0, 0], trial.Phases.Select(phase => phase.RecoverySeconds));
        // To the end of the first second in which nothing that was asked in the second injection ends, from the beginning of the first.
        Assert.InRange(trial.RtoSeconds, 35, 36);
    }

    [Fact]
    public void Agents_that_only_wait_longer_in_a_closed_loop_do_not_fail()
    {
        var world = World(30, 20, new LatencyFaultOptions { Added = new Constant(2) });
        world = world with { Workload = new ClosedWorkloadOptions { Agents = 5, ForSeconds = 120, Think = new Exponential(0.5) } };
        var trial = Trial(world);
        Assert.Equal(1, trial.Signals[Signal.SuccessRate].During);
        Assert.Equal((0, 0), (trial.Radius.Agents, trial.Radius.Attempts));
    }

    [Fact]
    public void What_is_called_off_at_the_end_of_a_trial_is_no_failure_of_an_executor()
    {
        // 20 are under way at the end, and nobody waits for them.
        var world = World(30, 20, new ErrorFaultOptions { Rate = 0 }) with
        {
            Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(2.05) }], IsWatched = true, Experiment = null,
            Workload = new OpenWorkloadOptions { ForSeconds = 20, DrainSeconds = 0, Arrivals = new ConstantArrivalOptions { Rate = Rate } },
        };
        var simulated = new World(world, 7);
        simulated.Run(0, out var record);
        Assert.Equal(20, record.Censored);
        Assert.Equal(0, simulated.Watch!.Executors[0].FailureShare(..));
    }

    private static ExperimentTrial Trial(WorldOptions world, ExperimentCard? card = null) => new ExperimentStudy(world, card ?? _card, 7).Run(0);

    private static WorldOptions World(double from, double seconds, FaultOptions fault, params StrategyOptions[] playbook) => new()
    {
        Agent = new([new StepOptions("ask", "service")]),
        Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(Latency) }],
        Playbook = new("some", playbook),
        Workload = new OpenWorkloadOptions { ForSeconds = 120, Arrivals = new ConstantArrivalOptions { Rate = Rate } },
        Experiment = new()
        {
            Phases = [new("injection", from, seconds, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [fault] })],
            Steady = [new(Signal.SuccessRate, AtLeast: true, 0.99)], SteadySeconds = 20,
        },
    };
}
