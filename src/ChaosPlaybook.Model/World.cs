using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// One world on one clock: built once from its options, run once per replication. What a run gives depends on the options, the
/// master seed and the replication, and on nothing that was run before. Not safe for several threads at once.
/// </summary>
public sealed class World
{
    private const int FailureCodes = 1000;

    private readonly Simulation _simulation = new();
    private readonly Trial _trial;
    private readonly Executor[] _executors;
    private readonly Station[] _stations;
    private readonly Cause[] _causes;
    private readonly IState[] _states;
    private readonly CapacityChange[] _changes;
    private readonly Injection[] _injections;
    private readonly Monitor? _monitor;
    private readonly CoverageTrack? _coverage;
    private readonly Agent _agent;
    private readonly LoneTrial? _lone;
    private readonly Client _client;
    private readonly Population? _population;
    private readonly EventTrace? _trace;
    private readonly Audit _audit;
    private readonly ulong _seed;

    /// <param name="options">What the world contains.</param>
    /// <param name="seed">Master seed of all luck.</param>
    /// <param name="trace">Takes the spans of each trial in turn, or nothing.</param>
    /// <exception cref="ArgumentException">A value is out of range, or an executor is unknown.</exception>
    public World(WorldOptions options, ulong seed, EventTrace? trace = null)
    {
        if (options.Check().ToList() is { Count: > 0 } violations) throw new ArgumentException(string.Join("; ", violations));
        _seed = seed;
        _trace = trace;
        var served = options.Injected;
        _trial = new Trial
        {
            MaxAttempts = options.MaxAttempts, Trace = trace,
            Steps = new StepAccount[options.Agent.Steps.Count], Faults = new FaultCount[served.Sum(executor => executor.Faults.Count)],
        };
        if (trace is not null) trace.Clock = _simulation;
        _injections = [.. options.Experiment is null or { IsTwin: true } ? [] : options.Experiment.Phases.Select(_ => new Injection())];
        _causes = [.. options.Causes.Select((cause, number) => new Cause(cause, number))];
        var causes = options.Causes.Zip(_causes).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        _executors = [.. served.Select((executor, entity) => new Executor(executor, entity, _simulation, causes, _injections, new(_trial.Faults, FaultAccounts.FirstOf(served, entity))))];
        _changes = [.. _executors.SelectMany(executor => executor.Changes)];
        Member.Remove(options, _executors);
        if (options.Experiment is not null || options is { IsWatched: true, Workload: not null }) Watch = _trial.Watch = new Watch(served.Select(executor => executor.Name), options.Workload!, options.Experiment?.Phases[0].FromSeconds ?? 0);
        for (var i = 0; Watch is not null && i < _executors.Length; i++)
        {
            if (_executors[i].Stations.Count < 2) continue;
            Watch.Executors[i].Split(_executors[i].Stations.Count);
            _executors[i].Account = Watch.Executors[i];
        }
        var context = new PipelineContext(
            _simulation, _trial, served.Zip(_executors).ToDictionary(pair => pair.First.Name, pair => pair.Second)) { Trace = trace, Watch = Watch };
        var steps = options.Agent.Steps;
        var workflow = new Workflow(options.Agent);
        var clients = new Client[options.Workload?.Clients ?? 1];
        for (var i = 0; i < clients.Length; i++) clients[i] = Client.Build(workflow, options.Playbook, context);
        _client = clients[0];
        Connect(_executors, options.Playbook, context);
        _states = [.. context.States];
        if (trace is not null) foreach (var circuit in _states.OfType<Circuit>()) circuit.Trace = trace;
        _audit = new(_simulation, _trial, _executors, _states);
        _stations = [.. _executors.Where(executor => executor.IsCalled).SelectMany(executor => executor.Stations).Where(station => !station.IsGone)];
        _agent = new Agent(steps, _trial);
        if (_changes.Length > 0) _lone = new(_agent, _changes);
        if (options.Workload is { } workload)
        {
            var stations = served.Zip(_executors).SelectMany(pair =>
                pair.Second.Stations.Select((station, instance) => (pair.Second.Stations.Count == 1 ? pair.First.Name : $"{pair.First.Name}#{instance + 1}", station)));
            _trial.FailedCodes = new int[FailureCodes];
            var varying = served.Zip(_executors).Where(pair => CapacityRules.InstancesVary(pair.First))
                .Select(pair => (pair.First.Name, pair.Second.Balancer!, pair.First.Instances));
            if (options.Experiment is not null)
            {
                _coverage = new(options, _executors);
                foreach (var executor in _executors)
                    if (executor.Balancer is { } balancer) balancer.Coverage = _coverage;
            }
            _trial.Timeline = new Timeline(workload, stations, _states, varying, _coverage);
            if (options.Experiment is { IsTwin: false } experiment)
                _monitor = new(experiment, _trial.Timeline, Watch!, _injections, new Rollback(experiment, _injections, [.. _states.OfType<Circuit>()], _executors));
        }
        _population = options.Workload switch
        {
            OpenWorkloadOptions open => new OpenPopulation(open, clients, steps, _trial),
            ClosedWorkloadOptions closed => new ClosedPopulation(closed, clients, steps, _trial),
            _ => null,
        };
    }

    /// <summary>What happened when in the last trial; nothing without a workload. The next trial overwrites it.</summary>
    public Timeline? Timeline => _trial.Timeline;

    /// <summary>What each step took in the last trial, in the order of the options. The next trial overwrites it.</summary>
    public ReadOnlySpan<StepAccount> Steps => _trial.Steps;

    /// <summary>What is noted of the last trial beside its timeline; nothing without an experiment.</summary>
    public Watch? Watch { get; }

    /// <summary>How the experiment of the last trial went; nothing without one.</summary>
    public MonitorRecord? Monitored => _monitor?.Record;

    /// <summary>Whether an injected fault has struck anything in the last trial.</summary>
    public bool InjectionLanded => _injections.Any(injection => injection.HasLanded);

    /// <summary>What became of each fault in the last trial, in the order of <see cref="FaultName.Of(WorldOptions)"/>. The next trial overwrites it.</summary>
    public ReadOnlySpan<FaultCount> FaultCounts => _trial.Faults;

    /// <summary>What stops the faults of each phase of the experiment.</summary>
    internal IReadOnlyList<Injection> Injections => _injections;

    /// <summary>
    /// Workflows of the last trial that failed, by error code: index 503 counts those that failed with 503, 0 those without a code.
    /// Empty without a workload. The next trial overwrites it.
    /// </summary>
    public ReadOnlySpan<int> FailedByCode => _trial.FailedCodes;

    /// <summary>Who serves, in the order of the options.</summary>
    internal IReadOnlyList<Executor> Executors => _executors;

    /// <summary>Runs one trial.</summary>
    /// <param name="replication">Index of the trial. Range [0, 2⁴⁸).</param>
    /// <param name="record">What it left behind.</param>
    /// <exception cref="InvalidOperationException">Something was left behind, or an account does not close: a bug of ours.</exception>
    public void Run(long replication, out TrialRecord record)
    {
        _simulation.Reset();
        var luck = new Luck(_seed, replication);
        _trial.Begin(luck);
        _trial.Timeline?.Begin();
        foreach (var state in _states) state.Reset();
        _trace?.Clear();
        foreach (var cause in _causes) cause.Begin(luck);
        foreach (var injection in _injections) injection.Reset();
        Watch?.Begin();
        foreach (var executor in _executors) executor.Begin(luck);
        _coverage?.Begin();
        foreach (var change in _changes) change.Start(_simulation);
        if (_monitor is not null)
        {
            _monitor.Begin();
            _simulation.Spawn(_monitor);
        }
        if (_population is null)
        {
            _agent.Begin(0, _client, 0, _trial.Counted);
            _simulation.Spawn((Process?)_lone ?? _agent);
            _simulation.Run();
            CutOffIfHanging();
        }
        else
        {
            _population.Live(_simulation, this);
            MeasureServers();
        }
        _audit.Close(replication);
        record = _trial.Counted.Record;
    }

    /// <summary>Server time spent by all stations up to now, seconds.</summary>
    internal double ServerSeconds()
    {
        var spent = 0.0;
        foreach (var station in _stations) spent += station.Integrate();
        return spent;
    }

    /// <summary>Server time there was up to now at the stations whose servers come and go, seconds; after <see cref="ServerSeconds"/>.</summary>
    internal double VaryingSeconds()
    {
        var there = 0.0;
        foreach (var station in _stations)
            if (station.MayVary) there += station.CapacitySeconds;
        return there;
    }

    /// <summary>Builds the pipelines between executors, from those that the agents call on.</summary>
    private static void Connect(Executor[] executors, PlaybookOptions playbook, PipelineContext context)
    {
        var connected = new HashSet<Executor>();
        while (executors.FirstOrDefault(executor => executor.IsCalled && !connected.Contains(executor)) is { } next)
        {
            connected.Add(next);
            next.Connect(playbook, context);
        }
    }

    /// <summary>A lone agent that waits for an answer that never comes, without a timeout, would wait for ever.</summary>
    private void CutOffIfHanging()
    {
        if (_simulation.LiveStrands == 0 || _trial.Unanswered == 0 && _changes.Length == 0) return;
        // An agent that has ended is not cut off, even if a server still waits on its behalf.
        if (_trial.Counted.Record.Agents == 0) _trial.Counted.Record.Truncated = true;
        _simulation.CancelAll();
        _simulation.Run();
    }

    private void MeasureServers()
    {
        ref var record = ref _trial.Counted.Record;
        double busy = 0, wasted = 0, capacity = _population!.VaryingSeconds;
        foreach (var station in _stations)
        {
            busy += station.BusySeconds;
            wasted += station.WastedSeconds;
            if (!station.MayVary) capacity += station.Servers * record.WindowSeconds;
        }
        record.Utilisation = capacity > 0 ? _population.ServerSeconds / capacity : double.NaN;
        record.WastedShare = busy > 0 ? wasted / busy : double.NaN;
    }
}
