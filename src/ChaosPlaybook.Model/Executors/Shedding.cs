namespace ChaosPlaybook.Model;

/// <summary>Decides what a station refuses on arrival and what it drops when a server would take it up.</summary>
internal sealed class Shedding
{
    private readonly double _utilisation, _timeout, _relaxed;
    private readonly int _keepFrom;
    private readonly CoDel? _coDel;
    private double _emptyAt;

    public Shedding(ShedOptions options)
    {
        _utilisation = options.Utilisation ?? double.PositiveInfinity;
        _keepFrom = options.KeepFrom;
        _timeout = options.QueueTimeoutSeconds ?? double.PositiveInfinity;
        _relaxed = options.RelaxedSeconds ?? _timeout;
        if (options.CoDel is { } coDel) _coDel = new CoDel(coDel);
        Reset();
    }

    /// <summary>Back to the beginning: an empty queue.</summary>
    public void Reset()
    {
        _emptyAt = 0;
        _coDel?.Reset();
    }

    /// <summary>Whether an arrival is refused.</summary>
    /// <param name="busy">Servers at work.</param>
    /// <param name="servers">Servers that there are.</param>
    /// <param name="priority">The arrival's.</param>
    public bool TurnsAway(int busy, int servers, int priority) => priority < _keepFrom && busy >= _utilisation * servers;

    /// <summary>A server is about to take up a job.</summary>
    public void Dequeue() => _coDel?.Dequeue();

    /// <summary>Whether the job at hand is dropped; asked again for the next one until it says no.</summary>
    /// <param name="now">Virtual time, seconds.</param>
    /// <param name="since">When the job came.</param>
    /// <param name="left">Jobs that queue behind it.</param>
    public bool Drops(double now, double since, int left)
    {
        var limit = now - _emptyAt <= _relaxed ? _relaxed : _timeout;
        return now - since >= limit || _coDel?.Drops(now, now - since, left) == true;
    }

    /// <summary>The queue has been empty until now.</summary>
    public void Empty(double now) => _emptyAt = now;
}

/// <summary>
/// Controlled delay, RFC 8289 section 5: once the time in the queue has exceeded the target for an interval, the head is dropped,
/// and again after interval/√1, interval/√2 …, until the time falls below the target. A relapse within 16 intervals goes on from
/// where the last spell ended.
/// </summary>
internal sealed class CoDel(CoDelOptions options)
{
    private readonly double _target = options.TargetSeconds, _interval = options.IntervalSeconds;
    private double _firstAbove, _dropNext;
    private int _count, _lastCount;
    private bool _dropping, _wasDropping, _entered, _stepped;

    /// <summary>Back to the beginning.</summary>
    public void Reset()
    {
        _firstAbove = double.PositiveInfinity;
        _dropNext = 0;
        _count = _lastCount = 0;
        _dropping = false;
    }

    /// <summary>A new dequeue begins.</summary>
    public void Dequeue()
    {
        _wasDropping = _dropping;
        _entered = false;
    }

    /// <summary>Whether the job at hand is dropped.</summary>
    public bool Drops(double now, double sojourn, int left)
    {
        var okToDrop = OkToDrop(now, sojourn, left);
        if (_entered) return false; // entering drops one
        if (_wasDropping)
        {
            // The next drop is set only when the job after the dropped one stands above the target as well.
            if (!okToDrop) _dropping = false;
            else if (_stepped) _dropNext = ControlLaw(_dropNext);
            _stepped = false;
            if (!_dropping || now < _dropNext) return false;
            _count++;
            return _stepped = true;
        }
        if (!okToDrop) return false;
        var delta = _count - _lastCount;
        _dropping = _entered = true;
        _count = delta > 1 && now - _dropNext < 16 * _interval ? delta : 1;
        _dropNext = ControlLaw(now);
        _lastCount = _count;
        return true;
    }

    private bool OkToDrop(double now, double sojourn, int left)
    {
        if (sojourn < _target || left < 1)
        {
            _firstAbove = double.PositiveInfinity;
            return false;
        }
        if (double.IsPositiveInfinity(_firstAbove))
        {
            _firstAbove = now + _interval;
            return false;
        }
        return now >= _firstAbove;
    }

    private double ControlLaw(double from) => from + _interval / Math.Sqrt(_count);
}
