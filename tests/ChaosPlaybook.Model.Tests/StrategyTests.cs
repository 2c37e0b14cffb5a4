using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model.Tests;

public class StrategyTests
{
    private static readonly Outcome _ok = Outcome.Success;

    private static Outcome Error(int code) => Outcome.Failure((ushort)code);

    private static RetryOptions Retry(int retries, ErrorFilter? on = null) =>
        new() { Retries = retries, On = on ?? ErrorFilter.Transient, Backoff = new() { BaseSeconds = 1 } };

    [Fact]
    public void A_retry_repeats_what_it_handles_until_it_succeeds()
    {
        var (record, outcome, seconds) = Small.Script([Retry(3)], Error(503), Error(500), _ok);
        Assert.True(outcome.Succeeded);
        Assert.Equal((3, 2, 2.0), (record.Attempts, record.Retries, record.WaitSeconds));
        Assert.Equal(2.3, seconds, 1e-12);
    }

    [Fact]
    public void A_retry_leaves_alone_what_it_does_not_handle()
    {
        var (record, outcome, _) = Small.Script([Retry(3)], Error(400), _ok);
        Assert.Equal((1, 400), (record.Attempts, outcome.Code));
    }

    [Fact]
    public void Retries_exclude_the_first_attempt() => Assert.Equal(4, Small.Script([Retry(3)], Error(503)).Record.Attempts);

    [Fact]
    public void An_outer_timeout_cuts_a_wait_between_attempts_and_leaves_nothing_behind()
    {
        var (record, outcome, seconds) = Small.Script([new TimeoutOptions { Seconds = 0.6 }, Retry(3)], Error(503));
        Assert.Equal((OutcomeKind.TimedOut, 1, 0, 1), (outcome.Kind, record.Attempts, record.Retries, record.TimedOut));
        Assert.Equal((0.6, 0.5), (seconds, record.WaitSeconds));
    }

    [Fact]
    public void An_inner_timeout_is_retried_and_the_outer_one_is_not_blamed()
    {
        var (record, outcome, _) = Small.Script([new TimeoutOptions { Seconds = 10 }, Retry(2), new TimeoutOptions { Seconds = 0.05 }], _ok);
        Assert.Equal((OutcomeKind.TimedOut, 3, 3), (outcome.Kind, record.Attempts, record.TimedOut));
    }

    [Fact]
    [Trait("check", "S1 3")]
    public void A_breaker_lets_one_probe_through_after_the_break_and_closes_on_its_success()
    {
        // Attempts at 0, 1.1, 2.2 fail and open it at 2.3; refusals at 3.3 and 4.3; the probe at 5.3 succeeds.
        var breaker = new CircuitBreakerOptions { ConsecutiveFailures = 3, BreakSeconds = 2.5 };
        var (record, outcome, _) = Small.Script([Retry(8, ErrorFilter.Any), breaker], Error(500), Error(500), Error(500), _ok);
        Assert.True(outcome.Succeeded);
        Assert.Equal((4, 2, 5), (record.Attempts, record.Rejected, record.Retries));
    }

    [Fact]
    public void A_failing_probe_opens_the_circuit_for_another_break()
    {
        var breaker = new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakSeconds = 1.5 };
        // 0 fails; refused at 1.1; probe at 2.1 fails, open until 3.7; refused at 3.2; probe at 4.2 succeeds.
        var (record, outcome, seconds) = Small.Script([Retry(9, ErrorFilter.Any), breaker], Error(500), Error(500), _ok);
        Assert.True(outcome.Succeeded);
        Assert.Equal((3, 2), (record.Attempts, record.Rejected));
        Assert.Equal(4.3, seconds, 1e-9);
    }

    [Fact]
    public void A_success_sets_the_count_of_failures_in_a_row_back()
    {
        var breaker = new CircuitBreakerOptions { ConsecutiveFailures = 3, BreakSeconds = double.PositiveInfinity, On = new(["500"]) };
        // 404 does not count as a failure, so it ends the row as a success would.
        var (record, _, _) = Small.Script([Retry(5, ErrorFilter.Any), breaker], Error(500), Error(500), Error(404), Error(500), Error(500), Error(404));
        Assert.Equal((6, 0), (record.Attempts, record.Rejected));
    }

    [Fact]
    [Trait("check", "S1 3")]
    public void A_refusal_is_seen_as_503_and_is_not_retried_by_default()
    {
        var breaker = new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakSeconds = 60 };
        var (record, outcome, _) = Small.Script([Retry(5), breaker], Error(500), _ok);
        Assert.Equal((OutcomeKind.Rejected, 503, 1, 1), (outcome.Kind, (int)outcome.Code, record.Attempts, record.Rejected));
    }

    [Fact]
    [Trait("check", "S1 3")]
    public void A_cancelled_probe_leaves_its_place_to_the_next_one()
    {
        // The probe of 0.1 s is cut at 0.05 s by the timeout outside the breaker: a cancellation, not a failure.
        var breaker = new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakSeconds = 0.5 };
        var circuit = new ConsecutiveCircuit(breaker);
        Assert.True(circuit.TryEnter(0, out var first));
        circuit.Failure(0, first);
        Assert.False(circuit.TryEnter(0.4, out _));
        Assert.True(circuit.TryEnter(0.5, out var probe));
        Assert.False(circuit.TryEnter(0.5, out _));
        circuit.Cancelled(0.6, probe);
        Assert.Equal(CircuitState.HalfOpen, circuit.State);
        Assert.True(circuit.TryEnter(0.6, out _));
    }

    [Fact]
    public void A_straggler_from_before_the_break_changes_nothing()
    {
        var circuit = new ConsecutiveCircuit(new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakSeconds = 5 });
        circuit.TryEnter(0, out var straggler);
        circuit.TryEnter(0, out var failing);
        circuit.Failure(0, failing);
        circuit.Success(1, straggler);
        Assert.Equal(CircuitState.Open, circuit.State);
        circuit.TryEnter(5, out _);
        circuit.Success(6, straggler);
        Assert.Equal(CircuitState.HalfOpen, circuit.State);
    }

    [Fact]
    public void In_Pollys_form_a_straggling_success_closes_a_half_open_circuit()
    {
        var circuit = new RatioCircuit(new CircuitBreakerOptions { FailureRatio = 0.5, MinimumThroughput = 2, WindowSeconds = 10, BreakSeconds = 5 });
        circuit.Failure(0, 0);
        circuit.Failure(0, 0);
        Assert.Equal(CircuitState.Open, circuit.State);
        Assert.True(circuit.TryEnter(5, out _));
        Assert.False(circuit.TryEnter(5, out _));
        circuit.Success(5, 0);
        Assert.Equal(CircuitState.Closed, circuit.State);
    }

    [Fact]
    public void A_chain_of_fallbacks_multiplies_nothing_it_did_not_use()
    {
        var (record, outcome, _) = Small.Script([new FallbackOptions { Quality = 0.1 }, new FallbackOptions { Quality = 0.8 }], Error(500));
        Assert.Equal((0.8f, 1), (outcome.Quality, record.Degraded));
    }

    [Fact]
    public void A_fallback_that_calls_an_executor_takes_its_time_and_fails_with_it()
    {
        var options = Small.World([new FallbackOptions { Executor = "spare", Quality = 0.5 }], [new ErrorFaultOptions { Rate = 1 }]);
        Assert.Equal((1.1, 0.5, 2, 2.0), (Small.Run(options).DurationSeconds, Small.Run(options).Quality, Small.Run(options).Attempts, Small.Run(options).Cost));
        var both = options with { Executors = [options.Executors[0], options.Executors[1] with { Faults = [new ErrorFaultOptions { Rate = 1, Codes = [new(502, 1)] }] }] };
        Assert.Equal((OutcomeKind.Failed, (ushort)502, 0), (Small.Run(both).Ended, Small.Run(both).Code, Small.Run(both).Degraded));
    }
}
