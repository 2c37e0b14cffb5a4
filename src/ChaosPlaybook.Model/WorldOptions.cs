using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Everything one world contains: who calls, who serves, and what happens in between.</summary>
public sealed record WorldOptions
{
    /// <summary>Who calls.</summary>
    public required AgentOptions Agent { get; init; }

    /// <summary>Who serves.</summary>
    public required IReadOnlyList<ExecutorOptions> Executors { get; init; }

    /// <summary>What decides about the attempts.</summary>
    public required PlaybookOptions Playbook { get; init; }

    /// <summary>What comes and goes outside the executors and lets their faults strike together. Default: nothing.</summary>
    public IReadOnlyList<CauseOptions> Causes { get; init; } = [];

    /// <summary>How many agents call, and when; nothing for trials of one lone agent.</summary>
    public WorkloadOptions? Workload { get; init; }

    /// <summary>Attempts after which a trial is cut off and recorded as truncated. Range [1, 10⁹]. Default 10⁶.</summary>
    public long MaxAttempts { get; init; } = 1_000_000;

    /// <summary>An experiment that takes place in every trial; nothing for none. It needs a workload.</summary>
    public MonitorOptions? Experiment { get; init; }

    /// <summary>
    /// Who is missing in every trial, executors or single instances (<see cref="Member"/>): what would go to an executor that is missing
    /// is answered with 503 at once, and no route leads there. The luck of everybody else is the same as with it. Default nobody.
    /// </summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Whether attempts and failures of every executor are noted in <see cref="World.Watch"/>; with an experiment they are. It needs a workload. Default no.</summary>
    public bool IsWatched { get; init; }

    /// <summary>Who serves, with the faults that the experiment injects.</summary>
    internal IReadOnlyList<ExecutorOptions> Injected => Experiment is null or { IsTwin: true } ? Executors :
        [.. Executors.Select(executor => executor with { Faults = [.. executor.Faults, .. Experiment.FaultsAt(executor.Name)] })];

    /// <summary>Allowed limits.</summary>
    public static Bounds MaxAttemptsBounds => new(1, 1e9);

    /// <summary>Every value outside its bounds, wherever it stands.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("maxAttempts", MaxAttempts, MaxAttemptsBounds),
        .. Agent.Check(),
        .. Workload?.Check() ?? [],
        .. Causes.SelectMany(cause => cause.Check()),
        .. Agent.Steps.SelectMany(step => Violation.Of("priority", step.Priority, StepOptions.PriorityBounds)),
        .. Injected.SelectMany(executor => executor.Check()),
        .. Experiment?.Check() ?? [],
        .. Experiment is not null && Workload is null ? [new Violation("workload", "nothing", "one, beside an experiment")] : Array.Empty<Violation>(),
        .. Workload is null && Executors.Any(CapacityRules.NeverEnds)
            ? [new Violation("workload", "nothing", "one, beside autoscale or a capacityLoss that comes and goes at random")] : Array.Empty<Violation>(),
        .. Playbook.Pipeline.Concat(Playbook.Steps.Values.Concat(Playbook.Executors.Values).SelectMany(pipeline => pipeline)).SelectMany(strategy => strategy.Check()),
        .. CallGraph.Check(this),
        .. RouteOptions.Unserved(this),
        .. Member.Check(this),
    ];
}
