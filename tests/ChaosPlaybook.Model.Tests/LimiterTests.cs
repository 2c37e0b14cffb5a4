using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class LimiterTests
{
    private static readonly RatePermitOptions _onePerSecond = new TokenBucketOptions { Rate = 1 };

    [Fact]
    public void Attempts_beyond_the_rate_wait_in_line_and_beyond_the_line_they_are_refused()
    {
        // Five at once: one passes, two wait 1 s and 2 s, two are refused at once. Every attempt takes 0.1 s.
        var record = FiveAtOnce(new RateLimiterOptions { Permits = _onePerSecond, Queue = 2 });
        Assert.Equal((3, 2, 2, 3), (record.Successes, record.Rejections, record.Rejected, record.Attempts));
        Assert.Equal((0.1 + 1.1 + 2.1) / 5, record.DurationSeconds, 1e-6);
    }

    [Fact]
    public void Who_has_waited_as_long_as_allowed_is_refused()
    {
        var record = FiveAtOnce(new RateLimiterOptions { Permits = _onePerSecond, Queue = 2, MaxWaitSeconds = 1.5 });
        Assert.Equal((2, 3), (record.Successes, record.Rejections));
        Assert.Equal((0.1 + 1.1 + 1.5) / 5, record.DurationSeconds, 1e-6);
    }

    [Fact]
    public void A_timeout_further_out_ends_the_waiting_as_a_timeout_and_takes_no_permit()
    {
        var record = FiveAtOnce(new TimeoutOptions { Seconds = 1.5 }, new RateLimiterOptions { Permits = _onePerSecond, Queue = 10 });
        Assert.Equal((2, 3, 0, 2), (record.Successes, record.Timeouts, record.Rejected, record.Attempts));
    }

    [Fact]
    public void A_refused_attempt_is_told_when_the_next_permit_is_there()
    {
        var retry = new RetryOptions { On = ErrorFilter.Any, Backoff = new() { BaseSeconds = 60 } };
        var (record, outcome, seconds) = Small.Script([retry, new RateLimiterOptions { Permits = _onePerSecond }], Outcome.Failure(503), Outcome.Success);
        // The first attempt fails at 0.1 and waits 60 s; nothing is refused then.
        Assert.True(outcome.Succeeded);
        Assert.Equal((2, 0), (record.Attempts, record.Rejected));
        Assert.Equal(60.2, seconds, 1e-9);
        var told = Small.Run(Small.World([retry, new RateLimiterOptions { Permits = _onePerSecond }], steps: 2));
        Assert.Equal((2, 1), (told.Attempts, told.Rejected));
        Assert.Equal(0.9, told.WaitSeconds, 1e-6);
    }

    [Fact]
    public void A_sliding_log_counts_exactly_what_passed_within_the_window()
    {
        var permits = new SlidingWindowOptions { Permits = 2, WindowSeconds = 10 }.Build();
        Assert.True(permits.TryTake(0));
        Assert.True(permits.TryTake(4));
        Assert.False(permits.TryTake(5));
        Assert.Equal(5, permits.SecondsToNext, 1e-9);
        Assert.True(permits.TryTake(10));
        Assert.False(permits.TryTake(13.9));
        Assert.Equal(0.1, permits.SecondsToNext, 1e-9);
        Assert.True(permits.TryTake(14));
    }

    [Fact]
    public void A_segmented_window_gives_back_a_whole_segment_at_a_time()
    {
        var permits = new SlidingWindowOptions { Permits = 3, WindowSeconds = 3, Segments = 3 }.Build();
        Assert.True(permits.TryTake(0.5));
        Assert.True(permits.TryTake(0.6));
        Assert.True(permits.TryTake(1.5));
        Assert.False(permits.TryTake(2.9));
        Assert.Equal(0.1, permits.SecondsToNext, 1e-9);
        Assert.True(permits.TryTake(3.0));
        Assert.True(permits.TryTake(3.5));
        Assert.False(permits.TryTake(3.6));
        Assert.Equal(0.4, permits.SecondsToNext, 1e-9); // the one of 1.5 leaves at 4
        Assert.True(permits.TryTake(100));
        Assert.True(permits.TryTake(100));
        Assert.True(permits.TryTake(100));
        Assert.False(permits.TryTake(102.9));
    }

    [Theory]
    [InlineData(null), InlineData(10)]
    public void No_window_ever_holds_more_than_its_permits(int? segments)
    {
        for (var scenario = 0; scenario < 50; scenario++)
        {
            var luck = new Luck(5, scenario);
            var permits = new SlidingWindowOptions { Permits = 7, WindowSeconds = 2, Segments = segments }.Build();
            List<double> passed = [];
            for (var (arrival, now) = (0, 0.0); arrival < 500; arrival++)
            {
                now += luck.Uniform(1, 0, arrival, 0) < 0.2 ? permits.SecondsToNext : 0.3 * luck.Uniform(2, 0, arrival, 0);
                if (permits.TryTake(now)) passed.Add(now);
            }
            for (var i = 7; i < passed.Count; i++) Assert.True(passed[i] - passed[i - 7] >= (segments is null ? 2 : 1.8) - 1e-6);
            Assert.True(passed.Count > 100);
        }
    }

    [Fact]
    public void A_bulkhead_lets_its_number_be_under_way_and_the_others_wait_or_are_refused()
    {
        // Two at a time, two wait 0.1 s, one is refused.
        var record = FiveAtOnce(new BulkheadOptions { Permits = 2, Queue = 2 });
        Assert.Equal((4, 1, 4), (record.Successes, record.Rejections, record.Attempts));
        Assert.Equal((0.1 + 0.1 + 0.2 + 0.2) / 5, record.DurationSeconds, 1e-9);
    }

    [Fact]
    public void Who_has_waited_at_a_bulkhead_as_long_as_allowed_is_refused()
    {
        var record = FiveAtOnce(new BulkheadOptions { Permits = 1, Queue = 10, MaxWaitSeconds = 0.25 });
        Assert.Equal((3, 2), (record.Successes, record.Rejections));
        Assert.Equal((0.1 + 0.2 + 0.3 + 0.25 + 0.25) / 5, record.DurationSeconds, 1e-9);
    }

    [Fact]
    public void A_bulkhead_gets_the_permits_of_cancelled_attempts_back()
    {
        var record = Small.Run(Small.World([new TimeoutOptions { Seconds = 0.05 }, new BulkheadOptions { Permits = 1 }]) with
        {
            Workload = new ClosedWorkloadOptions { Agents = 1, Think = new Constant(1), ForSeconds = 10 },
        });
        Assert.True(record.Timeouts >= 8);
        Assert.Equal(0, record.Rejected);
    }

    [Theory]
    [InlineData(Scope.Client, 4), InlineData(Scope.World, 2)]
    public void A_bulkhead_holds_for_its_scope(Scope scope, int served)
    {
        var options = Small.World([new BulkheadOptions { Permits = 2, Scope = scope }]) with
        {
            Workload = new ClosedWorkloadOptions { Agents = 10, Think = new Constant(1), ForSeconds = 1.01, Clients = 2 },
        };
        Assert.Equal(served, Small.Run(options).Successes);
    }

    [Fact]
    public void Limits_and_budgets_allocate_nothing_once_the_world_is_warm()
    {
        var world = new World(Small.World(
            [
                new RetryOptions { Budget = new RatioBudgetOptions(), On = ErrorFilter.Any }, new AdaptiveThrottleOptions { WindowSeconds = 1 },
                new AdmissionControlOptions(), new VegasLimitOptions(), new BulkheadOptions { Permits = 1, Queue = 3 },
                new RateLimiterOptions { Permits = new SlidingWindowOptions { Permits = 2, WindowSeconds = 1 }, Queue = 2 },
            ],
            [new ErrorFaultOptions { Rate = 0.4 }], steps: 4), 1);
        for (var i = 0; i < 20_000; i++) world.Run(i, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20_000; i++) world.Run(i, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static TrialRecord FiveAtOnce(params StrategyOptions[] pipeline) => Small.Run(Small.World(pipeline) with
    {
        Workload = new ClosedWorkloadOptions { Agents = 5, Think = new Constant(1), ForSeconds = 1.01 },
    });
}
