using ChaosPlaybook.Experiments;
using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>What only the spans of a trial can show of a scenario of the house.</summary>
public sealed class TracedScenarioTests
{
    [Fact]
    [Trait("check", "S2 20")]
    public void A_fault_of_the_database_leaves_every_answer_of_the_endpoint_beside_it_as_it_was_to_the_microsecond()
    {
        var plan = Plan("two-endpoints");
        var world = plan.Points[0].Worlds[0];
        for (var replication = 0; replication < 5; replication++)
        {
            var injected = Trace(world, plan.Seed, replication);
            var twin = Trace(world with { Experiment = world.Experiment! with { IsTwin = true } }, plan.Seed, replication);
            Assert.Equal(Answers(twin, "status"), Answers(injected, "status"));
            Assert.NotEqual(Answers(twin, "orders"), Answers(injected, "orders"));
            Assert.All(injected.Spans.Where(span => span.Kind == SpanKind.Attempt && span.Name == "orders" && span.BeganSeconds is >= 50 and < 79), span => Assert.False(span.Outcome.Succeeded));
        }
        var trial = new ExperimentStudy(world, plan.Points[0].Experiment!, plan.Seed).Run(0);
        Assert.Equal(["database", "orders"], trial.Radius.Executors.Order(StringComparer.Ordinal));
        Assert.Equal((0, true, 1), (trial.Radius.Agents, trial.Radius.Contained, trial.CascadeDepth));
    }

    [Fact]
    [Trait("check", "S3 34")]
    public void Writes_fail_over_within_a_minute_and_go_back_when_the_partition_is_over()
    {
        var plan = Plan("game-day");
        var trace = Trace(plan.Points[0].Worlds[plan.Playbooks.ToList().IndexOf("failover")], plan.Seed, 0);
        var steps = trace.Spans.Where(span => span.Kind == SpanKind.Step).ToList();
        var primary = trace.Spans.Where(span => span is { Kind: SpanKind.Attempt, Name: "primary", Outcome.Succeeded: true }).ToList();
        Assert.All(steps, step => Assert.True(step.Outcome.Succeeded));
        // While the primary answers nobody it is the replica that does, from the first minute on.
        Assert.DoesNotContain(primary, span => span.BeganSeconds is >= 100 and < 700);
        Assert.InRange(steps.Where(step => step.BeganSeconds >= 100).Min(step => step.EndedSeconds), 100, 160);
        // The breaker asks the primary again 45 s after it opened, at the latest; from then on every write is the primary's.
        var (after, asked) = (steps.Where(step => step.BeganSeconds > 746).Select(step => step.Call).ToList(), primary.Select(span => span.Call).ToHashSet());
        Assert.NotEmpty(after);
        Assert.All(after, call => Assert.Contains(call, asked));
    }

    [Fact]
    [Trait("check", "S5 50")]
    public void Decompose_route_and_validate_take_their_shares_of_131_ms_and_routing_the_most()
    {
        var plan = Plan("genesis", ("factors.failureRate", "[0]"), ("factors.security", "[0]"), ("factors.validateAfter", "[route]"));
        var spans = Trace(plan.Points[0].Worlds[0], plan.Seed, 0).Spans.Where(span => span.Kind == SpanKind.Step).ToList();
        var total = spans.Sum(span => span.Seconds);
        var tasks = spans.Count / 3.0;
        // sd of a task: 40, 4 and 3 ms, of which the first counts.
        Assert.Equal(0.131, total / tasks, 5 * 0.0404 / Math.Sqrt(tasks));
        foreach (var (step, share) in new[] { ("decompose", 0.099), ("route", 0.837), ("validate", 0.064) })
            Assert.Equal(share, spans.Where(span => span.Step == step).Sum(span => span.Seconds) / total, 5 * 0.06 / Math.Sqrt(tasks));
        Assert.Equal("route", spans.GroupBy(span => span.Step).MaxBy(group => group.Sum(span => span.Seconds))!.Key);
    }

    [Fact]
    [Trait("check", "S5 51")]
    public void A_plan_is_five_layers_deep_and_updated_ten_times_at_most()
    {
        var plan = Plan("genesis-load", ("factors.concurrent", "[100]"), ("factors.orchestrators", "[1]"));
        var trace = Trace(plan.Points[0].Worlds[0], plan.Seed, 0);
        Assert.Equal(5, trace.Spans.Max(span => span.Level) + 1);
        plan = Plan("genesis-load", ("factors.concurrent", "[100]"), ("factors.orchestrators", "[1]"), ("agent.steps[1].update.repeat", "{ again: 100 %, most: 10 }"));
        trace = Trace(plan.Points[0].Worlds[0], plan.Seed, 0);
        var done = trace.Workflows.Where(workflow => workflow.Outcome.Succeeded).Select(workflow => workflow.Number).ToHashSet();
        var updates = trace.Spans.Where(span => span.Kind == SpanKind.Attempt && span.Step == "update" && span.Level == 0 && done.Contains(span.Workflow)).GroupBy(span => span.Workflow).ToList();
        Assert.NotEmpty(updates);
        Assert.All(updates, group => Assert.Equal(10, group.Count()));
    }

    private static List<(int, double, double, OutcomeKind)> Answers(EventTrace trace, string executor) =>
        [.. trace.Spans.Where(span => span.Kind == SpanKind.Attempt && span.Name == executor).Select(span => (span.Workflow, Math.Round(span.BeganSeconds, 6), Math.Round(span.Seconds, 6), span.Outcome.Kind))];

    private static EventTrace Trace(WorldOptions world, ulong seed, long replication)
    {
        var trace = new EventTrace();
        new World(world, seed, trace).Run(replication, out _);
        return trace;
    }

    private static Plan Plan(string name, params (string, string)[] sets)
    {
        var overrides = new ScenarioOverrides { Sets = [.. sets, ("hypotheses", "[]")] };
        var reading = ScenarioFile.Read(House.At("scenarios", $"{name}.yaml"), overrides);
        Assert.True(reading.Plan is not null, string.Join("; ", reading.Problems));
        return reading.Plan;
    }
}
