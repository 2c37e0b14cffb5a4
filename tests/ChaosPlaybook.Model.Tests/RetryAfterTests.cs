using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class RetryAfterTests
{
    private static readonly Backoff _oneSecondAtMost = new() { BaseSeconds = 1, MaxSeconds = 1 };

    [Fact]
    public void A_retry_waits_as_long_as_it_is_told_even_beyond_the_longest_wait()
    {
        var (record, outcome, _) = Small.Script([new RetryOptions { Backoff = _oneSecondAtMost }], RetryAfter.Failure(429, 7), Outcome.Success);
        Assert.True(outcome.Succeeded);
        Assert.Equal(7, record.WaitSeconds, 1e-12);
    }

    [Fact]
    public void A_retry_that_does_not_honour_it_waits_as_computed()
    {
        var retry = new RetryOptions { Backoff = _oneSecondAtMost, RetryAfter = new(false, 0) };
        Assert.Equal(1, Small.Script([retry], RetryAfter.Failure(429, 7), Outcome.Success).Record.WaitSeconds, 1e-12);
    }

    [Fact]
    public void A_spread_makes_the_wait_longer_and_never_shorter()
    {
        var retry = new RetryOptions { Backoff = _oneSecondAtMost, RetryAfter = new(true, 0.5) };
        Assert.InRange(Small.Script([retry], RetryAfter.Failure(429, 8), Outcome.Success).Record.WaitSeconds, 8.0001, 12);
    }

    [Fact]
    public void Rules_wait_as_they_are_told_too()
    {
        var rules = new RulesOptions { Default = new(RuleAction.Retry, 1, _oneSecondAtMost) };
        Assert.Equal(7, Small.Script([rules], RetryAfter.Failure(429, 7), Outcome.Success).Record.WaitSeconds, 1e-12);
    }

    [Fact]
    public void A_past_date_means_at_once_and_an_answer_without_one_means_nothing()
    {
        Assert.Equal(0, Small.Script([new RetryOptions { Backoff = _oneSecondAtMost }], RetryAfter.Failure(429, 0), Outcome.Success).Record.WaitSeconds, 1e-12);
        Assert.Null(RetryAfter.Of(Outcome.Failure(429)));
        Assert.Null(RetryAfter.Of(Outcome.Success));
    }

    [Fact]
    public void Nobody_is_told_to_come_back_too_early()
    {
        var luck = new Luck(3, 0);
        for (var i = 0; i < 10_000; i++)
        {
            var seconds = luck.Uniform(0, 0, 0, i) * 100;
            var told = RetryAfter.Of(RetryAfter.Failure(429, seconds))!.Value;
            Assert.InRange(told, seconds, seconds * (1 + 2e-7));
        }
    }

    [Fact]
    public void A_limited_executor_refuses_beyond_its_burst_and_says_when_the_next_token_is_there()
    {
        // Two tokens at first, one a second. Attempts at 0, 0.1 | 0.2 refused, told 0.8 | 1.0 | 1.1 refused, told 0.9 | 2.0.
        var record = Small.Run(Limited(4, new RateLimitOptions { Rate = 1, Burst = 2 }));
        Assert.Equal((6, 2, 2), (record.Attempts, record.Throttled, record.Retries));
        Assert.Equal(1.7, record.WaitSeconds, 1e-6);
        Assert.Equal(2.1, record.DurationSeconds, 1e-6);
    }

    [Fact]
    public void Refused_attempts_push_the_next_token_away_where_they_count()
    {
        // 0 | 0.1 refused at 0.1 − 1 tokens, told 1.9 | 2.0.
        var record = Small.Run(Limited(2, new RateLimitOptions { Rate = 1, Burst = 1, RefusedCount = true }));
        Assert.Equal((3, 1), (record.Attempts, record.Throttled));
        Assert.Equal(1.9, record.WaitSeconds, 1e-6);
    }

    [Fact]
    public void A_limited_executor_may_keep_the_time_to_itself()
    {
        var record = Small.Run(Limited(2, new RateLimitOptions { Rate = 1, Burst = 1, RetryAfter = false }));
        Assert.Equal((3, 1.0), (record.Attempts, record.WaitSeconds));
    }

    private static WorldOptions Limited(int steps, RateLimitOptions limit)
    {
        var world = Small.World([new RetryOptions { Backoff = _oneSecondAtMost }], steps: steps);
        return world with { Executors = [world.Executors[0] with { RateLimit = limit }] };
    }
}
