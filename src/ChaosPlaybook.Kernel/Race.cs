namespace ChaosPlaybook.Kernel;

/// <summary>
/// Children of one strand that run side by side: copies racing for the first success (<see cref="Settled()"/>), or branches that are
/// all waited for (<see cref="All()"/>). Their owner ends it with <see cref="Finish"/>, always; it is reused afterwards.
/// </summary>
/// <remarks>A child inherits the deadline its owner has when it is started, and runs after the owner has yielded.</remarks>
public sealed class Race : IWaitSource
{
    private Strand? _owner; // null while nobody uses it
    private Child[] _children = new Child[4];
    private Outcome _best;
    private bool _waitsForAll;

    internal Race()
    {
    }

    private struct Child
    {
        public int StrandId; // NoStrand once it has ended
        public Outcome Outcome;
    }

    /// <summary>Children started.</summary>
    public int Count { get; private set; }

    /// <summary>Children that have not ended.</summary>
    public int Running { get; private set; }

    internal Race? NextFree { get; private set; }

    private bool IsSettled => _best.Succeeded || Running == 0;

    /// <summary>Starts a child. Children are numbered from 0 in the order of their start.</summary>
    public void Start(Process process, object? context = null)
    {
        var owner = Owner();
        if (Count == _children.Length)
            Array.Resize(ref _children, Count * 2);
        var child = owner.Simulation.RentStrand();
        _children[Count].StrandId = child.Id;
        child.Begin(process, context, this, Count, owner.Deadline);
        Count++;
        Running++;
        if (owner.IsCancelled)
            child.Cancel();
    }

    /// <summary>True when a child has succeeded or all have ended; false when the owner was cancelled or its deadline came.</summary>
    public Wait Settled() => Settled(double.PositiveInfinity);

    /// <summary>The same, but false also when <paramref name="withinSeconds"/> have passed. Range [0, +∞].</summary>
    public Wait Settled(double withinSeconds)
    {
        Check.Seconds(withinSeconds);
        var owner = Owner();
        _waitsForAll = false;
        return IsSettled ? new Wait(true) : owner.Park(this, owner.Now + withinSeconds);
    }

    /// <summary>True when all children have ended, well or badly; false when the owner was cancelled or its deadline came.</summary>
    public Wait All()
    {
        var owner = Owner();
        _waitsForAll = true;
        return Running == 0 ? new Wait(true) : owner.Park(this);
    }

    /// <summary>How a child has ended; it must have. Not to be asked after <see cref="Finish"/>.</summary>
    /// <param name="child">Its number. Range [0, <see cref="Count"/>).</param>
    public Outcome OutcomeOf(int child)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(child);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(child, Count);
        if (_children[child].StrandId != Strand.NoStrand)
            throw new InvalidOperationException($"Child {child} has not ended: await All() first.");
        return _children[child].Outcome;
    }

    /// <summary>
    /// Cancels the children that still run, waits until they have unwound (in no virtual time; neither deadline nor cancellation cuts
    /// this short), and releases the race.
    /// </summary>
    /// <returns>
    /// The first success. Without one: Cancelled if the owner's time is up (cancelled, or at its deadline), otherwise what the first
    /// child to end without being cancelled brought; Cancelled if there is none.
    /// </returns>
    public SimTask<Outcome> Finish()
    {
        var owner = Owner();
        for (var i = 0; Running > 0 && i < Count; i++)
        {
            var id = _children[i].StrandId;
            if (id != Strand.NoStrand)
                owner.Simulation.StrandById(id).Cancel();
        }
        return Running > 0 ? FinishWhenUnwound(owner) : Conclude(owner);
    }

    void IWaitSource.Forget(Strand strand)
    {
        // Nothing is given out here: whether the owner waits is asked of the owner.
    }

    internal void Begin(Strand owner)
    {
        _owner = owner;
        _best = Outcome.Cancelled;
        Count = 0;
    }

    internal void Release(Race? nextFree)
    {
        _owner = null;
        NextFree = nextFree;
    }

    internal void ChildEnded(int number, Outcome outcome)
    {
        ref var child = ref _children[number];
        child.StrandId = Strand.NoStrand;
        child.Outcome = outcome;
        Running--;
        if (_best.IsCancelled || (outcome.Succeeded && !_best.Succeeded))
            _best = outcome; // the first success, or else the first that was not cancelled
        var owner = _owner!;
        if (owner.IsParkedOn(this) && (_waitsForAll ? Running == 0 : IsSettled))
            owner.Wake();
    }

    private async SimTask<Outcome> FinishWhenUnwound(Strand owner)
    {
        _waitsForAll = true; // one wake-up, not one per child
        while (Running > 0)
            await owner.ParkShielded(this); // a loop, because a cancellation of the owner ends the wait early
        return Conclude(owner);
    }

    private Outcome Conclude(Strand owner)
    {
        var result = _best.Succeeded || owner.Deadline > owner.Now ? _best : Outcome.Cancelled;
        owner.Simulation.Return(this);
        return result;
    }

    /// <summary>The strand whose race it is; nothing while nobody uses it.</summary>
    internal Strand? Starter => _owner;

    private Strand Owner() => _owner ?? throw new InvalidOperationException("This race is finished; begin another with Strand.Race().");
}
