using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of one strategy of a pipeline.</summary>
public abstract record StrategyOptions
{
    /// <summary>Every value outside its bounds.</summary>
    public abstract IEnumerable<Violation> Check();

    /// <summary>The strategy's name: its key in a scenario, <c>retry</c> for <see cref="RetryOptions"/>.</summary>
    public string Word => Names.Kind(GetType(), "Options");

    /// <summary>The strategy itself, around <paramref name="next"/>.</summary>
    /// <param name="next">What it wraps.</param>
    /// <param name="context">The world it is built into: executors by name, state at the scope it asks for.</param>
    internal abstract Strategy Around(Strategy next, PipelineContext context);
}

/// <summary>The thing under comparison: named pipelines of strategies.</summary>
/// <param name="Name">Name in scenarios, results and charts.</param>
/// <param name="Pipeline">Strategies of every call, outermost first; empty for none.</param>
public sealed record PlaybookOptions(string Name, IReadOnlyList<StrategyOptions> Pipeline)
{
    /// <summary>Steps that have a pipeline of their own instead, by step name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<StrategyOptions>> Steps { get; init; } =
        new Dictionary<string, IReadOnlyList<StrategyOptions>>();

    /// <summary>Strategies around the calls that executors make while they serve, by the name of the executor that calls; others call bare.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<StrategyOptions>> Executors { get; init; } =
        new Dictionary<string, IReadOnlyList<StrategyOptions>>();
}
