namespace ChaosPlaybook.Benchmarks;

/// <summary>What happens at an event of the hand-written loop.</summary>
internal enum Kind : byte
{
    Arrival,
    Served,
    TimedOut,
    Retry,
}

/// <summary>A 4-ary heap of typed events, ordered by time, then by age: what a hand-written simulator would use.</summary>
internal sealed class PriorityHeap
{
    private Entry[] _entries = new Entry[1 << 14];
    private int _count;
    private long _sequence;

    private struct Entry
    {
        public double Time;
        public long Sequence;
        public int Client, Token;
        public Kind Kind;
    }

    public void Clear() => _count = 0;

    public void Push(double time, Kind kind, int client, int token)
    {
        if (_count == _entries.Length) Array.Resize(ref _entries, _count * 2);
        var entry = new Entry { Time = time, Sequence = _sequence++, Kind = kind, Client = client, Token = token };
        var i = _count++;
        while (i > 0)
        {
            var parent = (i - 1) >> 2;
            if (!Earlier(entry, _entries[parent])) break;
            _entries[i] = _entries[parent];
            i = parent;
        }
        _entries[i] = entry;
    }

    public bool TryPop(out double time, out Kind kind, out int client, out int token)
    {
        if (_count == 0)
        {
            (time, kind, client, token) = (0, default, 0, 0);
            return false;
        }
        var top = _entries[0];
        (time, kind, client, token) = (top.Time, top.Kind, top.Client, top.Token);
        var last = _entries[--_count];
        var i = 0;
        for (; ; )
        {
            var child = 4 * i + 1;
            if (child >= _count) break;
            var best = child;
            for (var other = child + 1; other < Math.Min(child + 4, _count); other++)
                if (Earlier(_entries[other], _entries[best])) best = other;
            if (!Earlier(_entries[best], last)) break;
            _entries[i] = _entries[best];
            i = best;
        }
        _entries[i] = last;
        return true;
    }

    private static bool Earlier(in Entry a, in Entry b) => a.Time < b.Time || a.Time == b.Time && a.Sequence < b.Sequence;
}
