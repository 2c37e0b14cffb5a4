using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>botocore's adaptive rate limiter, stepped by hand.</summary>
public class AdaptiveRateTests
{
    [Fact]
    public void Nothing_is_limited_until_the_first_throttled_answer()
    {
        var permits = new CubicPermits(new());
        for (var i = 0; i < 100; i++)
        {
            Assert.True(permits.TryTake(0));
            permits.Answered(0, throttled: false);
        }
        Assert.False(permits.Enabled);
        permits.Answered(0.1, throttled: true);
        Assert.True(permits.Enabled);
    }

    /// <summary>
    /// Ten answers from 0 s on, the eleventh throttled at 0.5 s: 11/0.5 = 22 a second, of which 0.8 count: 17.6. The rate falls to
    /// 0.7·17.6 and is back at 17.6 after K = ∛(17.6·0.3/0.4).
    /// </summary>
    [Fact]
    public void A_throttled_answer_cuts_the_rate_to_seven_tenths_and_the_cubic_brings_it_back_at_K()
    {
        var permits = Throttled();
        Assert.Equal(17.6, permits.Measured, 1e-12);
        Assert.Equal(12.32, permits.Rate, 1e-12);
        var k = Math.Pow(13.2, 1 / 3.0);
        Assert.Equal(12.32, permits.Grown(0.5), 1e-9);
        Assert.Equal(17.6, permits.Grown(0.5 + k), 1e-9);
        Assert.Equal(17.6 + 0.4 * 8, permits.Grown(0.5 + k + 2), 1e-9);
        permits.Answered(0.6, throttled: false);
        Assert.Equal(0.4 * Math.Pow(0.1 - k, 3) + 17.6, permits.Rate, 1e-9);
    }

    /// <summary>Two answers in the 60 s up to 60.5 s: 0.8/30 + 0.2·17.6 measured. The cubic is far above twice that.</summary>
    [Fact]
    public void The_rate_is_never_above_twice_the_measured_one()
    {
        var permits = Throttled();
        permits.Answered(0.6, throttled: false);
        permits.Answered(60.5, throttled: false);
        Assert.Equal(2 * (0.8 * 2 / 60 + 0.2 * 17.6), permits.Rate, 1e-9);
    }

    /// <summary>A second throttled answer counts from the lower of measured and allowed rate; the rate stays at the least in the end.</summary>
    [Fact]
    public void Throttled_answers_in_a_row_cut_the_rate_again_down_to_the_least()
    {
        var permits = Throttled();
        permits.Answered(0.5, throttled: true);
        Assert.Equal(12.32 * 0.7, permits.Rate, 1e-9);
        for (var i = 0; i < 30; i++) permits.Answered(0.5, throttled: true);
        Assert.Equal(0.5, permits.Rate, 1e-12);
    }

    /// <summary>
    /// Until 0.5 s tokens came at 0.5 a second: 0.25 are there. The next is whole after 0.75/12.32 s.
    /// </summary>
    [Fact]
    public void A_token_is_waited_for()
    {
        var permits = Throttled();
        Assert.False(permits.TryTake(0.5));
        Assert.Equal(0.75 / 12.32, permits.SecondsToNext, 1e-9);
        Assert.True(permits.TryTake(0.5 + 0.75 / 12.32));
        Assert.False(permits.TryTake(0.5 + 0.75 / 12.32));
    }

    /// <summary>A server that takes 20 a second of twenty clients' calls; without the limiter nearly all of the rest is refused.</summary>
    [Fact]
    public void It_keeps_most_of_what_would_be_refused_from_being_sent()
    {
        WorldOptions World(params StrategyOptions[] pipeline) => new()
        {
            Agent = new([new StepOptions("step", "service")]),
            Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.01), RateLimit = new() { Rate = 20, Burst = 20 } }],
            Playbook = new("tested", pipeline),
            Workload = new ClosedWorkloadOptions { Agents = 20, Think = new Constant(0.1), ForSeconds = 60, DrainSeconds = 100 },
        };
        var (without, with) = (Small.Run(World()), Small.Run(World(new AdaptiveRateOptions())));
        Assert.True(with.Throttled < without.Throttled / 4, $"{with.Throttled} of {without.Throttled}");
        Assert.True(with.Successes > without.Successes / 2, $"{with.Successes} of {without.Successes}");
    }

    private static CubicPermits Throttled()
    {
        var permits = new CubicPermits(new());
        for (var i = 0; i < 10; i++) permits.Answered(0, throttled: false);
        permits.Answered(0.5, throttled: true);
        return permits;
    }
}
