using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>What goes wrong at a language model: limits by tokens and money, streams that stop, refusals.</summary>
public class ModelServiceTests
{
    // A prompt of 100 tokens at 0.01, an answer of 50 at 0.02 and 25 per second after 0.1 s: 2 units of money, 2.1 s.
    private static readonly TokenOptions _tokens =
        new() { Input = new Constant(100), Output = new Constant(50), InputPrice = 0.01, OutputPrice = 0.02, PerSecond = 25 };

    private static readonly RetryOptions _once = new() { Retries = 1, Backoff = new() { BaseSeconds = 0 } };

    private static WorldOptions World(TokenOptions tokens, IReadOnlyList<StrategyOptions> pipeline, IReadOnlyList<FaultOptions>? faults = null, int steps = 1)
    {
        var options = Small.World(pipeline, faults, steps);
        return options with { Executors = [options.Executors[0] with { Tokens = tokens, Cost = 0 }, options.Executors[1]] };
    }

    private static TrialRecord Run(TokenOptions tokens, IReadOnlyList<StrategyOptions> pipeline, params FaultOptions[] faults) =>
        Small.Run(World(tokens, pipeline, faults));

    [Fact]
    public void A_cut_stream_fails_after_its_tokens_and_they_are_paid_for()
    {
        var cut = new StreamFaultOptions { Rate = 1, Tokens = new Constant(20) };
        var record = Run(_tokens, [], cut);
        Assert.Equal((OutcomeKind.Failed, 502), (record.Ended, record.Code));
        Assert.Equal(0.1 + 20 / 25.0, record.DurationSeconds, 12);
        Assert.Equal(100 * 0.01 + 20 * 0.02, record.Cost, 12);
        Assert.Equal((1, 1), (record.FaultsLanded, record.CallsLeaked));
        record = Run(_tokens, [], cut with { Tokens = null, Share = 0.5 });
        Assert.Equal(0.1 + 25 / 25.0, record.DurationSeconds, 12);
    }

    [Fact]
    public void A_stream_that_ends_before_the_cut_is_whole()
    {
        var record = Run(_tokens, [], new StreamFaultOptions { Rate = 1, Tokens = new Constant(50) });
        Assert.True(record.Succeeded);
        Assert.Equal((1, 0), (record.FaultsInjected, record.FaultsLanded));
        Assert.Equal(2, record.Cost, 12);
    }

    [Fact]
    public void A_stream_that_hangs_needs_a_timeout_and_its_tokens_are_paid_for()
    {
        var hang = new StreamFaultOptions { Rate = 1, Share = 0.5, Hangs = true };
        var record = Run(_tokens, [new TimeoutOptions { Seconds = 10 }], hang);
        Assert.Equal((OutcomeKind.TimedOut, 10.0), (record.Ended, record.DurationSeconds));
        Assert.Equal(100 * 0.01 + 25 * 0.02, record.Cost, 12);
        Assert.True(Run(_tokens, [], hang).Truncated);
    }

    [Fact]
    public void An_attempt_that_timed_out_is_paid_for()
    {
        var record = Run(_tokens, [_once, new TimeoutOptions { Seconds = 1 }]);
        Assert.Equal((2, OutcomeKind.TimedOut), (record.TimedOut, record.Ended));
        Assert.Equal(2 * 2.0, record.Cost, 12);
    }

    [Theory]
    [InlineData(LatencyPart.All, 3 * 2.1)]
    [InlineData(LatencyPart.FirstToken, 3 * 0.1 + 2)]
    [InlineData(LatencyPart.Stream, 0.1 + 3 * 2.0)]
    public void Slowness_prolongs_the_part_that_it_is_of(LatencyPart part, double seconds) =>
        Assert.Equal(seconds, Run(_tokens, [], new LatencyFaultOptions { Factor = 3, Of = part }).DurationSeconds, 12);

    /// <summary>A reservation of 100 + 60 of 200: the second attempt is short of what has not come yet at 60 a second.</summary>
    [Fact]
    public void Tokens_that_are_short_are_refused_until_they_have_come()
    {
        var limited = _tokens with { Limit = new() { Rate = 60, Burst = 200, MaxOutput = 60 }, PerSecond = double.PositiveInfinity };
        var record = Small.Run(World(limited, [], steps: 2));
        Assert.Equal((429, 1, 2), (record.Code, record.Throttled, record.Attempts));
        record = Small.Run(World(limited, [_once], steps: 2));
        Assert.True(record.Succeeded);
        // 200 − 160 + 60·0.1 = 46 at 0.1 s: 114 are short. Retry-After is a float rounded up, 2⁻²³ of it at most.
        Assert.Equal(0.1 + 114 / 60.0 + 0.1, record.DurationSeconds, 6);
    }

    [Fact]
    public void Of_two_limits_the_later_reset_is_told_and_nothing_is_taken_from_either()
    {
        var limited = _tokens with { Limit = new() { Rate = 1000, Burst = 100 }, PerSecond = double.PositiveInfinity };
        var options = World(limited, [_once], steps: 2);
        options = options with { Executors = [options.Executors[0] with { RateLimit = new() { Rate = 0.5 } }, options.Executors[1]] };
        var record = Small.Run(options);
        Assert.True(record.Succeeded);
        // Tokens are back in time at 0.1 s; the request is not before 2 s.
        Assert.Equal((2.1, 1), (Math.Round(record.DurationSeconds, 5), record.Throttled));
        options = World(limited with { Limit = new() { Rate = 10, Burst = 100 } }, [_once], steps: 2);
        options = options with { Executors = [options.Executors[0] with { RateLimit = new() { Rate = 0.5 } }, options.Executors[1]] };
        // 100 tokens take 10 s.
        Assert.Equal(10.1, Small.Run(options).DurationSeconds, 5);
    }

    [Fact]
    public void A_reservation_above_the_bucket_never_passes()
    {
        var record = Run(_tokens with { Limit = new() { Rate = 1000, Burst = 99 } }, [_once]);
        Assert.Equal((429, 2, 0.0), (record.Code, record.Throttled, record.DurationSeconds));
    }

    [Theory]
    [InlineData(429, 2 + 2)]
    [InlineData(402, 2 + 1)]
    public void Beyond_the_spend_cap_every_attempt_is_refused_for_good(int code, int attempts)
    {
        var record = Small.Run(World(_tokens with { SpendCap = 3, SpendCapCode = code }, [_once], steps: 4));
        // Two answers at 2 units each pass the cap; the third call is refused, twice where 429 is retried.
        Assert.Equal(4, record.Cost, 12);
        Assert.Equal((code, 2, attempts), (record.Code, record.StepsCompleted, record.Attempts));
    }

    [Fact]
    public void A_refusal_of_a_prompt_is_met_by_every_attempt_and_a_fallback_helps()
    {
        var refusal = new ErrorFaultOptions { Rate = 0.3, Correlation = 1, Codes = [new(451, 1)] };
        var retry = new RetryOptions { Retries = 3, Backoff = new() { BaseSeconds = 0 }, On = ErrorFilter.Any };
        for (var replication = 0; replication < 50; replication++)
        {
            var plain = Small.Run(World(_tokens, [], [refusal]), replication);
            var again = Small.Run(World(_tokens, [retry], [refusal]), replication);
            Assert.Equal((plain.Succeeded, plain.Succeeded ? 1 : 4), (again.Succeeded, again.Attempts));
            Assert.True(Small.Run(World(_tokens, [new FallbackOptions { Executor = "spare" }, retry], [refusal]), replication).Succeeded);
        }
    }

    [Fact]
    public void A_key_that_has_lost_its_rights_is_not_retried()
    {
        var record = Run(_tokens, [_once], new OutageFaultOptions { Code = 401, Latency = new Constant(0.02) });
        Assert.Equal((401, 1, 0.02), (record.Code, record.Attempts, record.DurationSeconds));
    }

    [Fact]
    public void A_shared_overload_strikes_both_models_and_is_retried()
    {
        var overload = new OutageFaultOptions { Code = 529, Cause = "overload", Latency = new Constant(0.1) };
        var options = World(_tokens, [new FallbackOptions { Executor = "spare" }, _once], [overload]);
        options = options with
        {
            Causes = [new CauseOptions("overload", new() { Up = new Constant(1e-9), Down = new Constant(1000), Start = OnOffStart.Up })],
            Executors = [options.Executors[0], options.Executors[1] with { Faults = [overload] }],
        };
        var record = Small.Run(options with { Agent = new([new StepOptions("wait", "spare"), .. options.Agent.Steps]) });
        Assert.Equal((OutcomeKind.Failed, 529), (record.Ended, record.Code));
        Assert.Equal(1, record.Retries);
    }

    [Fact]
    public void Faults_of_a_stream_need_tokens() =>
        Assert.Single(Small.World([], [new StreamFaultOptions { Rate = 1 }, new LatencyFaultOptions { Of = LatencyPart.FirstToken }]).Check());
}
