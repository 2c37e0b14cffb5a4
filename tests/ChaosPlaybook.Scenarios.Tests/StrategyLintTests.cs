namespace ChaosPlaybook.Scenarios.Tests;

public sealed class StrategyLintTests
{
    [Theory]
    [InlineData("[ { timeout: 1 s }, { hedge: { delay: 1 s } } ]", "p[1].hedge sends no copy of a slow call")]
    [InlineData("[ { timeout: 1 s }, { bulkhead: { queue: 5, maxWait: 1 s } } ]", "p[1].bulkhead has maxWait 1 s, which never ends a wait")]
    [InlineData("[ { timeout: 1 s }, { rateLimiter: { tokenBucket: { rate: 1/s }, queue: 5, maxWait: 2 s } } ]", "p[1].rateLimiter has maxWait 2 s")]
    [InlineData("[ { retry: { retries: 2 } }, { hedge: { copies: 3 } } ]", "p[1].hedge stands inside retry (6:10): up to 12 attempts per call")]
    [InlineData("[ { hedge: { copies: 3 } }, { retry: { retries: 2 } } ]", "p[1].retry stands inside hedge (6:10): up to 12 attempts per call")]
    [InlineData("[ { adaptiveThrottle: {} }, { retry: {} } ]", "p[0].adaptiveThrottle stands outside retry")]
    [InlineData("[ { retry: {} }, { cache: { stale: 1 h } } ]", "p[1].cache stands inside retry")]
    public void What_keeps_a_strategy_from_its_work_is_a_warning(string pipeline, string expected)
    {
        var problem = Assert.Single(Read(pipeline, "workload: { open: { rate: 1/s, for: 10 s } }").Problems);
        Assert.Contains("warning: playbooks." + expected, problem.ToString());
    }

    [Theory]
    [InlineData("[ { countBreaker: {} } ]", "never opens: it needs 100 calls, and one trial makes at most 1 attempts here")]
    [InlineData("[ { retry: { retries: 3 } }, { leakyBreaker: {} } ]", "never opens: it needs 5 failures, and one trial makes at most 4 attempts here")]
    public void A_breaker_that_one_trial_cannot_open_is_a_warning(string pipeline, string expected) =>
        Assert.Contains(expected, Assert.Single(Read(pipeline, "description: x").Problems).ToString());

    [Theory]
    [InlineData("[ { timeout: 3 s }, { hedge: { delay: 1 s } } ]")]
    [InlineData("[ { retry: {} }, { adaptiveThrottle: {} } ]")]
    [InlineData("[ { timeout: 3 s }, { bulkhead: { queue: 5, maxWait: 1 s } } ]")]
    public void What_works_together_is_no_warning(string pipeline) => Assert.Empty(Read(pipeline, "description: x").Problems);

    private static ScenarioReading Read(string pipeline, string more) => ScenarioFile.Parse($$"""
        name: d
        executors: { s: { latency: 0.1 s } }
        {{more}}
        agent: { steps: [ { a: { call: s } } ] }
        playbooks:
          p: {{pipeline}}
        """, "d.yaml");
}
