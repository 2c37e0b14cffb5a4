using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class HedgeFormTests
{
    private static IReadOnlyList<StrategyOptions> Pipeline(string strategies)
    {
        var reading = ScenarioFile.Parse($$"""
            name: d
            executors: { s: { latency: 1 s } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [ {{strategies}} ] }
            """, "d.yaml");
        Assert.Empty(reading.Problems);
        return reading.Plan!.Points[0].Worlds[0].Playbook.Pipeline;
    }

    [Fact]
    public void Every_key_of_hedge_means_what_it_says() => Assert.Equal(
        new HedgeOptions
        {
            Copies = 3, DelaySeconds = 0.25, Quantile = 0.95, WarmUp = 20, Budget = 0.1, Burst = 5, On = new(["503", "timeout"]),
            WhenAllFail = HedgeAnswer.Last, Scope = Scope.World,
        },
        Assert.Single(Pipeline("{ hedge: { copies: 3, delay: 250 ms, quantile: 95 %, warmUp: 20, budget: 10 %, burst: 5, on: [503, timeout], whenAllFail: last, scope: world } }")));

    [Fact]
    public void Without_keys_hedge_is_Pollys_default() => Assert.Equal(new HedgeOptions(), Assert.Single(Pipeline("{ hedge: {} }")));

    [Fact]
    public void A_delay_of_forever_hedges_after_failures_only() =>
        Assert.Equal(double.PositiveInfinity, ((HedgeOptions)Pipeline("{ hedge: { delay: forever } }")[0]).DelaySeconds);
}
