using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Kernel;

/// <summary>
/// One logical thread of simulated activity: a chain of awaits with at most one open wait. Because there is but one, the strand
/// itself is what timers and queues hold; a wait needs no object of its own.
/// </summary>
/// <remarks>
/// Strands are reused: once its process has ended, a strand may come back as another one. Keep a reference only for as long as the
/// process runs.
/// </remarks>
public sealed class Strand
{
    internal const int NoStrand = -1;

    internal readonly int Id;
    internal int QueuePrevious = NoStrand; // links of the resource queue it waits in, as numbers: no write barrier
    internal int QueueNext = NoStrand;

    private readonly Start _start;
    private WaitBox? _waitBox;
    private State _state;
    private Continuation _resumeAt = null!; // what the end of the open wait resumes
    private IWaitSource? _parkedOn;
    private Process _process = null!;
    private TaskBox<Outcome>? _suspendedProcess;
    private Race? _race;
    private int _numberInRace;

    internal Strand(Simulation simulation, int id)
    {
        Simulation = simulation;
        Id = id;
        _start = new Start(this);
    }

    private enum State : byte
    {
        Ended,
        Ready,   // in the queue of strands that run at this instant; the answer of its wait stands
        Running,
        Waiting, // armed, parked, both, or neither: then it hangs until it is cancelled
    }

    /// <summary>The world it lives in.</summary>
    public Simulation Simulation { get; }

    /// <summary>Virtual time, seconds.</summary>
    public double Now => Simulation.Now;

    /// <summary>The strand that started it in a race; nothing for one that was spawned.</summary>
    public Strand? Starter => _race?.Starter;

    /// <summary>What was passed along at the start.</summary>
    public object? Context { get; private set; }

    /// <summary>Whether it was called off; all its waits answer false from then on.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Instant by which every wait ends, seconds; +∞ for none, −∞ once cancelled.</summary>
    public double Deadline { get; internal set; }

    /// <summary>The answer of the wait that ended last.</summary>
    internal bool Answer { get; private set; }

    /// <summary>
    /// Waits for a time. True when it has elapsed, false when the strand was cancelled or its deadline came first; the deadline wins
    /// ties. +∞ hangs until then.
    /// </summary>
    /// <remarks>
    /// Moves the clock and goes on without suspending when nobody else could act before the end of the delay
    /// (<see cref="Simulation.InlineAdvance"/>).
    /// </remarks>
    /// <param name="seconds">Range [0, +∞].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Wait Delay(double seconds)
    {
        var simulation = Simulation;
        var due = simulation.Now + seconds;
        if (seconds >= 0 && due < Deadline && due < simulation.InlineLimit)
        {
            simulation.Now = due;
            return new Wait(true);
        }
        return DelayUnlessAlone(seconds, due);
    }

    /// <summary>The outcome after a time, or <see cref="Outcome.Cancelled"/>: a delay that needs no coroutine frame.</summary>
    /// <param name="seconds">Range [0, +∞].</param>
    /// <param name="outcome">The outcome when the time has elapsed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SimTask<Outcome> After(double seconds, Outcome outcome) => Delay(seconds).Then(outcome);

    /// <summary>Sets a deadline for everything awaited until the scope's <see cref="DeadlineScope.Exit"/>.</summary>
    /// <param name="seconds">From now. Range [0, +∞].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeadlineScope Within(double seconds)
    {
        Check.Seconds(seconds);
        var outer = Deadline;
        var own = Simulation.Now + seconds;
        if (own < outer)
            Deadline = own;
        return new DeadlineScope(this, outer, own);
    }

    /// <summary>Children that run side by side; end it with <see cref="Kernel.Race.Finish"/>.</summary>
    public Race Race() => Simulation.RentRace(this);

    /// <summary>
    /// Waits until <paramref name="source"/> wakes the strand: true, or what it says. False on cancellation, at the deadline, or at
    /// <paramref name="untilSeconds"/>. Of a wake-up and such an instant falling together, what was scheduled first wins.
    /// </summary>
    /// <param name="source">Has already noted the strand; is asked to forget it if the wait ends otherwise.</param>
    /// <param name="untilSeconds">Virtual time. Not NaN.</param>
    public Wait Park(IWaitSource source, double untilSeconds = double.PositiveInfinity)
    {
        if (double.IsNaN(untilSeconds))
            Check.ThrowNotSeconds(untilSeconds, nameof(untilSeconds));
        var end = Math.Min(untilSeconds, Deadline);
        if (end <= Simulation.Now)
        {
            source.Forget(this);
            return new Wait(false);
        }
        ParkShielded(source);
        if (end < double.PositiveInfinity)
            Simulation.Arm(Id, end);
        return new Wait(this);
    }

    /// <summary>Ends the wait of a parked strand. Only makes it ready: nothing runs before the caller has yielded.</summary>
    /// <param name="ok">The answer of the wait.</param>
    public void Wake(bool ok = true)
    {
        if (_parkedOn is null)
            throw new InvalidOperationException("Only a parked strand can be woken; this one is " + _state + ".");
        EndWait(ok);
    }

    /// <summary>
    /// Calls the strand off: its open wait ends now with false, later ones at once, and its code unwinds line by line. If it has not
    /// begun, it never runs. If its wait has just ended, that answer stands and the next one tells. Runs nothing itself.
    /// </summary>
    public void Cancel()
    {
        if (IsCancelled || _state == State.Ended)
            return;
        IsCancelled = true;
        Deadline = double.NegativeInfinity;
        if (_state == State.Waiting)
        {
            _parkedOn?.Forget(this);
            EndWait(false);
        }
    }

    /// <summary>Its rank by age among all strands.</summary>
    internal long Birth { get; private set; }

    internal bool IsAlive => _state != State.Ended;

    internal void Begin(Process process, object? context, Race? race, int numberInRace, double deadline)
    {
        // Compared first: a write barrier costs more than the test, and a reused strand mostly does the same again.
        if (_process != process) _process = process;
        if (Context != context) Context = context;
        if (_race != race) _race = race;
        SuspendOn(_start);
        _numberInRace = numberInRace;
        Birth = Simulation.NextBirth();
        Deadline = deadline;
        IsCancelled = false;
        _state = State.Ready;
        Simulation.MakeReady(Id);
    }

    /// <summary>Its timer has struck: the answer stands since the wait began; a parked strand leaves its source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void TimerStruck()
    {
        if (_parkedOn is not { } source)
            return;
        _parkedOn = null;
        source.Forget(this);
    }

    /// <summary>Runs the strand to its next wait or its end. Called by the loop alone.</summary>
    internal void Resume()
    {
        _state = State.Running;
        for (var next = _resumeAt; next is not null;)
            next = next.Resume();
    }

    /// <summary>Parks without regard to deadline and cancellation, which the caller must deal with.</summary>
    internal Wait ParkShielded(IWaitSource source)
    {
        BeginWait();
        Answer = false; // until woken
        _parkedOn = source;
        return new Wait(this);
    }

    internal bool IsParkedOn(IWaitSource source) => _parkedOn == source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SuspendOn(Continuation continuation)
    {
        if (_resumeAt != continuation)
            _resumeAt = continuation;
    }

    internal TaskBox<Outcome> BoxOpenWait(Outcome whenTrue)
    {
        var box = _waitBox ??= new WaitBox(this);
        box.WhenTrue = whenTrue;
        SuspendOn(box);
        return box;
    }

    private Wait DelayUnlessAlone(double seconds, double due)
    {
        Check.Seconds(seconds);
        var simulation = Simulation;
        var elapses = due < Deadline; // the deadline wins ties
        var end = elapses ? due : Deadline;
        if (!elapses && end <= simulation.Now)
            return new Wait(false);
        if (simulation.TryAdvanceInline(end))
            return new Wait(elapses);
        BeginWait();
        Answer = elapses;
        if (end <= simulation.Now)
            MakeReady();
        else if (end < double.PositiveInfinity)
            simulation.Arm(Id, end);
        return new Wait(this);
    }

    private void BeginWait()
    {
        if (_state != State.Running)
        {
            throw new InvalidOperationException(
                "A strand has one open wait, begun by its own code: await each Wait and SimTask at once. This strand is " + _state + ".");
        }
        _state = State.Waiting;
    }

    private void EndWait(bool answer)
    {
        _parkedOn = null;
        Simulation.Disarm(Id);
        Answer = answer;
        MakeReady();
    }

    private void MakeReady()
    {
        _state = State.Ready;
        Simulation.MakeReady(Id);
    }

    private void StartProcess()
    {
        var task = IsCancelled ? new SimTask<Outcome>(Outcome.Cancelled) : _process.Run(this, Context);
        if (task.Box is not { } box)
            End(task.Result);
        else if (box.IsFaulted)
            End(box.Take()); // throws
        else
            (_suspendedProcess = box).AwaitBy(_start);
    }

    private void End(Outcome outcome)
    {
        if (_state != State.Running)
            throw new InvalidOperationException("A process ended with an open wait: await each Wait and SimTask.");
        _state = State.Ended;
        _suspendedProcess = null;
        _race?.ChildEnded(_numberInRace, outcome);
        Simulation.Return(this);
    }

    /// <summary>The outermost continuation of a strand: begins its process, and later takes the outcome.</summary>
    private sealed class Start(Strand strand) : Continuation
    {
        internal override Continuation? Resume()
        {
            if (strand._suspendedProcess is { } process)
                strand.End(process.Take());
            else
                strand.StartProcess();
            return null;
        }
    }
}
