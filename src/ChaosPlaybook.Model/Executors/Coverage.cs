namespace ChaosPlaybook.Model;

/// <summary>
/// Whether what a world has left can still serve every step. Read off its structure, not off what became of attempts: a step is served where an executor
/// that it may reach is there, has what the step needs, and finds enough of those that it calls itself. A fallback to an executor
/// serves; an answer that is always at hand does not, for nobody does the work.
/// </summary>
public sealed class Coverage
{
    private readonly WorldOptions _world;
    private readonly Dictionary<string, ExecutorOptions> _executors;
    private readonly Func<string, bool> _isThere;

    /// <param name="world">The world, with those removed that are missing.</param>
    public Coverage(WorldOptions world) : this(world, name => !IsRemoved(world, name))
    {
    }

    /// <param name="world">The world.</param>
    /// <param name="isThere">Whether anybody of an executor is there.</param>
    internal Coverage(WorldOptions world, Func<string, bool> isThere)
    {
        ArgumentNullException.ThrowIfNull(world);
        (_world, _isThere) = (world, isThere);
        _executors = world.Executors.ToDictionary(executor => executor.Name);
        Lost = [.. world.Agent.Steps.Where(step => !Served(step.Executor, PipelineOf(step), step.Needs ?? [], [])).Select(step => step.Name)];
        Share = 1 - (double)Lost.Count / world.Agent.Steps.Count;
    }

    /// <summary>Steps that nobody can serve.</summary>
    public IReadOnlyList<string> Lost { get; }

    /// <summary>Steps that somebody can serve, as a share of all. Range [0, 1].</summary>
    public double Share { get; }

    /// <summary>Steps and executors that an executor is joined to: by steps that may go there, by calls, by fallbacks. The most is the best connected.</summary>
    public int DegreeOf(string executor)
    {
        var neighbours = _world.Agent.Steps.Where(step => Reachable(step.Executor, PipelineOf(step), step.Needs ?? []).Contains(executor)).Select(step => $"step {step.Name}").ToHashSet();
        foreach (var caller in _world.Executors)
        {
            foreach (var called in caller.Calls.SelectMany(stage => stage.Executors).SelectMany(name => Reachable(name, PipelineOf(caller), [])))
            {
                if (called == executor && caller.Name != executor) neighbours.Add(caller.Name);
                if (caller.Name == executor && called != executor) neighbours.Add(called);
            }
        }
        return neighbours.Count;
    }

    private IReadOnlyList<StrategyOptions> PipelineOf(StepOptions step) => _world.Playbook.Steps.GetValueOrDefault(step.Name, _world.Playbook.Pipeline);

    private IReadOnlyList<StrategyOptions> PipelineOf(ExecutorOptions caller) => _world.Playbook.Executors.GetValueOrDefault(caller.Name, []);

    /// <summary>Where an attempt may go, whether or not it is there.</summary>
    private IEnumerable<string> Reachable(string executor, IReadOnlyList<StrategyOptions> pipeline, IReadOnlyList<string> needs)
    {
        string[] routed = [executor, .. pipeline.OfType<RouteOptions>().SelectMany(route => route.Among)];
        return routed.Where(name => needs.All(_executors[name].Capabilities.Contains))
            .Concat(pipeline.OfType<FallbackOptions>().Select(fallback => fallback.Executor).OfType<string>()).Distinct();
    }

    private bool Served(string executor, IReadOnlyList<StrategyOptions> pipeline, IReadOnlyList<string> needs, IReadOnlyList<string> callers) =>
        Reachable(executor, pipeline, needs).Any(name => Works(name, callers));

    private static bool IsRemoved(WorldOptions world, string name) => world.Removed.Contains(name)
        || world.Removed.Select(Member.Named).Where(member => member.Executor == name).Select(member => member.Instance).Distinct().Count()
            >= world.Executors.First(executor => executor.Name == name).Instances;

    private bool Works(string name, IReadOnlyList<string> callers)
    {
        var executor = _executors[name];
        if (!_isThere(name)) return false;
        if (callers.Contains(name)) return true; // a cycle is not needed with certainty
        IReadOnlyList<string> above = [.. callers, name];
        return executor.Calls.Where(stage => !stage.Optional && stage.Probability > 0)
            .All(stage => stage.Executors.Count(called => Served(called, PipelineOf(executor), [], above)) >= (stage.Needs ?? stage.Executors.Count));
    }
}
