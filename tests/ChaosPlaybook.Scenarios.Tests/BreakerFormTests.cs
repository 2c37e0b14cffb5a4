using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class BreakerFormTests
{
    private static StrategyOptions Strategy(string written)
    {
        var reading = ScenarioFile.Parse($$"""
            name: d
            executors: { s: { latency: 1 s } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [ {{written}} ] }
            """, "d.yaml");
        Assert.False(reading.HasErrors, string.Join("; ", reading.Problems));
        return reading.Plan!.Points[0].Worlds[0].Playbook.Pipeline[0];
    }

    [Fact]
    public void Without_keys_the_breakers_are_those_of_their_models()
    {
        Assert.Equal(new CountBreakerOptions(), Strategy("{ countBreaker: {} }"));
        Assert.Equal(new TimeBreakerOptions(), Strategy("{ timeBreaker: {} }"));
        Assert.Equal(new LeakyBreakerOptions(), Strategy("{ leakyBreaker: {} }"));
    }

    [Fact]
    public void Every_key_of_the_breakers_means_what_it_says()
    {
        const string shared = "minimumCalls: 5, failureRatio: 20 %, slowRatio: 0.8, slowAfter: 2 s, break: forever, probes: 3, halfOpen: 9 s, on: [5xx], scope: world";
        Assert.Equal(
            new CountBreakerOptions
            {
                Window = 20, MinimumCalls = 5, FailureRatio = 0.2, SlowRatio = 0.8, SlowSeconds = 2, BreakSeconds = double.PositiveInfinity,
                Probes = 3, HalfOpenSeconds = 9, On = new(["5xx"]), Scope = Scope.World,
            },
            Strategy($"{{ countBreaker: {{ window: 20, {shared} }} }}"));
        Assert.Equal(
            new TimeBreakerOptions
            {
                WindowSeconds = 60, MinimumCalls = 5, FailureRatio = 0.2, SlowRatio = 0.8, SlowSeconds = 2, BreakSeconds = double.PositiveInfinity,
                Probes = 3, HalfOpenSeconds = 9, On = new(["5xx"]), Scope = Scope.World,
            },
            Strategy($"{{ timeBreaker: {{ window: 1 min, {shared} }} }}"));
        Assert.Equal(new LeakyBreakerOptions { Threshold = 3, BreakSeconds = 5, Successes = 1, On = new(["timeout"]), Scope = Scope.Call },
            Strategy("{ leakyBreaker: { threshold: 3, break: 5 s, successes: 1, on: [timeout], scope: call } }"));
    }
}
