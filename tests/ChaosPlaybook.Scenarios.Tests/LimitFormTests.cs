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

    [Fact]
    public void Limiters_mean_what_they_say()
    {
        Assert.Equal(new RateLimiterOptions { Permits = new TokenBucketOptions { Rate = 5, Burst = 3 }, Queue = 7, MaxWaitSeconds = 2, Scope = Scope.World },
            Strategy("rateLimiter: { tokenBucket: { rate: 300/min, burst: 3 }, queue: 7, maxWait: 2 s, scope: world }"));
        Assert.Equal(new RateLimiterOptions { Permits = new SlidingWindowOptions { Permits = 5, WindowSeconds = 60, Segments = 6 } },
            Strategy("rateLimiter: { slidingWindow: { permits: 5, window: 1 min, segments: 6 }, maxWait: forever, queue: 0, scope: client }", warned: true));
        Assert.Equal(new BulkheadOptions { Permits = 10, Queue = 5, MaxWaitSeconds = 0.5 }, Strategy("bulkhead: { permits: 10, queue: 5, maxWait: 500 ms }"));
    }

    [Fact]
    public void What_learns_its_limit_means_what_it_says()
    {
        Assert.Equal(new AdaptiveThrottleOptions { K = 1.5, WindowSeconds = 60, On = new(["503"]) },
            Strategy("adaptiveThrottle: { k: 1.5, window: 1 min, on: [503] }"));
        Assert.Equal(new AdmissionControlOptions { WindowSeconds = 20, Threshold = 0.9, Aggression = 2, MaxRefusal = 0.5, MinRate = 3 },
            Strategy("admissionControl: { window: 20 s, threshold: 90 %, aggression: 2, maxRefusal: 50 %, minRate: 3/s }"));
        Assert.Equal(new VegasLimitOptions(), Strategy("concurrencyLimit: vegas"));
        Assert.Equal(new AimdLimitOptions { Initial = 5, Min = 1, Max = 50, Backoff = 0.5, TimeoutSeconds = 1, WindowSeconds = 0, MinSamples = 3, Scope = Scope.World },
            Strategy("concurrencyLimit: { aimd: { initial: 5, min: 1, max: 50, backoff: 0.5, timeout: 1 s, window: 0 s, minSamples: 3, scope: world } }"));
        Assert.Equal(new Gradient2LimitOptions { Headroom = 1, Tolerance = 2, Smoothing = 0.5, LongWindow = 100 },
            Strategy("concurrencyLimit: { gradient2: { headroom: 1, tolerance: 2, smoothing: 0.5, longWindow: 100 } }"));
    }

    private static StrategyOptions Strategy(string text, bool warned = false) => World(text, "{ rate: 80/s }", warned).Playbook.Pipeline[0];

    private static WorldOptions World(string strategy, string limit, bool warned = false)
    {
        var reading = ScenarioFile.Parse($$"""
            name: limits
            executors: { s: { latency: 1 ms, rateLimit: {{limit}} } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks:
              p:
                - {{strategy}}
            """, "limits.yaml");
        Assert.Equal(warned ? 1 : 0, reading.Problems.Count);
        Assert.False(reading.HasErrors);
        return reading.Plan!.Points[0].Worlds[0];
    }
}
