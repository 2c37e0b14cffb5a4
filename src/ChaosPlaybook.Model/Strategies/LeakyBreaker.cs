using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>leakyBreaker</c> (Genesis): a failure adds one to a count, a success takes one off; at the threshold it opens.
/// </summary>
public sealed record LeakyBreakerOptions : StrategyOptions
{
    /// <summary>Count that opens it. Range [1, 10000]. Default 5.</summary>
    public int Threshold { get; init; } = 5;

    /// <summary>Time it stays open after the last failure, seconds; +∞ for ever. Range [0.001, +∞]. Default 60.</summary>
    public double BreakSeconds { get; init; } = 60;

    /// <summary>Successes that close it while it is half open. Range [1, 10000]. Default 2.</summary>
    public int Successes { get; init; } = 2;

    /// <summary>Who shares its memory. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>What counts as a failure. Default 4xx, 5xx and timeouts.</summary>
    public ErrorFilter On { get; init; } = ErrorFilter.Failures;

    /// <summary>Allowed counts.</summary>
    public static Bounds CountBounds => new(1, 10_000);

    /// <summary>Allowed breaks.</summary>
    public static Bounds BreakBounds => new(0.001, double.PositiveInfinity, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("threshold", Threshold, CountBounds),
        .. Violation.Of("break", BreakSeconds, BreakBounds),
        .. Violation.Of("successes", Successes, CountBounds),
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new CircuitBreaker(On, next, context.Watcher(Word), context.State<Circuit>(this, Scope, () => new LeakyCircuit(this)));
}

/// <summary>
/// A leaky count: it opens at the threshold, however long the failures took to come. Any failure, a straggler's too, begins the
/// break anew. After it everybody may enter; enough successes close the circuit and empty the count, any failure opens it again.
/// The count is a random walk: with failures of probability p &gt; ½ it reaches any threshold, with p &lt; ½ rarely.
/// </summary>
internal sealed class LeakyCircuit(LeakyBreakerOptions options) : Circuit
{
    private int _count, _successes;
    private double _lastFailure;

    public override bool TryEnter(double now, out int ticket)
    {
        ticket = 0;
        if (State == CircuitState.Open && now >= _lastFailure + options.BreakSeconds) (State, _successes) = (CircuitState.HalfOpen, 0);
        return State != CircuitState.Open;
    }

    public override void Success(double now, int ticket)
    {
        if (State == CircuitState.Closed) _count = Math.Max(0, _count - 1);
        else if (State == CircuitState.HalfOpen && ++_successes >= options.Successes) Reset();
    }

    public override void Failure(double now, int ticket)
    {
        _lastFailure = now;
        if (State == CircuitState.Closed && ++_count < options.Threshold) return;
        State = CircuitState.Open;
    }

    public override void Cancelled(double now, int ticket) { }

    public override void Reset()
    {
        State = CircuitState.Closed;
        _count = 0;
    }
}
