namespace ChaosPlaybook.Model;

/// <summary>What a step does to the outside world.</summary>
public enum Effect
{
    /// <summary>Nothing that outlives the call.</summary>
    None,
    /// <summary>Reads only.</summary>
    Read,
    /// <summary>Changes something: repeating it may duplicate the effect, failing at it leaves the work half done.</summary>
    Write,
}

/// <summary>One call of the agent's workflow.</summary>
/// <param name="Name">Name of the step, unique within the agent.</param>
/// <param name="Executor">Name of the executor it calls.</param>
/// <param name="Effect">What it does to the outside world. Default <see cref="Effect.None"/>.</param>
public sealed record StepOptions(string Name, string Executor, Effect Effect = Effect.None)
{
    /// <summary>Priority of its attempts where the queue asks for it; the highest is served first. Range [0, 9]. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Allowed priorities.</summary>
    public static Statistics.Bounds PriorityBounds => new(0, 9);
}

/// <summary>An agent makes its calls step by step and stops at the first that fails.</summary>
/// <param name="Steps">The steps in order; at least one.</param>
public sealed record AgentOptions(IReadOnlyList<StepOptions> Steps);
