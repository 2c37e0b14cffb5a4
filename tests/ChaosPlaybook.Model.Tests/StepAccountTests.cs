using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class StepAccountTests
{
    private static readonly IReadOnlyList<StrategyOptions> _usual =
        [new RetryOptions { Retries = 2 }, new TimeoutOptions { Seconds = 0.3 }, new CircuitBreakerOptions { ConsecutiveFailures = 2 }];

    [Theory]
    [InlineData(false), InlineData(true)]
    public void The_seconds_of_steps_in_a_row_add_up_to_the_duration(bool throughTheGraph)
    {
        var options = Small.World(_usual, [new ErrorFaultOptions { Rate = 0.3 }, new LatencyFaultOptions { Added = new Exponential(0.1) }], steps: 4, Effect.Write);
        if (throughTheGraph) options = options with { Agent = options.Agent with { DeadlineSeconds = 2 } };
        var world = new World(options, 1);
        for (var i = 0; i < 300; i++)
        {
            world.Run(i, out var record);
            Assert.Equal(record.DurationSeconds, Sum(world, step => step.Seconds), 1e-9);
            Assert.Equal(record.Calls, Sum(world, step => step.Calls));
            Assert.Equal(record.Succeeded ? 0 : 1, Sum(world, step => step.Stops));
            if (!record.Succeeded) Assert.Equal(1, world.Steps[record.FailedStep].Stops);
            // A workflow that its deadline ends calls the step under way off: that is no failure of the call.
            var failures = Sum(world, step => step.Failures);
            if (throughTheGraph) Assert.InRange(failures, 0, record.Succeeded ? 0 : 1);
            else Assert.Equal(record.Succeeded ? 0 : 1, failures);
        }
    }

    [Fact]
    public void The_seconds_of_steps_side_by_side_overlap()
    {
        var world = Run([new("a", "service") { After = [] }, new("b", "spare") { After = [] }, new("c", "service") { After = ["a", "b"] }], out var record);
        Assert.Equal([0.1, 1, 0.1], Seconds(world), (one, other) => Math.Abs(one - other) < 1e-12);
        Assert.Equal(1.1, record.DurationSeconds, 1e-12);
    }

    [Fact]
    public void A_call_that_another_failure_calls_off_counts_with_its_time_and_not_as_a_failure()
    {
        var world = Run([new("slow", "spare") { After = [] }, new("bad", "dead") { After = [] }], out _);
        Assert.Equal([0.1, 0.1], Seconds(world), (one, other) => Math.Abs(one - other) < 1e-12);
        Assert.Equal((1, 0, 0), (world.Steps[0].Calls, world.Steps[0].Failures, world.Steps[0].Stops));
        Assert.Equal((1, 1, 1), (world.Steps[1].Calls, world.Steps[1].Failures, world.Steps[1].Stops));
    }

    [Fact]
    public void Rounds_are_calls_and_undoing_a_step_is_time_of_that_step()
    {
        StepOptions[] steps =
        [
            new("book", "service", Effect.Write) { Compensate = new("spare"), Repeat = new() { Most = 3 } },
            new("bonus", "dead") { Optional = true }, new("pay", "dead"),
        ];
        var world = Run(steps, out var record);
        Assert.Equal(3, record.Compensations);
        Assert.Equal([0.3 + 3, 0.1, 0.1], Seconds(world), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.Equal((3, 0, 0), (world.Steps[0].Calls, world.Steps[0].Failures, world.Steps[0].Stops));
        // What is optional may fail, and stops nothing.
        Assert.Equal((1, 1, 0), (world.Steps[1].Calls, world.Steps[1].Failures, world.Steps[1].Stops));
        Assert.Equal((1, 1, 1), (world.Steps[2].Calls, world.Steps[2].Failures, world.Steps[2].Stops));
    }

    [Fact]
    public void Agents_of_the_warm_up_and_those_still_under_way_at_the_end_are_left_out()
    {
        var options = Small.World([], [new ErrorFaultOptions { Rate = 0.2 }], steps: 2) with
        {
            // One at 0, 1, 2 … 9 s, each step a tenth of a second and then a whole one: the one of 9 s is cut off in its second step.
            Agent = new([new("first", "service"), new("second", "spare")]),
            Workload = new OpenWorkloadOptions { Arrivals = new ConstantArrivalOptions { Rate = 1 }, ForSeconds = 10, WarmUpSeconds = 3.5, DrainSeconds = 0 },
        };
        var world = new World(options, 1);
        for (var i = 0; i < 20; i++)
        {
            world.Run(i, out var record);
            var ended = record.Agents - record.Censored;
            Assert.Equal(ended, world.Steps[0].Calls);
            Assert.Equal(ended - record.Successes, world.Steps[0].Stops);
            Assert.Equal(record.Successes, world.Steps[1].Seconds, 1e-9);
            Assert.Equal(record.DurationSeconds * ended, Sum(world, step => step.Seconds), 1e-9);
        }
    }

    [Fact]
    public void Every_trial_begins_with_empty_accounts()
    {
        var world = new World(Small.World([], steps: 2), 1);
        world.Run(0, out _);
        world.Run(1, out _);
        Assert.Equal([0.1, 0.1], Seconds(world), (one, other) => Math.Abs(one - other) < 1e-12);
    }

    private static World Run(IReadOnlyList<StepOptions> steps, out TrialRecord record)
    {
        var options = Small.World([]);
        var world = new World(options with
        {
            Agent = new(steps),
            Executors = [.. options.Executors, new ExecutorOptions { Name = "dead", Latency = new Constant(0.1), Faults = [new ErrorFaultOptions { Rate = 1 }] }],
        }, 1);
        world.Run(0, out record);
        return world;
    }

    private static double[] Seconds(World world) => [.. world.Steps.ToArray().Select(step => step.Seconds)];

    private static double Sum(World world, Func<StepAccount, double> value) => world.Steps.ToArray().Sum(value);
}
