using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class StepGraphTests
{
    private const string Text = """
        name: graph
        factors: { share: [10 %, 0.5] }
        executors: { s: { latency: 1 ms }, undo: { latency: 1 ms } }
        agent:
          deadline: 30 s
          steps:
            - plain: { call: s }
            - left: { call: s, effect: write, after: [], idempotencyKey: true, compensate: { call: undo, inDoubt: true } }
            - right: { call: s, after: [plain], optional: true, when: { probability: $share } }
            - instead: { call: s, after: [right], when: { skipped: right } }
            - thrice: { call: s, after: [left, instead], repeat: { times: 3 } }
            - search: { call: s, repeat: { untilSuccess: 4 } }
            - think: { call: s, repeat: { again: 30 %, most: 20 } }
        playbooks: { p: [ { circuitBreaker: { consecutiveFailures: 12 } } ] }
        """;

    [Fact]
    public void Every_key_of_a_step_means_what_it_says()
    {
        var reading = ScenarioFile.Parse(Text, "t.yaml");
        Assert.Empty(reading.Problems);
        var agent = reading.Plan!.Points[1].Worlds[0].Agent;
        Assert.Empty(agent.Check());
        Assert.Equal(30, agent.DeadlineSeconds);
        var steps = agent.Steps;
        Assert.Equal(new StepOptions("plain", "s"), steps[0]);
        Assert.Empty(steps[1].After!);
        Assert.Equal((true, new CompensationOptions("undo") { InDoubt = true }), (steps[1].IdempotencyKey, steps[1].Compensate));
        Assert.Equal((true, new ConditionOptions { Probability = 0.5 }), (steps[2].Optional, steps[2].When));
        Assert.Equal(new ConditionOptions { Skipped = "right" }, steps[3].When);
        Assert.Equal(["left", "instead"], steps[4].After!);
        Assert.Equal([new() { Most = 3 }, new() { Kind = RepeatKind.UntilSuccess, Most = 4 }, new RepeatOptions { Kind = RepeatKind.Again, Again = 0.3, Most = 20 }],
            steps.Skip(4).Select(step => step.Repeat));
    }

    [Fact]
    public void A_cache_means_what_it_says()
    {
        var reading = ScenarioFile.Parse("""
            name: c
            executors: { s: { latency: 1 ms } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [ { cache: { hit: 40 % } }, { cache: { keys: 100, skew: 1, ttl: 1 min, stale: forever, staleQuality: 0.7, scope: world } } ] }
            """, "t.yaml");
        Assert.Empty(reading.Problems);
        Assert.Equal(
        [
            new CacheOptions { Hit = 0.4 },
            new CacheOptions { Keys = 100, Skew = 1, TtlSeconds = 60, StaleSeconds = double.PositiveInfinity, StaleQuality = 0.7, Scope = Scope.World },
        ], reading.Plan!.Points[0].Worlds[0].Playbook.Pipeline);
    }
}
