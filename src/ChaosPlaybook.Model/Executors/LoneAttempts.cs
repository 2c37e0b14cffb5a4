using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// The attempts of a lone agent, one by one, for a pipeline that is not ours: what each meets at its executor, with the same
/// keyed luck as in a <see cref="World"/>. Executors with servers or calls are refused: those live in a world only.
/// </summary>
public sealed class LoneAttempts
{
    private readonly Simulation _simulation = new();
    private readonly Trial _trial;
    private readonly Call _call;
    private readonly IReadOnlyList<StepOptions> _steps;
    private readonly Dictionary<string, Executor> _executors;
    private readonly Cause[] _causes;
    private readonly ulong _seed;
    private readonly Serving _serving = new();

    /// <param name="options">The world; of its playbook only the name matters.</param>
    /// <param name="seed">Master seed of all luck.</param>
    /// <exception cref="ArgumentException">A value is out of range, or the world needs queues or a population.</exception>
    public LoneAttempts(WorldOptions options, ulong seed)
    {
        if (options.Check().ToList() is { Count: > 0 } violations) throw new ArgumentException(string.Join("; ", violations));
        if (options.Workload is not null || options.Executors.Any(executor => executor.Servers is not null || executor.Calls.Count > 0))
            throw new ArgumentException("attempts one by one know neither workloads nor executors with servers or calls");
        _seed = seed;
        _trial = new Trial { MaxAttempts = options.MaxAttempts, Faults = new FaultCount[options.Executors.Sum(executor => executor.Faults.Count)] };
        _call = new Call(_trial);
        _steps = options.Agent.Steps;
        _causes = [.. options.Causes.Select((cause, number) => new Cause(cause, number))];
        var causes = options.Causes.Zip(_causes).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        _executors = options.Executors.Select((executor, entity) => (executor.Name, Executor: new Executor(executor, entity, _simulation, causes, [], new(_trial.Faults, FaultAccounts.FirstOf(options.Executors, entity)))))
            .ToDictionary(pair => pair.Name, pair => pair.Executor);
    }

    /// <summary>Steps of the agent.</summary>
    public int Steps => _steps.Count;

    /// <summary>What the attempts have left behind so far: attempts, cost, injected faults.</summary>
    public TrialRecord Record => _trial.Counted.Record;

    /// <summary>Begins a trial.</summary>
    /// <param name="replication">Index of the trial. Range [0, 2⁴⁸).</param>
    public void Begin(long replication)
    {
        var luck = new Luck(_seed, replication);
        _trial.Begin(luck);
        foreach (var cause in _causes) cause.Begin(luck);
        foreach (var executor in _executors.Values) executor.Begin(luck);
    }

    /// <summary>Begins the call of a step.</summary>
    /// <param name="step">Index of the step. Range [0, <see cref="Steps"/>).</param>
    public void BeginCall(int step)
    {
        _call.Begin(step, _steps[step], _trial.Counted);
        (_serving.Executor, _serving.Call) = (_executors[_steps[step].Executor], _call);
    }

    /// <summary>What the next attempt of the call meets: after how many seconds it gives what.</summary>
    /// <param name="now">Virtual time at which it starts, seconds since the start of the trial. Range [0, +∞).</param>
    public (double Seconds, Outcome Outcome) Next(double now)
    {
        _simulation.Reset();
        _simulation.Run(now);
        _simulation.Spawn(_serving);
        _simulation.Run();
        if (_simulation.CancelAll() == 0) return (_simulation.Now - now, _serving.Outcome);
        _simulation.Run(); // nothing was left to happen: it is never answered
        return (double.PositiveInfinity, _serving.Outcome);
    }

    /// <summary>The uniform that spreads the next wait of the call.</summary>
    public double NextJitter() => _call.NextJitter();

    private sealed class Serving : Process
    {
        public Executor Executor = null!;
        public Call Call = null!;
        public Outcome Outcome;

        public override async SimTask<Outcome> Run(Strand strand, object? context) => Outcome = await Executor.Run(strand, Call);
    }
}
