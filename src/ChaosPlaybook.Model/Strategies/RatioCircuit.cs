namespace ChaosPlaybook.Model;

/// <summary>
/// Polly v8's circuit breaker. Opens when, at a failure, the window holds at least the minimum throughput and the share of
/// failures reaches the ratio. The window is ten buckets, each opened by the first result after the one before has expired.
/// After the break the next call is the one probe; everybody else is refused until a result arrives. While half open any
/// success, a straggler's too, closes the circuit and empties the window; any failure opens it again. A probe that never ends
/// keeps the circuit half open: put a timeout inside. A cancelled call counts as a success, as it does there.
/// </summary>
internal sealed class RatioCircuit(CircuitBreakerOptions options) : Circuit
{
    private const int Buckets = 10;
    private readonly Bucket[] _buckets = new Bucket[Buckets + 1];
    private readonly double _window = options.WindowSeconds, _break = options.BreakSeconds, _ratio = options.FailureRatio;
    private readonly int _minimum = options.MinimumThroughput;
    private double _openUntil;
    private int _oldest, _count;

    private struct Bucket
    {
        public double Start;
        public int Successes, Failures;
    }

    public override bool TryEnter(double now, out int ticket)
    {
        ticket = 0;
        if (State == CircuitState.Closed) return true;
        if (State == CircuitState.HalfOpen || now < _openUntil) return false;
        State = CircuitState.HalfOpen;
        return true;
    }

    public override void Success(double now, int ticket)
    {
        Current(now).Successes++;
        if (State != CircuitState.HalfOpen) return;
        State = CircuitState.Closed;
        _count = 0;
    }

    public override void Failure(double now, int ticket)
    {
        if (State == CircuitState.HalfOpen)
        {
            Open(now);
            return;
        }
        Current(now).Failures++;
        if (State == CircuitState.Closed && Unhealthy()) Open(now);
    }

    public override void Cancelled(double now, int ticket) => Success(now, ticket);

    public override void Reset()
    {
        State = CircuitState.Closed;
        _count = 0;
    }

    private void Open(double now)
    {
        State = CircuitState.Open;
        _openUntil = now + _break;
    }

    private bool Unhealthy()
    {
        long successes = 0, failures = 0;
        for (var i = 0; i < _count; i++)
        {
            ref var bucket = ref At(i);
            successes += bucket.Successes;
            failures += bucket.Failures;
        }
        var total = successes + failures;
        return total >= _minimum && (double)failures / total >= _ratio;
    }

    private ref Bucket Current(double now)
    {
        if (_count == 0 || now - At(_count - 1).Start >= _window / Buckets)
        {
            if (_count == _buckets.Length) DropOldest();
            At(_count++) = new Bucket { Start = now };
        }
        while (now - At(0).Start >= _window) DropOldest();
        return ref At(_count - 1);
    }

    private void DropOldest()
    {
        _oldest = (_oldest + 1) % _buckets.Length;
        _count--;
    }

    private ref Bucket At(int position) => ref _buckets[(_oldest + position) % _buckets.Length];
}
