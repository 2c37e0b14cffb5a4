using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// One world on one clock: built once from its options, run once per replication. What a run gives depends on the options, the
/// master seed and the replication, and on nothing that was run before. Not safe for several threads at once.
/// </summary>
public sealed class World
{
    private readonly Simulation _simulation = new();
    private readonly Trial _trial;
    private readonly Executor[] _executors;
    private readonly IState[] _states;
    private readonly Agent _agent;
    private readonly Client _client;
    private readonly Population? _population;
    private readonly ulong _seed;
    private readonly double _horizon;

    /// <param name="options">What the world contains.</param>
    /// <param name="seed">Master seed of all luck.</param>
    /// <exception cref="ArgumentException">A value is out of range, or an executor is unknown.</exception>
    public World(WorldOptions options, ulong seed)
    {
        if (options.Check().ToList() is { Count: > 0 } violations) throw new ArgumentException(string.Join("; ", violations));
        _seed = seed;
        _trial = new Trial { MaxAttempts = options.MaxAttempts };
        _executors = [.. options.Executors.Select((executor, entity) => new Executor(executor, entity, _simulation))];
        var context = new PipelineContext(
            _simulation, _trial, options.Executors.Zip(_executors).ToDictionary(pair => pair.First.Name, pair => pair.Second));
        var steps = options.Agent.Steps;
        var clients = new Client[options.Workload?.Clients ?? 1];
        for (var i = 0; i < clients.Length; i++) clients[i] = Client.Build(steps, options.Playbook, context);
        _client = clients[0];
        _states = [.. context.States];
        _agent = new Agent(steps, _trial);
        _horizon = options.Workload?.ForSeconds ?? 0;
        _population = options.Workload switch
        {
            OpenWorkloadOptions open => new OpenPopulation(open, clients, steps, _trial),
            ClosedWorkloadOptions closed => new ClosedPopulation(closed, clients, steps, _trial),
            _ => null,
        };
    }

    /// <summary>Who serves, in the order of the options.</summary>
    internal IReadOnlyList<Executor> Executors => _executors;

    /// <summary>Runs one trial.</summary>
    /// <param name="replication">Index of the trial. Range [0, 2⁴⁸).</param>
    /// <param name="record">What it left behind.</param>
    /// <exception cref="InvalidOperationException">A strand or a timer was left behind: a bug of ours.</exception>
    public void Run(long replication, out TrialRecord record)
    {
        _simulation.Reset();
        var luck = new Luck(_seed, replication);
        _trial.Begin(luck);
        foreach (var state in _states) state.Reset();
        foreach (var executor in _executors) executor.Begin(luck);
        if (_population is null)
        {
            _agent.Begin(0, _client, 0, _trial.Counted);
            _simulation.Spawn(_agent);
            _simulation.Run();
        }
        else
        {
            _population.Live(_simulation);
            MeasureServers();
        }
        if (_simulation.LiveStrands != 0) throw new InvalidOperationException($"replication {replication} left {_simulation.LiveStrands} strands behind");
        record = _trial.Counted.Record;
    }

    private void MeasureServers()
    {
        double busy = 0, wasted = 0, capacity = 0;
        foreach (var station in _executors.SelectMany(executor => executor.Stations))
        {
            if (station.Busy != 0) throw new InvalidOperationException($"a station ended with {station.Busy} servers at work");
            busy += station.BusySeconds;
            wasted += station.WastedSeconds;
            capacity += station.Servers * _horizon;
        }
        ref var record = ref _trial.Counted.Record;
        record.Utilisation = capacity > 0 ? busy / capacity : 0;
        record.WastedShare = busy > 0 ? wasted / busy : 0;
    }
}
