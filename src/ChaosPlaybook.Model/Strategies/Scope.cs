using System.Runtime.CompilerServices;
using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>Who shares what a strategy has learnt.</summary>
public enum Scope
{
    /// <summary>Nobody: every call starts afresh.</summary>
    Call,
    /// <summary>The calls of one client to one executor.</summary>
    Client,
    /// <summary>The calls of all clients to one executor.</summary>
    World,
}

/// <summary>What a strategy has learnt.</summary>
internal interface IState
{
    /// <summary>Back to the beginning: before a trial, or before a call at <see cref="Scope.Call"/>.</summary>
    void Reset();

    /// <summary>Whether nobody holds anything of it; so at the end of every trial.</summary>
    bool IsIdle => true;
}

/// <summary>The state of a strategy at its scope.</summary>
internal readonly struct Scoped<T> where T : class, IState
{
    private readonly T? _shared;
    private readonly Func<T>? _create;
    private readonly int _slot;

    /// <summary>One state for every call that comes through the layer.</summary>
    public Scoped(T shared) => _shared = shared;

    /// <summary>A state of its own for every call.</summary>
    public Scoped(int slot, Func<T> create) => (_slot, _create) = (slot, create);

    /// <summary>The state that this call sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Of(Call call) => _shared ?? call.State(_slot, _create!);
}

/// <summary>The world that pipelines are built into: for one client and one executor at a time.</summary>
internal sealed class PipelineContext(Simulation simulation, Trial trial, IReadOnlyDictionary<string, Executor> executors)
{
    private readonly Dictionary<(StrategyOptions Owner, string Executor), IState> _ofWorld = [];
    private readonly List<IState> _shared = [];
    private int _slots;

    /// <summary>Virtual time and order.</summary>
    public Simulation Simulation { get; } = simulation;

    /// <summary>The trial that the world is in.</summary>
    public Trial Trial { get; } = trial;

    /// <summary>Where spans are noted, or nothing.</summary>
    public EventTrace? Trace { get; init; }

    /// <summary>Who notes how attempts end, or nobody.</summary>
    public Watch? Watch { get; init; }

    /// <summary>The executor that the pipeline under construction leads to.</summary>
    public string Target { get; set; } = "";

    /// <summary>What the step under construction asks of its executor.</summary>
    public IReadOnlyList<string> Needs { get; set; } = [];

    /// <summary>Every state that outlives a call, in order of construction.</summary>
    public IReadOnlyList<IState> States => _shared;

    /// <summary>Layers around the one under construction.</summary>
    public int Depth { get; set; }

    /// <summary>An attempt at an executor, from the layer under construction: watched and traced where somebody does.</summary>
    public Strategy Attempt(string executor) => Attempt(executor, Depth + 1);

    /// <inheritdoc cref="Attempt(string)"/>
    /// <param name="executor">Name of the executor.</param>
    /// <param name="depth">Layers around the attempt.</param>
    public Strategy Attempt(string executor, int depth)
    {
        Strategy attempt = Executor(executor);
        if (Watch is not null) attempt = Watch.Around(attempt, executor);
        return Trace is null ? attempt : new TracedLayer(SpanKind.Attempt, executor, depth, attempt, Trace);
    }

    /// <summary>The executor of that name.</summary>
    public Executor Executor(string name) => executors.TryGetValue(name, out var executor)
        ? executor.MarkCalled()
        : throw new ArgumentException($"{name} is no executor; known: {string.Join(", ", executors.Keys)}");

    /// <summary>The state of a strategy at the scope it asks for.</summary>
    /// <param name="owner">Settings of the strategy; with the target they name a state of the world.</param>
    /// <param name="scope">Who shares it.</param>
    /// <param name="create">Makes a fresh one.</param>
    public Scoped<T> State<T>(StrategyOptions owner, Scope scope, Func<T> create) where T : class, IState
    {
        if (scope == Scope.Call) return new(_slots++, create);
        if (scope == Scope.World && _ofWorld.TryGetValue((owner, Target), out var existing)) return new((T)existing);
        var state = create();
        if (state is Circuit circuit) circuit.Name = $"{owner.Word} of {Target}";
        _shared.Add(state);
        if (scope == Scope.World) _ofWorld[(owner, Target)] = state;
        return new(state);
    }
}
