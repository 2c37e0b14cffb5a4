using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Budgets, Retry-After and limits in the scenario language.</summary>
public sealed class LimitFormTests
{
    [Theory]
    [InlineData("ratio: { percent: 30 %, minPerSecond: 2, ttl: 5 s }"), InlineData("tokenBucket: { capacity: 6, refill: 0.2, cost: 2 }")]
    [InlineData("grpc: { maxTokens: 20, tokenRatio: 0.5 }"), InlineData("envoy: { percent: 0.3, minConcurrency: 4 }")]
    [InlineData("aws: { capacity: 50, cost: 4, timeoutCost: 8, refund: 2 }")]
    public void A_budget_means_what_it_says(string budget)
    {
        RetryBudgetOptions[] known =
        [
            new RatioBudgetOptions { Percent = 0.3, MinPerSecond = 2, TtlSeconds = 5 }, new TokenBucketBudgetOptions { Capacity = 6, Refill = 0.2, Cost = 2 },
            new GrpcBudgetOptions { MaxTokens = 20, TokenRatio = 0.5 }, new EnvoyBudgetOptions { Percent = 0.3, MinConcurrency = 4 },
            new AwsBudgetOptions { Capacity = 50, Cost = 4, TimeoutCost = 8, Refund = 2 },
        ];
        var expected = known.Single(options => options.GetType().Name.StartsWith(budget.Split(':')[0], StringComparison.OrdinalIgnoreCase));
        Assert.Equal(expected, Assert.IsType<RetryOptions>(Strategy($"retry: {{ budget: {{ {budget} }} }}")).Budget);
        var shared = budget.Replace(" }", ", scope: world }");
        Assert.Equal(expected with { Scope = Scope.World }, Assert.IsType<RulesOptions>(Strategy($"rules: {{ default: failFast, budget: {{ {shared} }} }}")).Budget);
    }

    [Fact]
    public void Retry_After_is_honoured_exactly_unless_told_otherwise()
    {
        Assert.Equal(RetryAfterOptions.Exactly, Assert.IsType<RetryOptions>(Strategy("retry: {}")).RetryAfter);
        Assert.Equal(new(true, 0.5), Assert.IsType<RetryOptions>(Strategy("retry: { retryAfterSpread: 50 % }")).RetryAfter);
        Assert.Equal(new(false, 0), Assert.IsType<RulesOptions>(Strategy("rules: { default: escalate, honourRetryAfter: false }")).RetryAfter);
    }

    [Fact]
    public void The_limit_of_an_executor_means_what_it_says()
    {
        Assert.Equal(new RateLimitOptions { Rate = 0.5, Burst = 10, RetryAfter = false, RefusedCount = true },
            World("retry: {}", "{ rate: 30/min, burst: 10, retryAfter: false, refusedCount: true }").Executors[0].RateLimit);
        Assert.Equal(new RateLimitOptions { Rate = 80 }, World("retry: {}", "{ rate: 80/s }").Executors[0].RateLimit);
    }

    private static StrategyOptions Strategy(string text) => World(text, "{ rate: 80/s }").Playbook.Pipeline[0];

    private static WorldOptions World(string strategy, string limit)
    {
        var reading = ScenarioFile.Parse($$"""
            name: limits
            executors: { s: { latency: 1 ms, rateLimit: {{limit}} } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks:
              p:
                - {{strategy}}
            """, "limits.yaml");
        Assert.Empty(reading.Problems);
        return reading.Plan!.Points[0].Worlds[0];
    }
}
