using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Kernel;

/// <summary>
/// What an <c>async</c> method of the simulated world returns. It is awaited at once, inside another such method.
/// </summary>
/// <remarks>
/// A method that never suspends carries its result inside and allocates nothing; one that does lives in a box that its simulation
/// reuses. A ref struct, so that it cannot be kept for later: a box belongs to somebody else once its result was taken.
/// </remarks>
/// <typeparam name="T">Type of the result.</typeparam>
[AsyncMethodBuilder(typeof(SimTaskMethodBuilder<>))]
public readonly ref struct SimTask<T>
{
    internal readonly TaskBox<T>? Box;
    internal readonly T Result;

    /// <param name="result">The result of work that is already done.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SimTask(T result) => Result = result;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal SimTask(TaskBox<T> box)
    {
        Box = box;
        Result = default!;
    }

    /// <summary>A result that is already there.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor is the named alternative.")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator SimTask<T>(T result) => new(result);

    /// <summary>
    /// Maps the result without a coroutine frame: for layers that only look at it. Pass what the map needs as
    /// <paramref name="state"/> and make <paramref name="map"/> static, then nothing is allocated.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SimTask<T> Then<TState>(TState state, Func<TState, T, T> map)
    {
        if (Box is null)
            return new(map(state, Result));
        return Box.IsFaulted ? this : new(MapBox<TState, T>.Rent(Box, state, map));
    }

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Awaiter GetAwaiter() => new(this);

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly struct Awaiter : ICriticalNotifyCompletion, ISimAwaiter
    {
        private readonly TaskBox<T>? _box;
        private readonly T _result;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Awaiter(SimTask<T> task)
        {
            _box = task.Box;
            _result = task.Result;
        }

        /// <summary>Whether the result is there.</summary>
        public bool IsCompleted
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => _box is null || _box.IsCompleted;
        }

        Simulation ISimAwaiter.Simulation
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => _box!.Simulation;
        }

        /// <summary>The result, or the exception of the method.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T GetResult() => _box is null ? _result : _box.Take();

        /// <summary>Not supported: only SimTask methods await a SimTask.</summary>
        public void OnCompleted(Action continuation) => SimTaskMethodBuilder.ThrowAwaitedFromOutside();

        /// <summary>Not supported: only SimTask methods await a SimTask.</summary>
        public void UnsafeOnCompleted(Action continuation) => SimTaskMethodBuilder.ThrowAwaitedFromOutside();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void ISimAwaiter.Suspend(Continuation continuation) => _box!.AwaitBy(continuation);
    }
}

/// <summary>What a SimTask method can await.</summary>
internal interface ISimAwaiter
{
    Simulation Simulation { get; }

    /// <summary>Resumes <paramref name="continuation"/> when the result is there.</summary>
    void Suspend(Continuation continuation);
}

/// <summary>For the compiler: builds the <see cref="SimTask{T}"/> of an <c>async</c> method.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct SimTaskMethodBuilder<T>
{
    private TaskBox<T>? _box;
    private T _result;

    /// <summary>The task that the method returns.</summary>
    public readonly SimTask<T> Task
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _box is null ? new(_result) : new(_box);
    }

    /// <summary>A builder for one call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimTaskMethodBuilder<T> Create() => default;

    /// <summary>Runs to the first suspension.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Not needed: the box is made on the first suspension.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>The method returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetResult(T result)
    {
        if (_box is null)
            _result = result;
        else
            _box.Succeed(result);
    }

    /// <summary>The method threw.</summary>
    public void SetException(Exception exception)
    {
        if (_box is null)
            _box = new FaultedBox<T>(exception);
        else
            _box.Fail(exception);
    }

    /// <summary>The method awaits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => Suspend(ref awaiter, ref stateMachine);

    /// <summary>The method awaits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => Suspend(ref awaiter, ref stateMachine);

    // The awaiter is a struct, so the compiler sees through the interface: no boxing once the method is optimised.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Suspend<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (awaiter is not ISimAwaiter)
            SimTaskMethodBuilder.ThrowCannotAwait(typeof(TAwaiter));
        var box = _box;
        if (box is null)
        {
            // This builder lives inside the state machine: it must know the box before the state machine is copied into it.
            var rented = StateMachineBox<TStateMachine, T>.Rent(((ISimAwaiter)awaiter).Simulation);
            _box = box = rented;
            rented.StateMachine = stateMachine;
        }
        ((ISimAwaiter)awaiter).Suspend(box);
    }
}

/// <summary>What goes wrong around a SimTask, in words.</summary>
internal static class SimTaskMethodBuilder
{
    [DoesNotReturn]
    internal static void ThrowCannotAwait(Type awaiter) => throw new NotSupportedException(
        $"A SimTask method cannot await {awaiter}: only SimTask and Wait know virtual time. Use Strand.Delay, Resource or Race instead.");

    [DoesNotReturn]
    internal static void ThrowAwaitedFromOutside() => throw new NotSupportedException(
        "SimTask and Wait can be awaited by SimTask methods only. From outside, use Simulation.Spawn and Simulation.Run.");
}
