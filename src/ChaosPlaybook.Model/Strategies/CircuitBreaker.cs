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

    /// <summary>Who shares its memory. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

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
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new CircuitBreaker(On, next, context.Watcher(Word), context.State<Circuit>(this, Scope, () => ConsecutiveFailures is null ? new RatioCircuit(this) : new ConsecutiveCircuit(this)));
}

/// <summary>
/// Refuses calls while the recent past looks bad. A refusal takes no time, does not reach the executor and is seen as 503.
/// </summary>
internal sealed class CircuitBreaker(ErrorFilter on, Strategy next, CircuitTrace? trace, Scoped<Circuit> scoped) : Strategy
{
    private const ushort RejectionCode = 503;

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var circuit = scoped.Of(call);
        var enters = circuit.TryEnter(strand.Now, out var ticket);
        trace?.Look(circuit, strand.Now);
        if (!enters)
        {
            call.Tally.Record.Rejected++;
            return Outcome.Rejection(RejectionCode);
        }
        var began = strand.Now;
        return next.Run(strand, call).Then((on, circuit, strand, ticket, began, trace), static (state, outcome) =>
        {
            var now = state.strand.Now;
            if (outcome.IsCancelled) state.circuit.Cancelled(now, state.ticket);
            else if (state.on.Matches(outcome)) state.circuit.Failure(now, state.ticket, now - state.began);
            else state.circuit.Success(now, state.ticket, now - state.began);
            state.trace?.Look(state.circuit, now);
            return outcome;
        });
    }
}

/// <summary>What a circuit lets pass.</summary>
internal enum CircuitState
{
    /// <summary>Everything.</summary>
    Closed,
    /// <summary>Nothing.</summary>
    Open,
    /// <summary>One probe, or a few.</summary>
    HalfOpen,
}

/// <summary>The memory of a breaker: decides who may enter and learns from what became of them.</summary>
internal abstract class Circuit : IState
{
    /// <summary>What it lets pass.</summary>
    public CircuitState State { get; protected set; }

    /// <summary>Whether a call may enter at <paramref name="now"/>; the ticket must be handed back with the result.</summary>
    public abstract bool TryEnter(double now, out int ticket);

    /// <summary>A call that entered went well, or failed in a way that does not count.</summary>
    public abstract void Success(double now, int ticket);

    /// <summary>A call that entered failed.</summary>
    public abstract void Failure(double now, int ticket);

    /// <summary>The same for circuits that mind how long it took.</summary>
    public virtual void Success(double now, int ticket, double seconds) => Success(now, ticket);

    /// <inheritdoc cref="Success(double, int, double)"/>
    public virtual void Failure(double now, int ticket, double seconds) => Failure(now, ticket);

    /// <summary>A call that entered was called off from outside.</summary>
    public abstract void Cancelled(double now, int ticket);

    /// <summary>Back to closed, with nothing learnt.</summary>
    public abstract void Reset();
}
