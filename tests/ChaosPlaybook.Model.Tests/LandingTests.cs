using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>Faults injected, landed, masked and leaked.</summary>
public class LandingTests
{
    private static readonly ErrorFaultOptions _error = new() { Rate = 1 };
    private static readonly RetryOptions _retry = new() { Retries = 1, Backoff = new() { BaseSeconds = 0.1 } };
    private static readonly TimeoutOptions _timeout = new() { Seconds = 0.5 };

    private static (int Injected, int Landed, int Masked, int Leaked) Of(TrialRecord record) =>
        (record.FaultsInjected, record.FaultsLanded, record.CallsMasked, record.CallsLeaked);

    private static TrialRecord Run(IReadOnlyList<StrategyOptions> pipeline, params FaultOptions[] faults) => Small.Run(Small.World(pipeline, faults));

    [Fact]
    [Trait("check", "S4 41")]
    [Trait("check", "S4 44")]
    public void A_strike_that_nobody_makes_good_leaks() => Assert.Equal((1, 1, 0, 1), Of(Run([], _error)));

    [Fact]
    public void A_second_strike_on_a_failed_attempt_does_not_land() => Assert.Equal((2, 1, 0, 1), Of(Run([], _error, _error)));

    [Fact]
    public void A_retry_masks_what_it_makes_good()
    {
        var record = Run([_retry], new ErrorFaultOptions { First = 1 });
        Assert.Equal((1, 1, 1, 0), Of(record));
        Assert.Equal(1, record.MaskedByRetry);
    }

    [Fact]
    [Trait("check", "S4 44")]
    public void Of_two_layers_that_saw_a_failure_the_outer_one_masks()
    {
        var record = Run([new FallbackOptions(), _retry], _error);
        Assert.Equal((2, 2, 1, 0), Of(record));
        Assert.Equal((0, 1), (record.MaskedByRetry, record.MaskedByFallback));
        record = Run([new FallbackOptions(), _retry], new ErrorFaultOptions { First = 1 });
        Assert.Equal((1, 0), (record.MaskedByRetry, record.MaskedByFallback));
    }

    [Fact]
    public void A_strike_on_an_attempt_whose_client_has_gone_does_not_land() =>
        Assert.Equal((1, 0, 0, 0), Of(Run([new TimeoutOptions { Seconds = 0.05 }], _error)));

    [Fact]
    public void Silence_lands_and_a_hedge_masks_it()
    {
        var once = new ErrorFaultOptions { Script = [ScriptedAnswer.Timeout] };
        var record = Run([_timeout, new HedgeOptions { DelaySeconds = 0.2 }], once);
        Assert.Equal((1, 1, 1, 0), Of(record));
        Assert.Equal(1, record.MaskedByHedge);
        Assert.Equal((1, 1, 0, 1), Of(Run([_timeout], once)));
    }

    [Fact]
    public void Silence_hides_the_error_before_it() => Assert.Equal((2, 1, 0, 1), Of(Run([_timeout], _error, new HangFaultOptions { Rate = 1 })));

    [Fact]
    public void Slowness_lands_and_is_neither_masked_nor_leaked_unless_the_client_gives_up()
    {
        var slow = new LatencyFaultOptions { Added = new Constant(1) };
        Assert.Equal((1, 1, 0, 0), Of(Run([], slow)));
        Assert.Equal((1, 1, 0, 1), Of(Run([_timeout], slow)));
        Assert.Equal((1, 0, 0, 0), Of(Run([new TimeoutOptions { Seconds = 0.05 }], slow)));
        Assert.Equal((1, 0, 0, 0), Of(Run([], new LatencyFaultOptions { Added = new Constant(0) })));
    }

    [Fact]
    public void A_wrong_answer_that_nobody_notices_leaks() =>
        Assert.Equal((1, 1, 0, 1), Of(Run([_retry], new CorruptionFaultOptions { Rate = 1, Detected = 0 })));

    [Fact]
    public void A_strike_on_an_attempt_that_a_full_queue_refused_does_not_land()
    {
        var options = Small.World([], [_error]);
        var record = Small.Run(options with
        {
            Executors = [options.Executors[0] with { Servers = 1, QueueLimit = 0, Faults = [new ErrorFaultOptions { Rate = 1 }] }, options.Executors[1]],
            Workload = new OpenWorkloadOptions { Arrivals = new TraceArrivalOptions { Times = [0.01, 0.02] }, ForSeconds = 1 },
        });
        Assert.Equal((2, 1), (record.FaultsInjected, record.FaultsLanded));
        Assert.Equal((1, 1), (record.Shed, record.CallsLeaked));
    }
}
