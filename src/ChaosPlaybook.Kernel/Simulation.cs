using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Kernel;

/// <summary>What a strand executes.</summary>
public abstract class Process
{
    /// <summary>Runs in virtual time and says how it ended.</summary>
    /// <param name="strand">The strand that executes it; its waits are the ones to await.</param>
    /// <param name="context">What was passed along at the start.</param>
    public abstract SimTask<Outcome> Run(Strand strand, object? context);
}

/// <summary>One world: its clock, its calendar and its strands. Runs on one thread; many worlds run side by side.</summary>
/// <remarks>
/// Events are totally ordered by time, then by sequence: what was scheduled first goes first. Strands that became ready at an
/// instant are younger than every timer due at it, so they go after those, first in, first out.
/// </remarks>
public sealed class Simulation
{
    /// <summary>
    /// A wait that ends strictly before this instant may move the clock without suspending: nobody else can act until then, and the
    /// only strand that runs is about to sleep. Strictly, because a timer due at that very instant is older and goes first.
    /// Minus infinity while a strand is ready. Every arming lowers it; the loop sets it afresh before each resumption.
    /// </summary>
    internal double InlineLimit = double.NegativeInfinity;

    /// <summary>Free lists of this world; no other thread ever sees them.</summary>
    internal ContinuationPools Pools = new();

    private readonly int _maxStrands;
    private Calendar _calendar = new();
    private Strand[] _strands = new Strand[16];
    private int _strandCount;
    private int[] _freeStrands = new int[16]; // a stack of numbers: no write barrier
    private int _freeStrandCount;
    private int[] _ready = new int[64]; // a ring of numbers, its length a power of two
    private int _readyHead;
    private int _readyTail;
    private Race? _freeRaces;
    private long _births;
    private readonly List<Strand> _cancelling = []; // empty between calls
    private double _horizon = double.PositiveInfinity; // exclusive
    private bool _isRunning;
    private Exception? _stoppedBy;

    /// <summary>An empty world at t = 0.</summary>
    public Simulation()
        : this(Calendar.MaxOwners)
    {
    }

    internal Simulation(int maxStrands) => _maxStrands = maxStrands;

    /// <summary>Virtual time, seconds.</summary>
    public double Now { get; internal set; }

    /// <summary>Resumptions of strands since construction.</summary>
    public long Events { get; private set; }

    /// <summary>Strands that have begun, or will, and have not ended. At the end of a trial what is left is censored, or a bug.</summary>
    public int LiveStrands { get; private set; }

    /// <summary>Timers armed. Counts them: for checks at the end of a trial, not for loops.</summary>
    public int PendingTimers => _calendar.CountArmed();

    /// <summary>Whether delays may move the clock without suspending. Changes speed, never results; off for tests of just that.</summary>
    public bool InlineAdvance { get; set; } = true;

    /// <summary>
    /// Starts a detached strand: it runs from the loop at the current instant, after the caller has yielded, and nobody waits for its
    /// outcome.
    /// </summary>
    /// <param name="process">What it executes.</param>
    /// <param name="context">Passed along.</param>
    public Strand Spawn(Process process, object? context = null)
    {
        var strand = RentStrand();
        strand.Begin(process, context, race: null, numberInRace: 0, deadline: double.PositiveInfinity);
        return strand;
    }

    /// <summary>Runs until nothing is left to do, or every event up to and including an instant is done; the clock then stands there.</summary>
    /// <param name="untilSeconds">Virtual time. Range [<see cref="Now"/>, +∞].</param>
    public void Run(double untilSeconds = double.PositiveInfinity)
    {
        if (!(untilSeconds >= Now))
            throw new ArgumentOutOfRangeException(nameof(untilSeconds), untilSeconds, $"The clock stands at {Now} s and never goes back.");
        CheckUsable();
        _horizon = double.IsPositiveInfinity(untilSeconds) ? untilSeconds : Math.BitIncrement(untilSeconds);
        _isRunning = true;
        try
        {
            Loop();
        }
        catch (Exception exception)
        {
            _stoppedBy = exception;
            throw;
        }
        finally
        {
            _isRunning = false;
            InlineLimit = double.NegativeInfinity;
        }
        if (untilSeconds < double.PositiveInfinity)
            Now = untilSeconds;
    }

    /// <summary>
    /// Calls off every strand that is alive, oldest first, so that the next <see cref="Run"/> lets them unwind, and says how many
    /// there were.
    /// </summary>
    public int CancelAll()
    {
        for (var i = 0; i < _strandCount; i++)
        {
            if (_strands[i].IsAlive)
                _cancelling.Add(_strands[i]);
        }
        _cancelling.Sort(static (one, other) => one.Birth.CompareTo(other.Birth)); // numbers are reused: they tell nothing of age
        foreach (var strand in _cancelling)
            strand.Cancel();
        var count = _cancelling.Count;
        _cancelling.Clear();
        return count;
    }

    /// <summary>Back to t = 0 for the next trial. What was pooled stays pooled.</summary>
    /// <exception cref="InvalidOperationException">A strand is still alive.</exception>
    public void Reset()
    {
        CheckUsable();
        if (LiveStrands > 0)
            throw new InvalidOperationException($"{LiveStrands} strands are still alive at {Now} s. Let them end, or CancelAll() and Run().");
        _calendar.Clear();
        Now = 0;
    }

    internal long NextBirth() => _births++;

    /// <summary>For tests of the limit.</summary>
    internal void SkipToLastSequences(int left) => _calendar.SkipToLastSequences(left);

    internal Strand StrandById(int id) => _strands[id];

    internal Strand RentStrand()
    {
        LiveStrands++;
        return _freeStrandCount > 0 ? _strands[_freeStrands[--_freeStrandCount]] : AddStrand();
    }

    internal void Return(Strand strand)
    {
        LiveStrands--;
        if (_freeStrandCount == _freeStrands.Length)
            Array.Resize(ref _freeStrands, _freeStrandCount * 2);
        _freeStrands[_freeStrandCount++] = strand.Id;
    }

    internal Race RentRace(Strand owner)
    {
        var race = _freeRaces ?? new Race();
        _freeRaces = race.NextFree;
        race.Begin(owner);
        return race;
    }

    internal void Return(Race race)
    {
        race.Release(_freeRaces);
        _freeRaces = race;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void MakeReady(int strandId)
    {
        var ring = _ready;
        ring[_readyTail & (ring.Length - 1)] = strandId;
        _readyTail++;
        InlineLimit = double.NegativeInfinity;
        if (_readyTail - _readyHead == ring.Length)
            GrowReady();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Arm(int strandId, double time)
    {
        _calendar.Arm(strandId, time);
        if (time < InlineLimit)
            InlineLimit = time;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Disarm(int strandId) => _calendar.Disarm(strandId);

    /// <summary>Moves the clock if nobody else can act until then. Looks behind stale timers before it gives up.</summary>
    internal bool TryAdvanceInline(double time)
    {
        if (!(time < InlineLimit))
        {
            if (_readyHead != _readyTail || !InlineAdvance || double.IsPositiveInfinity(time))
                return false;
            _calendar.DropStaleUntil(time);
            SetInlineLimit();
            if (!(time < InlineLimit))
                return false;
        }
        Now = time;
        return true;
    }

    private void Loop()
    {
        for (; ; )
        {
            Strand strand;
            var earliest = _calendar.EarliestTime;
            if (_readyHead != _readyTail && earliest != Now)
            {
                strand = _strands[_ready[_readyHead++ & (_ready.Length - 1)]];
            }
            else
            {
                if (!(earliest < _horizon))
                    return;
                if (!_calendar.TakeFirst(out var owner))
                    continue;
                Now = earliest;
                strand = _strands[owner];
                strand.TimerStruck();
            }
            Events++;
            SetInlineLimit();
            strand.Resume();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetInlineLimit() => InlineLimit = _readyHead != _readyTail || !InlineAdvance
        ? double.NegativeInfinity
        : Math.Min(_calendar.EarliestTime, _horizon);

    private void GrowReady()
    {
        var count = _ready.Length;
        var grown = new int[count * 2];
        for (var i = 0; i < count; i++)
            grown[i] = _ready[(_readyHead + i) & (count - 1)];
        _ready = grown;
        _readyHead = 0;
        _readyTail = count;
    }

    private Strand AddStrand()
    {
        if (_strandCount == _maxStrands)
        {
            LiveStrands--;
            throw new InvalidOperationException($"A simulation holds at most {_maxStrands} live strands. Limit what the world admits.");
        }
        if (_strandCount == _strands.Length)
            Array.Resize(ref _strands, _strandCount * 2);
        var strand = new Strand(this, _strandCount);
        _calendar.AddOwner(_strandCount);
        return _strands[_strandCount++] = strand;
    }

    private void CheckUsable()
    {
        if (_isRunning)
            throw new InvalidOperationException("The simulation is running; a process cannot do this from inside.");
        if (_stoppedBy is not null)
            throw new InvalidOperationException("An exception stopped this simulation in the middle of an event; use another.", _stoppedBy);
    }
}
