using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class OverrideTests
{
    private static readonly string _petstore = House.At("scenarios", "petstore.yaml");

    private static ScenarioReading Set(params (string, string)[] sets) => ScenarioFile.Read(_petstore, new() { Sets = sets });

    [Fact]
    [Trait("check", "S1 9")]
    public void Trials_and_seed_replace_those_of_the_file()
    {
        var plan = ScenarioFile.Read(_petstore, new() { Trials = 5, Seed = 7 }).Plan!;
        Assert.Equal((5L, 7ul), (plan.Trials, plan.Seed));
        Assert.Equal("--trials: error: trials is 0; allowed [1, 1000000000000]",
            Assert.Single(ScenarioFile.Read(_petstore, new() { Trials = 0 }).Problems).ToString());
    }

    [Fact]
    public void A_value_deep_in_the_tree_is_replaced()
    {
        var plan = Set(("executors.petstore.latency.lognormal.p99", "2 s"), ("agent.steps[1].findPetsByStatus.effect", "write")).Plan!;
        Assert.Equal(LogNormal.FromMedianAndP99(0.12, 2), plan.Points[0].Worlds[0].Executors[0].Latency);
        Assert.Equal(Effect.Write, plan.Points[0].Worlds[0].Agent.Steps[1].Effect);
    }

    [Fact]
    public void A_new_key_is_set() => Assert.Equal(3, Set(("executors.petstore.cost", "3")).Plan!.Points[0].Worlds[0].Executors[0].Cost);

    [Fact]
    public void A_claim_about_a_level_that_an_override_takes_away_is_set_aside()
    {
        var reading = Set(("factors.failureRate", "[0.15, 0.2]"));
        Assert.Equal("hypotheses[1] is not judged: factors.failureRate has been set and leaves out 0.10", Assert.Single(reading.Problems).Message);
        Assert.Equal(0.95, Assert.Single(reading.Plan!.Hypotheses).Threshold);
    }

    [Theory]
    [InlineData("0.2", 1)]
    [InlineData("[0.1, 0.2]", 2)]
    public void A_factor_takes_one_level_or_a_list(string value, int levels) =>
        Assert.Equal(levels, Set(("factors.failureRate", value), ("hypotheses", "[]")).Plan!.Points.Count);

    [Fact]
    public void Whole_mappings_may_be_set() =>
        Assert.Equal(0.01, Set(("precision", "{ metric: successRate, halfWidth: 1 %, maxTrials: 20000 }")).Plan!.Precision!.HalfWidth);

    [Fact]
    public void Keys_with_dots_are_found()
    {
        var text = """
            name: t
            executors: { s: { latency: { percentiles: { p50: 1 s, p99.9: 2 s } } } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [] }
            """;
        var reading = ScenarioFile.Parse(text, "t.yaml", new() { Sets = [("executors.s.latency.percentiles.p99.9", "4 s")] });
        Assert.Equal(Empirical.FromPercentiles([(0.5, 1), (0.999, 4)]), reading.Plan!.Points[0].Worlds[0].Executors[0].Latency);
    }

    [Theory]
    [InlineData("executors.petstor.cost", "1",
        "--set executors.petstor.cost: error: executors.petstor is not in the scenario; there are: petstore; did you mean \"petstore\"?")]
    [InlineData("executors.petstore.cots", "1",
        "--set executors.petstore.cots: error: executors.petstore.cots is unknown; allowed: <sorted executor keys>; did you mean \"cost\"?")]
    [InlineData("executors.petstore.cost", "-1", "--set executors.petstore.cost: error: executors.petstore.cost is -1; allowed [0, 1000000000]")]
    [InlineData("agent.steps[4].x", "1", "--set agent.steps[4].x: error: agent.steps is a list of 4; continue with [0] to [3]")]
    [InlineData("agent.steps.getInventory", "1", "--set agent.steps.getInventory: error: agent.steps is a list of 4; continue with [0] to [3]")]
    [InlineData("seed.x", "1", "--set seed.x: error: seed is a single value; nothing is below it")]
    [InlineData("trials", "many", "--set trials: error: trials is \"many\"; expected a whole number")]
    public void What_is_wrong_with_an_override_is_told_by_its_path(string path, string value, string problem) =>
        Assert.Equal(problem, KeyLists.Fold(Assert.Single(Set((path, value)).Problems).ToString()));

    [Theory]
    [InlineData("[1, 2")]
    [InlineData("{ a: ")]
    [InlineData("'")]
    public void A_value_that_is_no_yaml_is_told_by_its_path(string value)
    {
        var problem = Assert.Single(Set(("trials", value)).Problems);
        Assert.Equal(("--set trials", 0), (problem.File, problem.Line));
    }

    [Fact]
    public void An_override_that_starves_a_factor_is_told() =>
        Assert.Contains("factors.failureRate is never used", Assert.Single(Set(("executors.petstore.faults", "[]")).Problems).Message);
}
