namespace ChaosPlaybook.Kernel;

/// <summary>Identical permits (servers, connections, slots) that strands acquire first come, first served.</summary>
public sealed class Resource : IWaitSource
{
    private readonly Simulation _simulation;
    private int _capacity;
    private int _first = Strand.NoStrand; // the queue is linked through the strands themselves: waiting allocates nothing
    private int _last = Strand.NoStrand;

    /// <param name="simulation">The world it belongs to.</param>
    /// <param name="capacity">Number of permits. Range [0, 2³¹).</param>
    public Resource(Simulation simulation, int capacity)
    {
        _simulation = simulation;
        Capacity = capacity;
    }

    /// <summary>
    /// Number of permits. Range [0, 2³¹). Growing serves the queue at once; shrinking takes effect as holders release, so
    /// <see cref="InUse"/> may exceed it meanwhile.
    /// </summary>
    public int Capacity
    {
        get => _capacity;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _capacity = value;
            while (Waiting > 0 && InUse < _capacity)
            {
                InUse++;
                WakeFirst();
            }
        }
    }

    /// <summary>Permits held.</summary>
    public int InUse { get; private set; }

    /// <summary>Strands in the queue.</summary>
    public int Waiting { get; private set; }

    /// <summary>
    /// Waits for a permit. True: the strand holds one and must <see cref="Release"/> it. False: cancelled or deadline, and it holds
    /// none.
    /// </summary>
    public Wait Acquire(Strand strand)
    {
        if (strand.Deadline <= _simulation.Now)
            return new Wait(false);
        if (InUse < _capacity)
        {
            InUse++;
            return new Wait(true);
        }
        Enqueue(strand);
        return strand.Park(this);
    }

    /// <summary>Gives one permit back, straight to the first in the queue if there is one.</summary>
    public void Release()
    {
        if (InUse == 0)
            throw new InvalidOperationException("A permit was released that nobody held.");
        if (Waiting > 0 && InUse <= _capacity)
            WakeFirst(); // the permit changes hands and stays in use
        else
            InUse--;
    }

    void IWaitSource.Forget(Strand strand) => Unlink(strand);

    private void WakeFirst()
    {
        var first = _simulation.StrandById(_first);
        Unlink(first);
        first.Wake();
    }

    private void Enqueue(Strand strand)
    {
        strand.QueuePrevious = _last;
        strand.QueueNext = Strand.NoStrand;
        if (_last == Strand.NoStrand)
            _first = strand.Id;
        else
            _simulation.StrandById(_last).QueueNext = strand.Id;
        _last = strand.Id;
        Waiting++;
    }

    private void Unlink(Strand strand)
    {
        if (strand.QueuePrevious == Strand.NoStrand)
            _first = strand.QueueNext;
        else
            _simulation.StrandById(strand.QueuePrevious).QueueNext = strand.QueueNext;
        if (strand.QueueNext == Strand.NoStrand)
            _last = strand.QueuePrevious;
        else
            _simulation.StrandById(strand.QueueNext).QueuePrevious = strand.QueuePrevious;
        Waiting--;
    }
}
