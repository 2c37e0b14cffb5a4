using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class GraphTests
{
    private static readonly IReadOnlyList<StrategyOptions> _usual =
        [new RetryOptions { Retries = 2 }, new TimeoutOptions { Seconds = 0.3 }, new CircuitBreakerOptions { ConsecutiveFailures = 2 }];

    [Fact]
    public void A_chain_gives_the_same_trials_as_a_graph()
    {
        // A deadline that never strikes, or names for what is the order anyway, send the same steps through the graph.
        var plain = Small.World(_usual, [new ErrorFaultOptions { Rate = 0.3 }, new LatencyFaultOptions { Added = new Exponential(0.1) }], steps: 4, Effect.Write);
        var bounded = plain with { Agent = plain.Agent with { DeadlineSeconds = 86400 } };
        var named = bounded with { Agent = new([.. plain.Agent.Steps.Select((step, i) => step with { After = i == 0 ? [] : [$"step{i - 1}"] })]) };
        for (var i = 0; i < 500; i++)
        {
            var known = Small.Run(plain, i);
            Assert.Equal(known, Small.Run(bounded, i));
            Assert.Equal(known, Small.Run(named, i));
        }
    }

    [Fact]
    public void Steps_side_by_side_last_as_long_as_the_slowest()
    {
        var record = Run([new("a", "service") { After = [] }, new("b", "spare") { After = [] }, new("c", "service") { After = ["a", "b"] }]);
        Assert.Equal((3, 3), (record.Calls, record.StepsCompleted));
        Assert.Equal(1.1, record.DurationSeconds, 1e-12);
    }

    [Fact]
    public void A_step_begins_as_soon_as_those_it_waits_for_have_ended_and_not_later()
    {
        // a (0.1 s) then b (0.1 s) beside c (1 s): b does not wait for c.
        var record = Run([new("a", "service") { After = [] }, new("c", "spare") { After = [] }, new("b", "spare") { After = ["a"] }]);
        Assert.Equal(1.1, record.DurationSeconds, 1e-12);
    }

    [Fact]
    public void The_first_failure_calls_the_other_steps_off()
    {
        var record = Run([new("slow", "spare") { After = [] }, new("bad", "dead") { After = [] }, new("never", "spare") { After = ["slow", "bad"] }]);
        Assert.Equal((2, 1, OutcomeKind.Failed, (ushort)500), (record.Calls, record.FailedStep, record.Ended, record.Code));
        Assert.Equal(0.1, record.DurationSeconds, 1e-12);
    }

    [Fact]
    public void An_optional_step_may_fail_and_another_may_stand_in_for_it()
    {
        StepOptions[] steps =
        [
            new("bonus", "dead") { Optional = true }, new("instead", "service") { When = new() { Failed = "bonus" } },
            new("praise", "service") { When = new() { Succeeded = "bonus" } }, new("last", "service"),
        ];
        var record = Run(steps);
        Assert.Equal((3, 2, 1, 1, true, 1.0), (record.Calls, record.StepsCompleted, record.StepsForgone, record.StepsSkipped, record.Succeeded, record.Quality));
    }

    [Fact]
    public void A_fixed_number_of_rounds_is_made_and_each_is_a_call()
    {
        var record = Run([new("page", "service") { Repeat = new() { Most = 5 } }, new("last", "service")]);
        Assert.Equal((6, 6, 2), (record.Calls, record.Attempts, record.StepsCompleted));
        Assert.Equal(0.6, record.DurationSeconds, 1e-12);
    }

    [Fact]
    public void A_loop_more_leaves_the_luck_of_every_other_step_as_it_was()
    {
        static WorldOptions Of(int rounds) => Noisy([new("a", "service"), new("b", "spare") { Repeat = new() { Most = rounds } }, new("c", "service")]);
        var (once, often) = (new World(Of(1), 3), new World(Of(7), 3));
        for (var i = 0; i < 200; i++)
        {
            once.Run(i, out var few);
            often.Run(i, out var many);
            Assert.Equal(few.DurationSeconds + 6, many.DurationSeconds, 1e-9);
        }
    }

    [Fact]
    public void A_deadline_ends_all_steps_at_once()
    {
        var options = World([new("a", "spare") { After = [] }, new("b", "spare") { After = [] }]);
        var record = Small.Run(options with { Agent = options.Agent with { DeadlineSeconds = 0.4 } });
        Assert.Equal((0.4, OutcomeKind.TimedOut, 1, 0), (record.DurationSeconds, record.Ended, record.TimedOut, record.FailedStep));
    }

    [Fact]
    public void Agents_that_share_a_world_do_not_mix_their_steps()
    {
        var options = World([new("a", "service") { After = [] }, new("b", "spare") { After = [] }, new("c", "service") { After = ["a", "b"] }]) with
        {
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 20 }, ForSeconds = 20, DrainSeconds = 60 },
        };
        var record = Small.Run(options);
        Assert.Equal((record.Agents, 3 * record.Agents), (record.Successes, record.Calls));
        Assert.Equal(1.1, record.DurationP99, 0.03);
    }

    [Fact]
    public void A_name_that_does_not_stand_above_is_refused()
    {
        var message = Assert.Throws<ArgumentException>(() => new World(World([new("a", "service") { After = ["b"] }, new("b", "service")]), 1)).Message;
        Assert.Contains("a.after is b; allowed a step above it", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_allocates_nothing_once_the_world_is_warm()
    {
        var world = new World(World(
        [
            new("a", "service", Effect.Write) { After = [], Compensate = new("spare"), IdempotencyKey = true }, new("b", "shaky", Effect.Write) { After = [] },
            new("c", "service") { After = ["a", "b"], Repeat = new() { Most = 4, Kind = RepeatKind.Again, Again = 0.5 } },
            new("d", "shaky") { After = ["a"], Optional = true, When = new() { Probability = 0.5 } },
        ], _usual), 1);
        Bytes(world, 20_000); // pools fill
        Assert.Equal(0, Bytes(world, 20_000));
    }

    private static long Bytes(World world, int trials)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < trials; i++) world.Run(i, out _);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static TrialRecord Run(IReadOnlyList<StepOptions> steps) => Small.Run(World(steps));

    private static WorldOptions World(IReadOnlyList<StepOptions> steps, IReadOnlyList<StrategyOptions>? pipeline = null)
    {
        var usual = Small.World(pipeline ?? []);
        return usual with
        {
            Agent = new(steps),
            Executors =
            [
                .. usual.Executors,
                new() { Name = "dead", Latency = new Constant(0.1), Faults = [new ErrorFaultOptions { Rate = 1 }] },
                new() { Name = "shaky", Latency = new Exponential(0.1), Faults = [new ErrorFaultOptions { Rate = 0.4 }] },
            ],
        };
    }

    private static WorldOptions Noisy(IReadOnlyList<StepOptions> steps)
    {
        var usual = World(steps);
        return usual with { Executors = [usual.Executors[0] with { Latency = new Exponential(1) }, .. usual.Executors.Skip(1)] };
    }
}
