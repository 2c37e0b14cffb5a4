using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class PushbackFormTests
{
    [Fact]
    public void Pushback_quota_period_and_adaptive_rate_are_read()
    {
        var reading = ScenarioFile.Parse("""
            name: d
            executors: { s: { latency: 1 s } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks:
              p:
                - retry: { pushback: grpc, budget: { aws: { cost: 14, timeoutCost: 14, throttleCost: 5 } } }
                - adaptiveRate: { beta: 0.5, scale: 1, minRate: 2/s, smoothing: 0.5, scope: world }
                - rateLimiter: { tokenBucket: { rate: 10/s, burst: 10, period: 1 s } }
            """, "d.yaml");
        Assert.Empty(reading.Problems);
        var pipeline = reading.Plan!.Points[0].Worlds[0].Playbook.Pipeline;
        var retry = Assert.IsType<RetryOptions>(pipeline[0]);
        Assert.Equal((Pushback.Grpc, new AwsBudgetOptions { Cost = 14, TimeoutCost = 14, ThrottleCost = 5 }), (retry.RetryAfter.Pushback, retry.Budget));
        var rate = Assert.IsType<AdaptiveRateOptions>(pipeline[1]);
        Assert.Equal((0.5, 1.0, 2.0, 0.5, Scope.World), (rate.Beta, rate.Scale, rate.MinRate, rate.Smoothing, rate.Scope));
        Assert.Equal(new TokenBucketOptions { Rate = 10, Burst = 10, PeriodSeconds = 1 }, Assert.IsType<RateLimiterOptions>(pipeline[2]).Permits);
    }
}
