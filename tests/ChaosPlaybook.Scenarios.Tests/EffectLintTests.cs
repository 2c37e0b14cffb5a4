namespace ChaosPlaybook.Scenarios.Tests;

public sealed class EffectLintTests
{
    [Theory]
    [InlineData("[ { hedge: {} } ]", "effect: write", "p[0].hedge sends copies of a, which writes without idempotencyKey: an effect may be applied twice")]
    public void Whatever_may_apply_an_effect_twice_is_a_warning(string pipeline, string step, string expected) =>
        Assert.Contains("warning: playbooks." + expected, Assert.Single(Read(pipeline, step).Problems).ToString());

    [Theory]
    [InlineData("[ { hedge: {} } ]", "effect: write, idempotencyKey: true")]
    [InlineData("[ { hedge: {} } ]", "effect: none")]
    [InlineData("[ { retry: {} } ]", "effect: write")]
    [InlineData("[ { timeout: 60 s }, { retry: {} } ]", "effect: write")]
    public void What_applies_effects_once_is_no_warning(string pipeline, string step) => Assert.Empty(Read(pipeline, step).Problems);

    [Fact]
    public void A_step_with_a_pipeline_of_its_own_is_judged_by_that() =>
        Assert.Empty(Read("{ pipeline: [ { hedge: {} } ], steps: { a: [ { retry: {} } ] } }", "effect: write").Problems);

    private static ScenarioReading Read(string pipeline, string step) => ScenarioFile.Parse($$"""
        name: d
        executors: { s: { latency: 0.1 s } }
        agent: { steps: [ { a: { call: s, {{step}} } }, { b: { call: s } } ] }
        playbooks:
          p: {{pipeline}}
        """, "d.yaml");
}
