namespace ChaosPlaybook.Model.Tests;

/// <summary>.NET's TokenBucketRateLimiter: 2 tokens every second, 3 at most.</summary>
public class SteppedBucketTests
{
    [Fact]
    public void Tokens_come_all_at_once_at_the_end_of_a_period()
    {
        var bucket = new TokenBucketOptions { Rate = 2, Burst = 3, PeriodSeconds = 1 }.Build();
        Assert.Equal(3, Taken(0));
        Assert.Equal(1, bucket.SecondsToNext, 1e-12);
        Assert.Equal(0, Taken(0.999));
        Assert.Equal(0.001, bucket.SecondsToNext, 1e-12);
        Assert.Equal(2, Taken(1));
        Assert.Equal(0, Taken(1.999));
        Assert.Equal(2, Taken(2));
        Assert.Equal(3, Taken(10.5)); // never more than the burst
        Assert.Equal(0.5, bucket.SecondsToNext, 1e-12);
        bucket.Reset();
        Assert.Equal(3, Taken(0));

        int Taken(double now)
        {
            var taken = 0;
            while (bucket.TryTake(now)) taken++;
            return taken;
        }
    }

    [Fact]
    public void A_period_brings_at_least_one_token()
    {
        Assert.Empty(new TokenBucketOptions { Rate = 10, PeriodSeconds = 0.1 }.Check());
        Assert.Equal("period", Assert.Single(new TokenBucketOptions { Rate = 10, PeriodSeconds = 0.09 }.Check()).Field);
    }

    [Fact]
    public void The_new_quota_of_AWS_pays_five_for_a_throttled_and_fourteen_for_any_other_retry()
    {
        var budget = new AwsBudgetOptions { Capacity = 500, Cost = 14, TimeoutCost = 14, ThrottleCost = 5 }.Build();
        Assert.True(budget.TryPay(0, Kernel.Outcome.Failure(429), out var paid));
        Assert.Equal(5, paid);
        Assert.True(budget.TryPay(0, Kernel.Outcome.Failure(503), out paid));
        Assert.Equal(14, paid);
        var retries = 0;
        while (budget.TryPay(0, Kernel.Outcome.Failure(500), out _)) retries++;
        Assert.Equal((500 - 19) / 14, retries);
    }
}
