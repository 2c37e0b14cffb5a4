namespace ChaosPlaybook.Model.Tests;

public sealed class CircuitTraceTests
{
    [Fact]
    public void A_trace_tells_when_a_circuit_was_open_and_half_open()
    {
        // Attempts of 0.1 s at 0, 0.7, 1.3 and 1.9 s; the circuit opens at 0.1, lets a probe pass at 1.3 and opens again at 1.4.
        var trace = new EventTrace();
        var options = Small.World(
        [
            new RetryOptions { Backoff = new() { BaseSeconds = 0.6, Kind = BackoffKind.Constant }, On = ErrorFilter.Any },
            new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakSeconds = 1 },
        ], [new ErrorFaultOptions { Rate = 1 }]);
        new World(options, 1, trace).Run(0, out _);
        Assert.Equal(
            [("circuitBreaker of service", true, 0.1, 1.3), ("circuitBreaker of service", false, 1.3, 1.4), ("circuitBreaker of service", true, 1.4, double.NaN)],
            trace.Circuits.Select(period => (period.Name, period.IsOpen, Math.Round(period.BeganSeconds, 9), Math.Round(period.EndedSeconds, 9))));
    }

    [Fact]
    public void A_trace_begins_anew_with_every_trial()
    {
        var trace = new EventTrace();
        var world = new World(Small.World([new CircuitBreakerOptions { ConsecutiveFailures = 1 }], [new ErrorFaultOptions { Rate = 0.5 }]), 1, trace);
        for (var i = 0; i < 20; i++)
        {
            world.Run(i, out var record);
            Assert.Equal(record.Succeeded ? 0 : 1, trace.Circuits.Count);
        }
    }
}
