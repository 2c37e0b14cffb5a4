namespace ChaosPlaybook.Model.Tests;

/// <summary>Breakers of resilience4j and Genesis against sequences worked out by hand from their rules.</summary>
public class BreakerKindsTests
{
    private static readonly CountBreakerOptions _count =
        new() { Window = 4, MinimumCalls = 3, FailureRatio = 0.5, BreakSeconds = 10, Probes = 3, SlowSeconds = 2 };

    private static WindowCircuit Count(CountBreakerOptions options)
    {
        var circuit = new WindowCircuit(options, new CountWindow(options.Window));
        circuit.Reset();
        return circuit;
    }

    private static WindowCircuit Time(TimeBreakerOptions options)
    {
        var circuit = new WindowCircuit(options, new TimeWindow(options.WindowSeconds));
        circuit.Reset();
        return circuit;
    }

    /// <summary>Feeds results at <paramref name="now"/>: F fails, S succeeds, f and s the same but slow.</summary>
    private static CircuitState Feed(Circuit circuit, string results, double now)
    {
        foreach (var result in results)
        {
            var seconds = char.IsLower(result) ? 2.5 : 1;
            if (char.ToUpperInvariant(result) == 'F') circuit.Failure(now, 0, seconds);
            else circuit.Success(now, 0, seconds);
        }
        return circuit.State;
    }

    [Theory]
    [InlineData("FF", nameof(CircuitState.Closed))]      // two calls, three are needed
    [InlineData("FFS", nameof(CircuitState.Open))]       // judged at a success too: 2 of 3
    [InlineData("FSS", nameof(CircuitState.Closed))]     // 1 of 3
    [InlineData("FSSF", nameof(CircuitState.Open))]      // 2 of 4
    [InlineData("FSSSF", nameof(CircuitState.Closed))]   // the first has left the window: 1 of 4
    [InlineData("SSSSSF", nameof(CircuitState.Closed))]
    [InlineData("SSSSSFF", nameof(CircuitState.Open))]
    public void The_count_breaker_judges_the_latest_calls_at_every_result(string results, string then) =>
        Assert.Equal(then, Feed(Count(_count), results, 0).ToString());

    [Fact]
    public void A_full_window_is_enough_when_it_is_shorter_than_the_fewest_calls() =>
        Assert.Equal(CircuitState.Open, Feed(Count(_count with { MinimumCalls = 100 }), "FFSS", 0));

    [Theory]
    [InlineData("sss", 1.0, nameof(CircuitState.Open))]    // all slow
    [InlineData("ssS", 1.0, nameof(CircuitState.Closed))]  // 2 of 3
    [InlineData("ssS", 0.6, nameof(CircuitState.Open))]
    [InlineData("sSf", 0.6, nameof(CircuitState.Open))]    // slow failures are slow too; 1 of 3 failed
    public void Slow_calls_open_it_as_failures_do(string results, double slowRatio, string then) =>
        Assert.Equal(then, Feed(Count(_count with { SlowRatio = slowRatio }), results, 0).ToString());

    [Fact]
    public void A_call_of_exactly_the_limit_is_not_slow()
    {
        var circuit = Count(_count);
        for (var i = 0; i < 4; i++) circuit.Success(0, 0, 2);
        Assert.Equal(CircuitState.Closed, circuit.State);
    }

    private static WindowCircuit HalfOpen(CountBreakerOptions options)
    {
        var circuit = Count(options);
        Feed(circuit, "FFF", 0);
        Assert.False(circuit.TryEnter(10, out _)); // only after the break, not at its end
        Assert.True(circuit.TryEnter(10.1, out _));
        Assert.Equal(CircuitState.HalfOpen, circuit.State);
        return circuit;
    }

    [Theory]
    [InlineData("SS", nameof(CircuitState.HalfOpen))]
    [InlineData("SSF", nameof(CircuitState.Closed))]
    [InlineData("FF", nameof(CircuitState.HalfOpen))]
    [InlineData("FFS", nameof(CircuitState.Open))]
    public void The_probes_are_judged_together_by_the_same_limits(string results, string then) =>
        Assert.Equal(then, Feed(HalfOpen(_count), results, 11).ToString());

    [Fact]
    public void Probes_are_judged_at_the_fewest_calls_when_those_are_fewer() =>
        Assert.Equal(CircuitState.Open, Feed(HalfOpen(_count with { Probes = 5 }), "SFF", 11));

    [Fact]
    public void As_many_probes_may_enter_as_are_permitted_and_a_cancelled_one_hands_its_place_back()
    {
        var circuit = HalfOpen(_count);
        Assert.True(circuit.TryEnter(11, out _));
        Assert.True(circuit.TryEnter(11, out _));
        Assert.False(circuit.TryEnter(11, out _));
        circuit.Success(12, 0);
        Assert.False(circuit.TryEnter(12, out _)); // an ended probe has used its place
        circuit.Cancelled(12, 0);
        Assert.True(circuit.TryEnter(12, out _));
        Assert.False(circuit.TryEnter(12, out _));
    }

    [Fact]
    public void A_break_begins_anew_when_the_probes_fail_and_the_window_is_empty_when_they_succeed()
    {
        var failed = HalfOpen(_count);
        Feed(failed, "FFF", 12);
        Assert.False(failed.TryEnter(22, out _));
        Assert.True(failed.TryEnter(22.1, out _));
        Assert.Equal(CircuitState.Closed, Feed(failed, "SSS", 23));
        Assert.Equal(CircuitState.Closed, Feed(failed, "FF", 23));
        Assert.Equal(CircuitState.Open, Feed(failed, "F", 23));
    }

    [Fact]
    public void Results_that_arrive_while_it_is_open_change_nothing()
    {
        var circuit = Count(_count);
        Feed(circuit, "FFF", 0);
        Assert.Equal(CircuitState.Open, Feed(circuit, "SSSSSFFFF", 5));
        Assert.True(circuit.TryEnter(10.1, out _));
    }

    [Fact]
    public void Half_open_for_too_long_it_opens_again_from_then_on()
    {
        var circuit = HalfOpen(_count with { HalfOpenSeconds = 4 }); // since 10.1
        Feed(circuit, "S", 11);
        Assert.True(circuit.TryEnter(14, out _));
        Assert.False(circuit.TryEnter(14.2, out _));
        Assert.Equal(CircuitState.Open, Feed(circuit, "SS", 20));
        Assert.False(circuit.TryEnter(24, out _)); // 14.1 + 10
        Assert.True(circuit.TryEnter(24.2, out _));
    }

    [Fact]
    public void The_time_breaker_counts_whole_seconds()
    {
        var options = new TimeBreakerOptions { WindowSeconds = 3, MinimumCalls = 3, FailureRatio = 0.5, BreakSeconds = 10, Probes = 1 };
        // Seconds 0, 1 and 2 are one window, however late in the second a call ends.
        var circuit = Time(options);
        Feed(circuit, "F", 0);
        Feed(circuit, "F", 1.5);
        Assert.Equal(CircuitState.Open, Feed(circuit, "S", 2.999));
        // At second 3, second 0 has left: two calls are left, and three are needed.
        circuit = Time(options);
        Feed(circuit, "F", 0.999);
        Feed(circuit, "F", 1.5);
        Assert.Equal(CircuitState.Closed, Feed(circuit, "F", 3));
        Assert.Equal(CircuitState.Open, Feed(circuit, "F", 3.1));
        // After a silence longer than the window nothing is left.
        circuit = Time(options);
        Feed(circuit, "FF", 1);
        Assert.Equal(CircuitState.Closed, Feed(circuit, "FS", 100));
        Assert.Equal(CircuitState.Closed, Feed(circuit, "S", 102)); // 1 of 3
        Assert.Equal(CircuitState.Open, Feed(circuit, "F", 102));   // 2 of 4
    }

    [Theory]
    [Trait("check", "S5 48")]
    [InlineData("FFF", nameof(CircuitState.Open))]
    [InlineData("FFSFF", nameof(CircuitState.Open))]     // 1 2 1 2 3: not in a row
    [InlineData("FSFSFSFS", nameof(CircuitState.Closed))]
    [InlineData("SSSSFF", nameof(CircuitState.Closed))]  // the count has a floor of 0
    [InlineData("SSSSFFF", nameof(CircuitState.Open))]
    public void The_leaky_breaker_counts_failures_less_successes(string results, string then) =>
        Assert.Equal(then, Feed(new LeakyCircuit(new LeakyBreakerOptions { Threshold = 3 }), results, 0).ToString());

    [Fact]
    [Trait("check", "S5 48")]
    public void The_leaky_breaker_waits_from_the_last_failure_and_then_lets_everybody_in()
    {
        var circuit = new LeakyCircuit(new LeakyBreakerOptions { Threshold = 2, BreakSeconds = 10, Successes = 2 });
        Feed(circuit, "FF", 0);
        Feed(circuit, "F", 4); // a straggler
        Feed(circuit, "S", 5);
        Assert.False(circuit.TryEnter(13.9, out _));
        for (var i = 0; i < 5; i++) Assert.True(circuit.TryEnter(14, out _));
        Assert.Equal(CircuitState.HalfOpen, Feed(circuit, "S", 15));
        Assert.Equal(CircuitState.Closed, Feed(circuit, "S", 16));
        Assert.Equal(CircuitState.Closed, Feed(circuit, "F", 17)); // the count began at 0
        Assert.Equal(CircuitState.Open, Feed(circuit, "F", 18));
        Assert.True(circuit.TryEnter(28, out _));
        Assert.Equal(CircuitState.Open, Feed(circuit, "SF", 29)); // any failure
        Assert.False(circuit.TryEnter(38.9, out _));
    }

    [Fact]
    public void Slowness_is_measured_from_entry_to_answer()
    {
        // Attempts of 0.1 s each: slow above 0.05 s, so the third call is refused.
        var record = Small.Run(Small.World([new FallbackOptions(), new CountBreakerOptions { Window = 2, SlowSeconds = 0.05 }], steps: 3));
        Assert.Equal((2, 1), (record.Attempts, record.Rejected));
        Assert.Equal(0, Small.Run(Small.World([new FallbackOptions(), new CountBreakerOptions { Window = 2, SlowSeconds = 0.15 }], steps: 3)).Rejected);
    }
}
