using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>How much work an agent may make of a plan, and what is too much is refused; and that an agent knows nothing of what stands around its calls.</summary>
public sealed class OrchestrationLimitTests
{
    [Fact]
    [Trait("check", "S5 51")]
    public void Ten_updates_of_twenty_subtasks_are_two_hundred_calls()
    {
        var trace = new EventTrace();
        new World(new()
        {
            Agent = new([new StepOptions("update", "planner") { Repeat = new() { Most = 10 } }]),
            Executors =
            [
                new() { Name = "planner", Latency = new Constant(0.01), Calls = [new CallOptions([.. Enumerable.Repeat("agent", 20)])] },
                new() { Name = "agent", Latency = new Constant(0.1) },
            ],
            Playbook = new("none", []),
        }, 1, trace).Run(0, out var record);
        Assert.Equal(OutcomeKind.Succeeded, record.Ended);
        var attempts = trace.Spans.Where(span => span.Kind == SpanKind.Attempt).ToLookup(span => span.Name);
        Assert.Equal((10, 200), (attempts["planner"].Count(), attempts["agent"].Count()));
        Assert.All(attempts["agent"].GroupBy(span => span.Parent), group => Assert.Equal(20, group.Count()));
    }

    [Theory]
    [Trait("check", "S5 51")]
    [InlineData(1000, 0), InlineData(1001, 0), InlineData(1002, 1), InlineData(1100, 99)]
    public void A_queue_of_a_thousand_takes_a_thousand_tasks_beside_the_one_at_work(int tasks, int refused)
    {
        var record = Small.Run(new()
        {
            Agent = new([new StepOptions("task", "orchestrator")]),
            Executors = [new() { Name = "orchestrator", Latency = new Constant(0.1), Servers = 1, QueueLimit = 1000 }],
            Playbook = new("none", []),
            Workload = new ClosedWorkloadOptions { Agents = tasks, Think = new Constant(0.01), ForSeconds = 0.015, DrainSeconds = 1000 },
        });
        Assert.Equal((tasks - refused, refused), ((int)record.Successes, (int)(record.Agents - record.Successes)));
    }

    [Fact]
    [Trait("check", "S1 2")]
    public void Wrappers_nest_around_an_executor_and_the_agent_is_the_same_and_fares_the_same()
    {
        var agent = new AgentOptions([new StepOptions("find", "shop"), new StepOptions("buy", "shop")]);
        StrategyOptions[] wrappers = [new FallbackOptions(), new TimeoutOptions { Seconds = 50 }, new RetryOptions(), new CircuitBreakerOptions(), new TimeoutOptions { Seconds = 20 }];
        ExecutorOptions shop = new() { Name = "shop", Latency = new Exponential(1) }, proxied = shop with { Faults = [new ErrorFaultOptions { Rate = 0 }, new HangFaultOptions { Rate = 0 }] };
        TrialRecord With(ExecutorOptions executor, int nested, long replication) =>
            Small.Run(new() { Agent = agent, Executors = [executor], Playbook = new("tested", [.. wrappers.Take(nested)]) }, replication);
        for (var replication = 0; replication < 50; replication++)
        {
            var bare = With(shop, 0, replication);
            Assert.Equal((OutcomeKind.Succeeded, 2), (bare.Ended, (int)bare.Attempts));
            for (var nested = 1; nested <= wrappers.Length; nested++)
                foreach (var fared in new[] { With(shop, nested, replication), With(proxied, nested, replication) })
                    Assert.Equal((bare.Ended, bare.Attempts, bare.DurationSeconds), (fared.Ended, fared.Attempts, fared.DurationSeconds));
        }
        // Another executor under the same name is another world, with nothing changed in the agent.
        Assert.Equal(4, With(shop with { Latency = new Constant(2) }, 3, 0).DurationSeconds, 9);
    }
}
