using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ChaosPlaybook.Kernel;

/// <summary>
/// The timers of one simulation, in the order of time, then of arming. Each owner (a strand, by its number) has at most one.
/// </summary>
/// <remarks>
/// A 4-ary heap of 16-byte entries. An entry holds no reference, so moving it costs no write barrier of the garbage collector.
/// Disarming leaves the entry behind as <em>stale</em>: it no longer matches what its owner has armed and is dropped when it
/// reaches the top, or when the heap is full. A mutable struct, embedded in its only user to save an indirection.
/// </remarks>
internal struct Calendar
{
    /// <summary>Owners are numbered below this: 24 bits of an entry's key name the owner, the other 40 the sequence.</summary>
    internal const int MaxOwners = 1 << OwnerBits;

    private const int OwnerBits = 24;
    private const ulong OwnerMask = MaxOwners - 1;
    private const ulong OneArm = 1UL << OwnerBits;
    private const ulong NotArmed = 0;

    private Entry[] _heap = new Entry[64];
    private int _count;
    private ulong _lastSequence;               // already shifted to its place in the key
    private ulong[] _armedKeys = new ulong[16]; // by owner

    public Calendar()
    {
    }

    /// <summary>One timer. The key is the sequence of its arming (given once, never renumbered) above the number of its owner.</summary>
    private struct Entry
    {
        public double Time;
        public ulong Key;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool IsBefore(in Entry other) => Time < other.Time || (Time == other.Time && Key < other.Key);
    }

    /// <summary>Entries held, the stale ones included.</summary>
    internal readonly int Count => _count;

    /// <summary>Time of the first entry, live or stale; +∞ when there is none.</summary>
    internal readonly double EarliestTime
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _count > 0 ? _heap[0].Time : double.PositiveInfinity;
    }

    /// <summary>How many owners have a timer. Counts them: for checks at the end of a trial, not for the loop.</summary>
    internal readonly int CountArmed() => _armedKeys.Length - _armedKeys.AsSpan().Count(NotArmed);

    /// <summary>Makes room for the owner's timer.</summary>
    internal void AddOwner(int owner)
    {
        if (owner >= _armedKeys.Length)
            Array.Resize(ref _armedKeys, Math.Max(owner + 1, _armedKeys.Length * 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool IsArmed(int owner) => _armedKeys[owner] != NotArmed;

    /// <summary>Sets the owner's timer, in place of the one it may have.</summary>
    internal void Arm(int owner, double time)
    {
        if (_count == _heap.Length)
            MakeRoom();
        var key = (_lastSequence += OneArm) | (uint)owner;
        if (key <= OwnerMask)
            ThrowSequenceExhausted();
        _armedKeys[owner] = key;
        SiftUp(_count++, new Entry { Time = time, Key = key });
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Disarm(int owner) => _armedKeys[owner] = NotArmed;

    /// <summary>Removes the first entry. False if it was stale; otherwise its owner's timer has struck and is no longer armed.</summary>
    internal bool TakeFirst(out int owner)
    {
        var key = _heap[0].Key;
        RemoveFirst();
        owner = (int)(key & OwnerMask);
        ref var armedKey = ref _armedKeys[owner];
        if (armedKey != key)
            return false;
        armedKey = NotArmed;
        return true;
    }

    /// <summary>Drops stale entries from the top for as long as they are due by <paramref name="time"/>.</summary>
    internal void DropStaleUntil(double time)
    {
        while (_count > 0 && _heap[0].Time <= time && !IsLive(_heap[0]))
            RemoveFirst();
    }

    /// <summary>Forgets all timers and starts numbering afresh.</summary>
    internal void Clear()
    {
        _count = 0;
        _lastSequence = 0;
    }

    /// <summary>For tests of the limit: the next arming is the last one possible but <paramref name="left"/>.</summary>
    internal void SkipToLastSequences(int left) => _lastSequence = 0UL - (OneArm * (ulong)(left + 1));

    private readonly bool IsLive(in Entry entry) => _armedKeys[(int)(entry.Key & OwnerMask)] == entry.Key;

    /// <summary>Throws stale entries out; grows only if more than half of the entries are live, so that the work is paid for.</summary>
    private void MakeRoom()
    {
        var live = 0;
        for (var i = 0; i < _count; i++)
        {
            if (IsLive(_heap[i]))
                _heap[live++] = _heap[i];
        }
        _count = live;
        for (var i = (live - 2) >> 2; i >= 0; i--)
            SiftDown(i, _heap[i]);
        if (live > _heap.Length / 2)
            Array.Resize(ref _heap, _heap.Length * 2);
    }

    private void RemoveFirst()
    {
        var last = _heap[--_count];
        if (_count > 0)
            SiftDown(0, last);
    }

    // The two loops below are the hottest of the kernel: indices are in range by construction, so bounds are not checked again.

    private readonly void SiftUp(int hole, in Entry entry)
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        while (hole > 0)
        {
            var parent = (hole - 1) >> 2;
            ref var parentEntry = ref Unsafe.Add(ref heap, parent);
            if (!entry.IsBefore(parentEntry))
                break;
            Unsafe.Add(ref heap, hole) = parentEntry;
            hole = parent;
        }
        Unsafe.Add(ref heap, hole) = entry;
    }

    private readonly void SiftDown(int hole, Entry entry)
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        for (var first = (hole * 4) + 1; first < _count; first = (hole * 4) + 1)
        {
            var best = first;
            var end = Math.Min(first + 4, _count);
            for (var child = first + 1; child < end; child++)
            {
                if (Unsafe.Add(ref heap, child).IsBefore(Unsafe.Add(ref heap, best)))
                    best = child;
            }
            if (!Unsafe.Add(ref heap, best).IsBefore(entry))
                break;
            Unsafe.Add(ref heap, hole) = Unsafe.Add(ref heap, best);
            hole = best;
        }
        Unsafe.Add(ref heap, hole) = entry;
    }

    private static void ThrowSequenceExhausted() => throw new InvalidOperationException(
        "More than 2^40 timers were armed in one trial, and the order of events can no longer be told. Make the trial shorter.");
}
