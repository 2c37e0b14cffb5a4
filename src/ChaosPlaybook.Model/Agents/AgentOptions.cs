using ChaosPlaybook.Statistics;

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
    /// <summary>Steps above that must have ended before this one begins; empty for none. Default: the step just above.</summary>
    public IReadOnlyList<string>? After { get; init; }

    /// <summary>Priority of its attempts where the queue asks for it; the highest is served first. Range [0, 9]. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Allowed priorities.</summary>
    public static Statistics.Bounds PriorityBounds => new(0, 9);

    /// <summary>Whether the workflow goes on when it fails. Default no.</summary>
    public bool Optional { get; init; }

    /// <summary>When it is made at all. Default always. A step that is left out counts as ended.</summary>
    public ConditionOptions? When { get; init; }

    /// <summary>How often it is made. Default once.</summary>
    public RepeatOptions? Repeat { get; init; }

    /// <summary>Whether every attempt of a call carries the same key, by which the executor knows a repetition. Default no.</summary>
    public bool IdempotencyKey { get; init; }

    /// <summary>What an executor must be able to do to serve it; nothing for nothing.</summary>
    public IReadOnlyList<string>? Needs { get; init; }

    /// <summary>What undoes it when the workflow fails. Default nothing.</summary>
    public CompensationOptions? Compensate { get; init; }

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. When?.Check() ?? [],
        .. Repeat?.Check() ?? [],
        .. (IdempotencyKey || Compensate is not null) && Effect != Effect.Write ? [new Violation("effect", Effect.ToString(), "Write beside a key or a compensation")] : Array.Empty<Violation>(),
    ];
}

/// <summary>
/// An agent makes its calls, each as soon as those before it have ended, and stops when one fails that the workflow needs.
/// </summary>
/// <param name="Steps">The steps, at least one; a step comes after those it waits for.</param>
public sealed record AgentOptions(IReadOnlyList<StepOptions> Steps)
{
    /// <summary>Time after which the whole workflow is given up, seconds; compensation is not part of it. Range [0.001, 86400]. Default: none.</summary>
    public double? DeadlineSeconds { get; init; }

    /// <summary>Allowed deadlines.</summary>
    public static Bounds DeadlineBounds => new(0.001, 86400, "s");

    /// <summary>Every value outside its bounds, steps included.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("deadline", DeadlineSeconds ?? 1, DeadlineBounds),
        .. Steps.SelectMany(step => step.Check()),
        .. Steps.SelectMany((step, at) => (step.After ?? []).Concat(step.When?.Names ?? [])
            .Where(name => !Steps.Take(at).Any(above => above.Name == name))
            .Select(name => new Violation($"{step.Name}.after", name, "a step above it"))),
    ];
}
