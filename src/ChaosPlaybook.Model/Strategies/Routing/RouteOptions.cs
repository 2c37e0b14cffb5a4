using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Which of several executors an attempt goes to. Among equals the first written wins.</summary>
public enum RouteBy
{
    /// <summary>The first: the step's own executor, then the others as written.</summary>
    Order,
    /// <summary>The one with the lowest price of an attempt.</summary>
    Cost,
    /// <summary>The one with the highest success rate so far, (successes + 1)/(attempts + 2) after Laplace.</summary>
    SuccessRate,
    /// <summary>The one with the fewest attempts under way.</summary>
    Load,
    /// <summary>The highest score: 0.4·capability match + 0.3·success rate + 0.2·(1 − load/limit) + 0.1·(1 − cost/highest cost).</summary>
    Score,
}

/// <summary>
/// Settings of <c>route</c>: each attempt goes to the executor of the step or to one of several others. It stands innermost: what
/// stands inside it would see the attempts at the step's own executor only.
/// </summary>
public sealed record RouteOptions : StrategyOptions
{
    /// <summary>The others, by name; at least one.</summary>
    public required IReadOnlyList<string> Among { get; init; }

    /// <summary>What decides. Default the order.</summary>
    public RouteBy By { get; init; } = RouteBy.Order;

    /// <summary>Attempts under way from which an executor is left out; nothing for no such limit. Range [1, 10⁶].</summary>
    public int? Limit { get; init; }

    /// <summary>Failures in a row from which an executor is left out for a while; nothing for never. Range [1, 10⁶].</summary>
    public int? SkipAfter { get; init; }

    /// <summary>How long it is then left out, from its last failure on, seconds; the next failure leaves it out again. Range [0, 86400]. Default 30.</summary>
    public double SkipSeconds { get; init; } = 30;

    /// <summary>Whether a further attempt of a call goes where none of its attempts has failed, while there is such a place. Default no.</summary>
    public bool Elsewhere { get; init; }

    /// <summary>Whose attempts are measured. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>Most executors to choose from.</summary>
    public const int MostTargets = 64;

    /// <summary>Allowed limits.</summary>
    public static Bounds LimitBounds => new(1, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("among", Among.Count, new Bounds(1, MostTargets - 1)),
        .. Violation.Of("limit", Limit ?? 1, LimitBounds),
        .. Violation.Of("skipAfter", SkipAfter ?? 1, LimitBounds),
        .. Violation.Of("skipFor", SkipSeconds, Backoff.SecondsBounds),
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context)
    {
        string[] names = [context.Target, .. Among.Where(name => name != context.Target).Distinct()];
        Executor[] executors = [.. names.Select(context.Executor)];
        Strategy[] targets = [next, .. names.Skip(1).Select(name => context.Attempt(name))];
        return new Route(this, targets, executors, context.Needs, context.State(this, Scope, () => new RouteMemory(targets.Length)),
            context.State(this, Scope.Call, () => new RouteTries()));
    }

    /// <summary>Steps whose needs none of the executors that they may reach has.</summary>
    /// <param name="world">The world.</param>
    public static IEnumerable<Violation> Unserved(WorldOptions world)
    {
        foreach (var step in world.Agent.Steps)
        {
            if (step.Needs is not { Count: > 0 } needs) continue;
            var pipeline = world.Playbook.Steps.GetValueOrDefault(step.Name, world.Playbook.Pipeline);
            string[] reachable = [step.Executor, .. pipeline.OfType<RouteOptions>().SelectMany(route => route.Among)];
            if (world.Executors.Any(executor => reachable.Contains(executor.Name) && needs.All(executor.Capabilities.Contains))) continue;
            yield return new($"{step.Name}.needs", string.Join(", ", needs), $"what one of {string.Join(", ", reachable.Distinct())} can do");
        }
    }
}
