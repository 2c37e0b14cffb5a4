using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>circuitBreaker</c>. With <see cref="ConsecutiveFailures"/> it opens after that many failures in a row;
/// without, when the share of failures in the window reaches <see cref="FailureRatio"/> (Polly v8's form).
/// </summary>
public sealed record CircuitBreakerOptions : StrategyOptions
{
    /// <summary>Failures in a row that open it; nothing for the ratio form. Range [1, 10000].</summary>
    public int? ConsecutiveFailures { get; init; }

    /// <summary>Share of failures in the window that opens it. Range (0, 1]. Default 0.1.</summary>
    public double FailureRatio { get; init; } = 0.1;

    /// <summary>Fewest calls in the window before it may open. Range [2, 10⁹]. Default 100.</summary>
    public int MinimumThroughput { get; init; } = 100;

    /// <summary>Length of the window, seconds. Range [0.5, 86400]. Default 30.</summary>
    public double WindowSeconds { get; init; } = 30;

    /// <summary>Time it stays open, seconds; +∞ for ever. Range [0.001, +∞]. Default 5.</summary>
    public double BreakSeconds { get; init; } = 5;

    /// <summary>What counts as a failure. Default 4xx, 5xx and timeouts.</summary>
    public ErrorFilter On { get; init; } = ErrorFilter.Failures;

    /// <summary>Allowed runs of failures.</summary>
    public static Bounds ConsecutiveFailuresBounds => new(1, 10_000);

    /// <summary>Allowed ratios.</summary>
    public static Bounds FailureRatioBounds => new(0, 1, LowOpen: true);

    /// <summary>Allowed throughputs.</summary>
    public static Bounds MinimumThroughputBounds => new(2, 1e9);

    /// <summary>Allowed windows.</summary>
    public static Bounds WindowBounds => new(0.5, 86400, "s");

    /// <summary>Allowed breaks.</summary>
    public static Bounds BreakBounds => new(0.001, double.PositiveInfinity, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("consecutiveFailures", ConsecutiveFailures ?? 1, ConsecutiveFailuresBounds),
        .. Violation.Of("failureRatio", FailureRatio, FailureRatioBounds),
        .. Violation.Of("minimumThroughput", MinimumThroughput, MinimumThroughputBounds),
        .. Violation.Of("window", WindowSeconds, WindowBounds),
        .. Violation.Of("break", BreakSeconds, BreakBounds),
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, IReadOnlyDictionary<string, Executor> executors) => new CircuitBreaker(this, next);
}

/// <summary>
/// Refuses calls while the recent past looks bad. A refusal takes no time, does not reach the executor and is seen as 503.
/// </summary>
internal sealed class CircuitBreaker(CircuitBreakerOptions options, Strategy next) : Strategy
{
    private const ushort RejectionCode = 503;
    private readonly Circuit _circuit = options.ConsecutiveFailures is null ? new RatioCircuit(options) : new ConsecutiveCircuit(options);
    private readonly ErrorFilter _on = options.On;

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        if (!_circuit.TryEnter(strand.Now, out var ticket))
        {
            call.Trial.Record.Rejected++;
            return Outcome.Rejection(RejectionCode);
        }
        return next.Run(strand, call).Then((breaker: this, strand, ticket), static (state, outcome) =>
        {
            state.breaker.Leave(state.strand.Now, state.ticket, outcome);
            return outcome;
        });
    }

    public override void Reset()
    {
        _circuit.Reset();
        next.Reset();
    }

    private void Leave(double now, int ticket, Outcome outcome)
    {
        if (outcome.Succeeded) _circuit.Success(now, ticket);
        else if (outcome.IsCancelled) _circuit.Cancelled(now, ticket);
        else if (_on.Matches(outcome)) _circuit.Failure(now, ticket);
        else _circuit.Success(now, ticket);
    }
}

/// <summary>What a circuit lets pass.</summary>
internal enum CircuitState
{
    /// <summary>Everything.</summary>
    Closed,
    /// <summary>Nothing.</summary>
    Open,
    /// <summary>One probe.</summary>
    HalfOpen,
}

/// <summary>The memory of a breaker: decides who may enter and learns from what became of them.</summary>
internal abstract class Circuit
{
    /// <summary>What it lets pass.</summary>
    public CircuitState State { get; protected set; }

    /// <summary>Whether a call may enter at <paramref name="now"/>; the ticket must be handed back with the result.</summary>
    public abstract bool TryEnter(double now, out int ticket);

    /// <summary>A call that entered went well, or failed in a way that does not count.</summary>
    public abstract void Success(double now, int ticket);

    /// <summary>A call that entered failed.</summary>
    public abstract void Failure(double now, int ticket);

    /// <summary>A call that entered was called off from outside.</summary>
    public abstract void Cancelled(double now, int ticket);

    /// <summary>Back to closed, with nothing learnt.</summary>
    public abstract void Reset();
}
