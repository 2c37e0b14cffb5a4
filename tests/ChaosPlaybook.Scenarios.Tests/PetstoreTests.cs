using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class PetstoreTests
{
    private static readonly ScenarioReading _reading = ScenarioFile.Read(House.At("scenarios", "petstore.yaml"));

    [Fact]
    public void Petstore_has_no_problem() => Assert.Empty(_reading.Problems);

    [Fact]
    [Trait("check", "S1 10")]
    public void Petstore_compares_four_playbooks_at_seven_failure_rates()
    {
        var plan = _reading.Plan!;
        Assert.Equal(("petstore", 42ul, 10_000L), (plan.Name, plan.Seed, plan.Trials));
        Assert.Equal(["baseline", "training", "trainingNoBreaker", "originalEngine"], plan.Playbooks);
        Assert.Equal([0, 0.01, 0.03, 0.05, 0.1, 0.15, 0.2], plan.Points.Select(point => point.Levels[0].Number!.Value));
        Assert.Equal(28, plan.Cells);
        Assert.Equal(["getInventory", "findPetsByStatus", "placeOrder", "updatePetStatus"], plan.Points[0].Worlds[0].Agent.Steps.Select(step => step.Name));
        Assert.Equal([Effect.Read, Effect.Read, Effect.Write, Effect.Write], plan.Points[0].Worlds[0].Agent.Steps.Select(step => step.Effect));
    }

    [Fact]
    public void Petstore_puts_the_level_into_the_world()
    {
        foreach (var point in _reading.Plan!.Points)
        {
            var store = Assert.Single(point.Worlds[0].Executors);
            var fault = Assert.IsType<ErrorFaultOptions>(Assert.Single(store.Faults));
            Assert.Equal(point.Levels[0].Number, fault.Rate);
            Assert.Equal([408, 429, 500, 502, 503, 504], fault.Codes.Select(code => code.Code));
            Assert.Equal(LogNormal.FromMedianAndP99(0.12, 1.2), store.Latency);
        }
    }

    [Fact]
    public void Petstore_training_has_at_least_two_retries_for_every_injected_code_at_every_step()
    {
        var worlds = _reading.Plan!.Points[3].Worlds;
        Assert.Empty(worlds[0].Playbook.Pipeline);
        var rules = Assert.IsType<RulesOptions>(worlds[1].Playbook.Pipeline[0]);
        foreach (var step in worlds[1].Agent.Steps)
            foreach (var code in new[] { 408, 429, 500, 502, 503, 504 })
                Assert.InRange(rules.Table[step.Name][code].Retries, 2, 5);
        Assert.Equal(Rule.FailFast, rules.Default);
        var breaker = Assert.IsType<CircuitBreakerOptions>(worlds[1].Playbook.Pipeline[1]);
        Assert.Equal((3, 30.0), (breaker.ConsecutiveFailures, breaker.BreakSeconds));
        Assert.Single(worlds[2].Playbook.Pipeline);
        Assert.Equal(double.PositiveInfinity, Assert.IsType<CircuitBreakerOptions>(worlds[3].Playbook.Pipeline[1]).BreakSeconds);
    }

    [Fact]
    public void Petstore_claims_two_things()
    {
        Assert.Equal([(0.2, 0.95), (0.1, 0.99)],
            _reading.Plan!.Hypotheses.Select(claim => (claim.When["failureRate"].Number!.Value, claim.Threshold)));
        Assert.All(_reading.Plan!.Hypotheses, claim => Assert.Equal("training", claim.Playbook));
    }

    [Fact]
    public void Petstore_worlds_pass_their_own_checks() =>
        Assert.Empty(_reading.Plan!.Points.SelectMany(point => point.Worlds).SelectMany(world => world.Check()));
}
