using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Kernel;

/// <summary>
/// An open wait of a strand. Awaiting it answers true when what was waited for has come, false when the strand was cancelled or its
/// deadline came first. Await it at once: a strand has one open wait.
/// </summary>
public readonly struct Wait : ICriticalNotifyCompletion, ISimAwaiter
{
    private readonly Strand? _strand; // null when the answer is already there
    private readonly bool _answer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Wait(bool answer) => _answer = answer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Wait(Strand strand) => _strand = strand;

    /// <summary>A wait that is over: what a wait source answers when there is nothing to wait for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wait Over(bool answer) => new(answer);

    /// <summary>
    /// The same wait as a task: <paramref name="outcome"/> when it answers true, otherwise <see cref="Outcome.Cancelled"/>.
    /// Needs no coroutine frame.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SimTask<Outcome> Then(Outcome outcome) =>
        _strand is null ? new(_answer ? outcome : Outcome.Cancelled) : new(_strand.BoxOpenWait(outcome));

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Wait GetAwaiter() => this;

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool IsCompleted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _strand is null;
    }

    Simulation ISimAwaiter.Simulation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _strand!.Simulation;
    }

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool GetResult() => _strand is null ? _answer : _strand.Answer;

    /// <summary>Not supported: only SimTask methods await a Wait.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void OnCompleted(Action continuation) => SimTaskMethodBuilder.ThrowAwaitedFromOutside();

    /// <summary>Not supported: only SimTask methods await a Wait.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void UnsafeOnCompleted(Action continuation) => SimTaskMethodBuilder.ThrowAwaitedFromOutside();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void ISimAwaiter.Suspend(Continuation continuation) => _strand!.SuspendOn(continuation);
}

/// <summary>
/// Something strands can park on until it wakes them: a resource, a race, a queue of the floor above. The source notes the strand,
/// parks it (<see cref="Strand.Park(IWaitSource)"/>), and wakes it later (<see cref="Strand.Wake"/>) after striking it off.
/// </summary>
public interface IWaitSource
{
    /// <summary>
    /// The strand no longer waits here: its deadline came, or it was cancelled. Strike it off, so that nothing is given to it.
    /// Must not run anything.
    /// </summary>
    void Forget(Strand strand);
}
