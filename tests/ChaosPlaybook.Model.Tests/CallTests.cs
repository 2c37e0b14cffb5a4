using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>Executors that call other executors while they serve.</summary>
public class CallTests
{
    [Fact]
    public void The_own_time_comes_first_then_the_calls_in_order_then_the_answer()
    {
        var trace = new EventTrace();
        new World(World(Front(new CallOptions("fast"), new CallOptions("slow"))), 1, trace).Run(0, out var record);
        Assert.True(record.Succeeded);
        Assert.Equal(4, record.DurationSeconds, 1e-9); // 1 + 1 + 2
        Assert.Equal((1, 3, 2, 0), (record.Calls, record.Attempts, record.DownstreamCalls, record.DownstreamFailures));
        Assert.Equal([("step0", 0, 0.0), ("front", 1, 0.0), ("fast", 2, 1.0), ("slow", 2, 2.0)],
            trace.Spans.Select(span => (span.Name, span.Depth, span.BeganSeconds)));
        Assert.All(trace.Spans, span => Assert.Equal((0, "step0"), (span.Call, span.Step)));
    }

    [Theory]
    [InlineData(false, OutcomeKind.Failed, 502, 3.0), InlineData(true, OutcomeKind.Succeeded, 0, 4.0)]
    public void A_failed_call_fails_the_attempt_unless_it_is_optional(bool optional, OutcomeKind kind, int code, double seconds)
    {
        // 1 + 2 for the call that fails, and another second for the next.
        var record = Small.Run(World(Front(new CallOptions("broken") { Optional = optional }, new CallOptions("fast"))));
        Assert.Equal((kind, code), (record.Ended, record.Code));
        Assert.Equal(seconds, record.DurationSeconds, 1e-9);
        Assert.Equal((optional ? 2 : 1, 1), (record.DownstreamCalls, record.DownstreamFailures));
    }

    [Fact]
    public void The_code_of_a_failed_call_can_be_chosen()
    {
        var record = Small.Run(World(Front(new CallOptions("broken")) with { DownstreamCode = 424 }));
        Assert.Equal((OutcomeKind.Failed, 424), (record.Ended, (int)record.Code));
    }

    [Theory]
    [InlineData(null, "fast slow", 3.0, true)] // the slower one decides
    [InlineData(1, "fast slow", 2.0, true)] // the faster one
    [InlineData(2, "slow fast fast", 2.0, true)]
    [InlineData(2, "broken broken fast", 3.0, false)] // fast succeeds after 1 s, but the others are both needed
    [InlineData(1, "broken broken slow", 3.0, true)]
    [InlineData(null, "down slow", 1.0, false)] // certain at once
    [InlineData(1, "down slow", 3.0, true)]
    [InlineData(2, "fast fast fast fast", 2.0, true)]
    public void Calls_side_by_side_end_as_soon_as_the_outcome_is_certain(int? needs, string names, double seconds, bool succeeds)
    {
        var world = new World(World(Front(new CallOptions(names.Split(' ')) { Needs = needs })), 1);
        for (var replication = 0; replication < 3; replication++)
        {
            world.Run(replication, out var record);
            Assert.Equal((succeeds, names.Split(' ').Length), (record.Succeeded, record.DownstreamCalls));
            Assert.Equal(seconds, record.DurationSeconds, 1e-9);
        }
    }

    [Fact]
    public void A_fault_that_fails_the_attempt_makes_no_calls()
    {
        var record = Small.Run(World(Front(new CallOptions("fast")) with { Faults = [new ErrorFaultOptions { Rate = 1 }] }));
        Assert.Equal((false, 1, 0), (record.Succeeded, record.Attempts, record.DownstreamCalls));
    }

    [Fact]
    public void A_write_takes_effect_only_when_the_calls_have_succeeded()
    {
        var fine = World(Front(new CallOptions("fast"))) with { Agent = new([new StepOptions("step0", "front", Effect.Write)]) };
        Assert.Equal(1, Small.Run(fine).EffectsApplied);
        Assert.Equal(0, Small.Run(fine with { Executors = [Front(new CallOptions("broken")), .. fine.Executors.Skip(1)] }).EffectsApplied);
    }

    [Theory]
    [InlineData(true, 6.0), InlineData(false, 4.0)]
    public void A_server_waits_for_the_calls_unless_it_is_not_held(bool holds, double last)
    {
        // Two agents come at once to one server, 1 s of its own and 2 s of a call: 3 s apart, or 1 s apart.
        var options = Crowd(2, Front(new CallOptions("slow")) with { Servers = 1, HoldsServer = holds });
        var world = new World(options, 1);
        world.Run(0, out var record);
        Assert.Equal((3 + last) / 2, record.DurationSeconds, 1e-9);
        Assert.Equal(holds ? 6 : 2, world.Executors[0].Stations[0].BusySeconds, 1e-9);
        Assert.Equal(2, record.Successes);
    }

    [Fact]
    public void Shared_servers_make_the_calls_on_the_side()
    {
        // Both share a server for 2 s, then each calls for 2 s.
        var front = Front(new CallOptions("slow")) with { Servers = 1, HoldsServer = false, Discipline = QueueDiscipline.ProcessorSharing };
        Assert.Equal(4, Small.Run(Crowd(2, front)).DurationSeconds, 1e-9);
        Assert.Throws<ArgumentException>(() => new World(Crowd(2, front with { HoldsServer = true }), 1));
    }

    [Theory]
    [InlineData(null, true, Abandonment.Continue), InlineData(1, true, Abandonment.Continue), InlineData(1, false, Abandonment.Continue)]
    [InlineData(null, true, Abandonment.CancelRunning), InlineData(1, true, Abandonment.CancelRunning), InlineData(1, false, Abandonment.CancelRunning)]
    public void A_server_whose_client_has_gone_goes_on_calling_or_calls_the_calls_off(int? servers, bool holds, Abandonment abandonment)
    {
        // The client gives up after 2 s: in the first of two calls of 2 s. It writes.
        var front = Front(new CallOptions("slow"), new CallOptions("slow")) with { Servers = servers, HoldsServer = holds, WhenAbandoned = abandonment };
        var options = Crowd(1, front, new TimeoutOptions { Seconds = 2 }) with { Agent = new([new StepOptions("step0", "front", Effect.Write)]) };
        var world = new World(options, 1);
        for (var replication = 0; replication < 3; replication++)
        {
            world.Run(replication, out var record);
            var goesOn = abandonment == Abandonment.Continue;
            Assert.Equal((1, goesOn ? 2 : 1, goesOn ? 1 : 0), (record.Timeouts, record.DownstreamCalls, record.EffectsApplied));
            if (servers is null) continue;
            Assert.Equal(!holds ? 1 : goesOn ? 5 : 2, world.Executors[0].Stations[0].BusySeconds, 1e-9);
        }
    }

    [Theory]
    [InlineData(false, 2), InlineData(true, 1)]
    public void The_deadline_is_propagated_on_demand(bool propagates, int calls)
    {
        var front = Front(new CallOptions("slow"), new CallOptions("slow")) with { PropagateDeadline = propagates };
        var record = Small.Run(Crowd(1, front, new TimeoutOptions { Seconds = 2 }));
        Assert.Equal((1, calls), (record.Timeouts, record.DownstreamCalls));
    }

    [Fact]
    public void Calls_go_through_the_strategies_of_the_executor_that_makes_them()
    {
        var options = World(Front(new CallOptions("broken"))) with
        {
            Playbook = new("tested", [])
            {
                Executors = new Dictionary<string, IReadOnlyList<StrategyOptions>>
                {
                    ["front"] = [new RetryOptions { Retries = 2, Backoff = new() { BaseSeconds = 0 } }, new TimeoutOptions { Seconds = 1 }],
                },
            },
        };
        var trace = new EventTrace();
        new World(options, 1, trace).Run(0, out var record);
        // Three tries of 1 s that time out at 1 s each, and an own second before them.
        Assert.Equal((1, 4, 2, 3, 1, 1), (record.Calls, record.Attempts, record.Retries, record.TimedOut, record.DownstreamCalls, record.DownstreamFailures));
        Assert.Equal((OutcomeKind.Failed, 502), (record.Ended, (int)record.Code));
        Assert.Equal([("step0", 0), ("front", 1), ("retry", 2), ("timeout", 3), ("broken", 4), ("timeout", 3), ("broken", 4), ("timeout", 3), ("broken", 4)],
            trace.Spans.Select(span => (span.Name, span.Depth)));
    }

    [Fact]
    public void A_breaker_of_an_executor_is_shared_by_its_calls_and_reset_before_every_trial()
    {
        var breaker = new CircuitBreakerOptions { ConsecutiveFailures = 2, BreakSeconds = 1000 };
        var options = World(Front(new CallOptions("down"))) with
        {
            Agent = new([.. Enumerable.Range(0, 5).Select(i => new StepOptions($"step{i}", "front") { Optional = true })]),
            Playbook = new("tested", []) { Executors = new Dictionary<string, IReadOnlyList<StrategyOptions>> { ["front"] = [breaker] } },
        };
        var world = new World(options, 1);
        for (var replication = 0; replication < 3; replication++)
        {
            world.Run(replication, out var record);
            Assert.Equal((7, 3, 5, 5), (record.Attempts, record.Rejected, record.DownstreamCalls, record.DownstreamFailures));
        }
    }

    [Fact]
    public void A_call_without_end_is_cut_off_by_its_depth_and_by_the_attempts()
    {
        var options = World(Front(new CallOptions("front") { Probability = 1 - 1e-12 }));
        var deep = Small.Run(options);
        Assert.Equal((true, Downstream.MostDepth + 1, OutcomeKind.Cancelled), (deep.Truncated, deep.Attempts, deep.Ended));
        var shallow = Small.Run(options with { MaxAttempts = 7 });
        Assert.Equal((true, 7), (shallow.Truncated, shallow.Attempts));
    }

    [Fact]
    public void A_cycle_that_is_certain_is_refused_and_named()
    {
        var options = World(Front(new CallOptions("fast"), new CallOptions("back")),
            new ExecutorOptions { Name = "back", Latency = new Constant(1), Calls = [new CallOptions("slow"), new CallOptions(["fast", "front"]) { Needs = 1 }] });
        var thrown = Assert.Throws<ArgumentException>(() => new World(options, 1));
        Assert.Contains("front → back → front", thrown.Message);
        var back = options.Executors[1] with { Calls = [new CallOptions("front") { Probability = 0.5 }] };
        Assert.Empty((options with { Executors = [options.Executors[0], back, .. options.Executors.Skip(2)] }).Check());
    }

    [Theory]
    [InlineData("nobody", 1, 1.0), InlineData("fast", 2, 1.0), InlineData("fast", 0, 1.0), InlineData("fast", 1, 1.5)]
    public void Wrong_calls_are_refused(string name, int needs, double probability) =>
        Assert.Single(World(Front(new CallOptions(name) { Needs = needs, Probability = probability })).Check());

    [Fact]
    public void Who_is_reached_through_calls_counts_as_called()
    {
        var world = new World(World(Front(new CallOptions("fast"))), 1);
        Assert.Equal([true, true, false, false, false], world.Executors.Select(executor => executor.IsCalled));
    }

    [Fact]
    public void A_server_that_waits_for_ever_does_not_cut_off_an_agent_that_has_ended()
    {
        var options = World(Front(new CallOptions("mute"))) with { Playbook = new("tested", [new TimeoutOptions { Seconds = 5 }]) };
        var mute = new ExecutorOptions { Name = "mute", Latency = new Constant(1), Faults = [new LossFaultOptions { Request = 1 }] };
        var record = Small.Run(options with { Executors = [.. options.Executors, mute] });
        Assert.Equal((OutcomeKind.TimedOut, false), (record.Ended, record.Truncated));
        Assert.Equal(5, record.DurationSeconds, 1e-9);
    }

    internal static ExecutorOptions Front(params CallOptions[] calls) => new() { Name = "front", Latency = new Constant(1), Calls = calls };

    internal static WorldOptions World(params ExecutorOptions[] executors) => new()
    {
        Agent = new([new StepOptions("step0", "front")]),
        Executors =
        [
            .. executors,
            new ExecutorOptions { Name = "fast", Latency = new Constant(1) },
            new ExecutorOptions { Name = "slow", Latency = new Constant(2) },
            new ExecutorOptions { Name = "broken", Latency = new Constant(2), Faults = [new ErrorFaultOptions { Rate = 1 }] },
            new ExecutorOptions { Name = "down", Latency = new Constant(0), Faults = [new ErrorFaultOptions { Rate = 1 }] },
        ],
        Playbook = new("tested", []),
    };

    /// <summary>Agents that come once, all at the same instant.</summary>
    internal static WorldOptions Crowd(int agents, ExecutorOptions executor, params StrategyOptions[] pipeline) => World(executor) with
    {
        Playbook = new("tested", pipeline),
        Workload = new ClosedWorkloadOptions { Agents = agents, Think = new Uniform(0, 1e-12), ForSeconds = 1e-9, DrainSeconds = 100 },
    };
}
