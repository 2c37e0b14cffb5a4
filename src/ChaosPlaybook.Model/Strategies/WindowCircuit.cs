namespace ChaosPlaybook.Model;

/// <summary>
/// resilience4j's circuit breaker. Every result is judged: once the window holds the fewest calls, or is full, the circuit opens
/// when the share of failed or of slow calls reaches its limit. The first call after the break makes it half open; then a number
/// of probes may enter, a cancelled one handing its place back, everybody else is refused. The probes are judged by the same
/// limits as soon as all of them, or the fewest calls, have ended: it opens again or closes. Results count for the state in which
/// they arrive, a straggler's among the probes too; while it is open they change nothing.
/// </summary>
internal sealed class WindowCircuit(WindowBreakerOptions options, CallWindow closed) : Circuit
{
    private readonly CountWindow _probed = new(options.Probes);
    private readonly double _break = options.BreakSeconds, _longestHalfOpen = options.HalfOpenSeconds;
    private readonly double _failureRatio = options.FailureRatio, _slowRatio = options.SlowRatio, _slow = options.SlowSeconds;
    private readonly int _minimum = options.MinimumCalls;
    private double _since;
    private int _places;

    public override bool TryEnter(double now, out int ticket)
    {
        ticket = 0;
        GiveUpProbing(now);
        if (State == CircuitState.Open && now > _since + _break) Become(CircuitState.HalfOpen, now);
        if (State != CircuitState.HalfOpen) return State == CircuitState.Closed;
        if (_places == 0) return false;
        _places--;
        return true;
    }

    public override void Success(double now, int ticket, double seconds) => Judge(now, failed: false, seconds > _slow);

    public override void Failure(double now, int ticket, double seconds) => Judge(now, failed: true, seconds > _slow);

    public override void Success(double now, int ticket) => Success(now, ticket, 0);

    public override void Failure(double now, int ticket) => Failure(now, ticket, 0);

    public override void Cancelled(double now, int ticket)
    {
        GiveUpProbing(now);
        if (State == CircuitState.HalfOpen) _places++;
    }

    public override void Reset() => Become(CircuitState.Closed, 0);

    private void Judge(double now, bool failed, bool slow)
    {
        GiveUpProbing(now);
        if (State == CircuitState.Open) return;
        var window = State == CircuitState.Closed ? closed : _probed;
        window.Add(now, failed, slow);
        if (window.Calls < Math.Min(_minimum, window.Capacity)) return;
        // A quotient meets a ratio such as 0.07 exactly where a product would miss it.
        if ((double)window.Failed / window.Calls >= _failureRatio || (double)window.Slow / window.Calls >= _slowRatio) Become(CircuitState.Open, now);
        else if (State == CircuitState.HalfOpen) Become(CircuitState.Closed, now);
    }

    /// <summary>Half open for too long: it opened again when the time was up, though nobody was there to see it.</summary>
    private void GiveUpProbing(double now)
    {
        if (State == CircuitState.HalfOpen && now >= _since + _longestHalfOpen) Become(CircuitState.Open, _since + _longestHalfOpen);
    }

    private void Become(CircuitState state, double now)
    {
        State = state;
        _since = now;
        _places = options.Probes;
        closed.Clear();
        _probed.Clear();
    }
}
