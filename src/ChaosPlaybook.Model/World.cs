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
    private readonly Agent _agent;
    private readonly Strategy[] _pipelines;
    private readonly ulong _seed;

    /// <param name="options">What the world contains.</param>
    /// <param name="seed">Master seed of all luck.</param>
    /// <exception cref="ArgumentException">A value is out of range, or an executor is unknown.</exception>
    public World(WorldOptions options, ulong seed)
    {
        if (options.Check().ToList() is { Count: > 0 } violations) throw new ArgumentException(string.Join("; ", violations));
        _seed = seed;
        _trial = new Trial { MaxAttempts = options.MaxAttempts };
        var executors = options.Executors.Select((executor, entity) => (executor.Name, Executor: new Executor(executor, entity)))
            .ToDictionary(entry => entry.Name, entry => entry.Executor);
        var steps = options.Agent.Steps;
        // A client keeps one state per executor and pipeline: steps that share both share their breaker.
        var built = new Dictionary<(IReadOnlyList<StrategyOptions> Pipeline, string Executor), Strategy>();
        var pipelines = new Strategy[steps.Count];
        for (var i = 0; i < pipelines.Length; i++)
        {
            var layers = options.Playbook.Steps.GetValueOrDefault(steps[i].Name, options.Playbook.Pipeline);
            var key = (layers, steps[i].Executor);
            if (!built.TryGetValue(key, out var pipeline)) built[key] = pipeline = Wrap(layers, steps[i], executors);
            pipelines[i] = pipeline;
        }
        _pipelines = [.. built.Values];
        _agent = new Agent(steps, pipelines, _trial);
    }

    /// <summary>Runs one trial.</summary>
    /// <param name="replication">Index of the trial. Range [0, 2⁴⁸).</param>
    /// <param name="record">What it left behind.</param>
    public void Run(long replication, out TrialRecord record)
    {
        _simulation.Reset();
        foreach (var pipeline in _pipelines) pipeline.Reset();
        _trial.Record = default;
        _trial.Luck = new Luck(_seed, replication);
        _simulation.Spawn(_agent);
        _simulation.Run();
        record = _trial.Record;
    }

    private static Strategy Wrap(IReadOnlyList<StrategyOptions> layers, StepOptions step, Dictionary<string, Executor> executors)
    {
        if (!executors.TryGetValue(step.Executor, out var executor))
            throw new ArgumentException($"step {step.Name} calls {step.Executor}; known executors: {string.Join(", ", executors.Keys)}");
        Strategy pipeline = executor;
        foreach (var layer in layers.Reverse()) pipeline = layer.Around(pipeline, executors);
        return pipeline;
    }
}
