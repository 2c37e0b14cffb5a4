using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace ChaosPlaybook.Kernel;

/// <summary>Something that waits for a result.</summary>
internal abstract class Continuation
{
    /// <summary>The next one in the free list, while this one is free.</summary>
    internal Continuation? NextFree;

    /// <summary>
    /// Runs to the next suspension. Returns what its end unblocked, for the caller to resume next: the stack stays flat however
    /// deep the chain of awaits is.
    /// </summary>
    internal abstract Continuation? Resume();
}

/// <summary>The free lists of one simulation: one per type of pooled continuation.</summary>
internal struct ContinuationPools
{
    private static int s_slots;

    private Slot[] _free = new Slot[16];

    public ContinuationPools()
    {
    }

    /// <summary>A struct around the reference: storing into an array of a class would check the type each time.</summary>
    private struct Slot
    {
        public Continuation? First;
    }

    /// <summary>A number for one type of continuation, the same in every simulation.</summary>
    internal static int NewSlot() => Interlocked.Increment(ref s_slots) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly Continuation? Take(int slot)
    {
        var free = _free;
        if ((uint)slot >= (uint)free.Length || free[slot].First is not { } first)
            return null;
        free[slot].First = first.NextFree;
        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Put(int slot, Continuation continuation)
    {
        if (slot >= _free.Length)
            Array.Resize(ref _free, (slot * 2) + 8);
        ref var first = ref _free[slot].First;
        continuation.NextFree = first;
        first = continuation;
    }
}

/// <summary>The result of a <see cref="SimTask{T}"/> that could not end at once: awaited by one continuation, then reused.</summary>
internal abstract class TaskBox<T>(Simulation simulation) : Continuation
{
    internal readonly Simulation Simulation = simulation;
    private Continuation? _awaitedBy;
    private T _result = default!;
    private Exception? _exception;
    private bool _succeeded;

    internal bool IsCompleted => _succeeded || _exception is not null;

    internal bool IsFaulted => _exception is not null;

    /// <summary>Called once per use. Compares first: a write barrier costs more than the test, and the awaiter is often the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AwaitBy(Continuation continuation)
    {
        if (_awaitedBy != continuation)
            _awaitedBy = continuation;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Succeed(T result)
    {
        _result = result;
        _succeeded = true;
    }

    internal void Fail(Exception exception) => _exception = exception;

    /// <summary>The result, once; the box is free afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T Take()
    {
        if (!_succeeded)
            ThrowInsteadOfResult();
        var result = _result;
        _succeeded = false;
        Recycle();
        return result;
    }

    /// <summary>What to resume once <see cref="Continuation.Resume"/> has brought the result, null as long as it has not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected Continuation? Unblocked() => IsCompleted ? _awaitedBy : null;

    protected abstract void Recycle();

    [DoesNotReturn]
    private void ThrowInsteadOfResult()
    {
        if (_exception is null)
            throw new InvalidOperationException("This SimTask has not ended yet: await it inside a SimTask method.");
        ExceptionDispatchInfo.Throw(_exception);
    }
}

/// <summary>A suspended <c>async SimTask</c> method.</summary>
internal sealed class StateMachineBox<TStateMachine, T>(Simulation simulation) : TaskBox<T>(simulation)
    where TStateMachine : IAsyncStateMachine
{
    private static readonly int s_slot = ContinuationPools.NewSlot();

    internal TStateMachine StateMachine = default!;

    // Unsafe.As, here and below: a slot only ever holds what this type has put there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static StateMachineBox<TStateMachine, T> Rent(Simulation simulation) =>
        Unsafe.As<StateMachineBox<TStateMachine, T>?>(simulation.Pools.Take(s_slot)) ?? new(simulation);

    internal override Continuation? Resume()
    {
        StateMachine.MoveNext();
        return Unblocked();
    }

    protected override void Recycle() => Simulation.Pools.Put(s_slot, this);
}

/// <summary>A result that is looked at on its way, see <see cref="SimTask{T}.Then{TState}"/>.</summary>
internal sealed class MapBox<TState, T>(Simulation simulation) : TaskBox<T>(simulation)
{
    private static readonly int s_slot = ContinuationPools.NewSlot();

    private TaskBox<T> _inner = null!;
    private TState _state = default!;
    private Func<TState, T, T> _map = null!;

    internal static MapBox<TState, T> Rent(TaskBox<T> inner, TState state, Func<TState, T, T> map)
    {
        var simulation = inner.Simulation;
        var box = Unsafe.As<MapBox<TState, T>?>(simulation.Pools.Take(s_slot)) ?? new(simulation);
        if (box._inner != inner)
            box._inner = inner;
        if (!ReferenceEquals(box._map, map))
            box._map = map;
        box._state = state;
        inner.AwaitBy(box);
        return box;
    }

    internal override Continuation? Resume()
    {
        try
        {
            Succeed(_map(_state, _inner.Take()));
        }
        catch (Exception exception)
        {
            Fail(exception); // for whoever awaits, as it would be from a method
        }
        return Unblocked();
    }

    protected override void Recycle() => Simulation.Pools.Put(s_slot, this);
}

/// <summary>The outcome that a strand's open wait stands for, see <see cref="Wait.Then"/>. One per strand, as its open wait is.</summary>
internal sealed class WaitBox(Strand strand) : TaskBox<Outcome>(strand.Simulation)
{
    internal Outcome WhenTrue;

    internal override Continuation? Resume()
    {
        Succeed(strand.Answer ? WhenTrue : Outcome.Cancelled);
        return Unblocked();
    }

    protected override void Recycle()
    {
    }
}

/// <summary>A method that threw before its first suspension. It has no simulation: nobody suspends on it.</summary>
internal sealed class FaultedBox<T> : TaskBox<T>
{
    internal FaultedBox(Exception exception)
        : base(null!) => Fail(exception);

    internal override Continuation? Resume() => null;

    protected override void Recycle()
    {
    }
}
