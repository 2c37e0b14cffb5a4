namespace ChaosPlaybook.Model;

/// <summary>
/// Opens after k failures in a row; a success sets the count back. After the break one probe may enter: its success closes the
/// circuit, its failure opens it for another break, its cancellation leaves the place to the next probe. Results of calls that
/// entered before the last change of state are ignored. With failures of probability p the mean number of calls to the first
/// run of k failures is (1 − p^k)/(p^k·(1 − p)) (Feller, vol. 1, XIII.7).
/// </summary>
internal sealed class ConsecutiveCircuit(CircuitBreakerOptions options) : Circuit
{
    private readonly int _threshold = options.ConsecutiveFailures!.Value;
    private readonly double _break = options.BreakSeconds;
    private int _failures, _epoch;
    private double _openUntil;
    private bool _probing;

    public override bool TryEnter(double now, out int ticket)
    {
        ticket = _epoch;
        if (State == CircuitState.Closed) return true;
        if (State == CircuitState.Open && now >= _openUntil) ticket = Become(CircuitState.HalfOpen);
        if (State == CircuitState.Open || _probing) return false;
        return _probing = true;
    }

    public override void Success(double now, int ticket)
    {
        if (ticket != _epoch) return;
        _failures = 0;
        if (State == CircuitState.HalfOpen) Become(CircuitState.Closed);
    }

    public override void Failure(double now, int ticket)
    {
        if (ticket != _epoch) return;
        if (State == CircuitState.Closed && ++_failures < _threshold) return;
        _openUntil = now + _break;
        Become(CircuitState.Open);
    }

    public override void Cancelled(double now, int ticket)
    {
        if (ticket == _epoch) _probing = false;
    }

    public override void Reset()
    {
        Become(CircuitState.Closed);
        _epoch = 0;
    }

    private int Become(CircuitState state)
    {
        State = state;
        _failures = 0;
        _probing = false;
        return ++_epoch;
    }
}
