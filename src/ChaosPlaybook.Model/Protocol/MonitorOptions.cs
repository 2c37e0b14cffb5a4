using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What a monitor does when a limit is broken.</summary>
public enum AbortAction
{
    /// <summary>Stops the faults and rolls back, step by step.</summary>
    Rollback,
    /// <summary>Stops the faults, lets what is under way come to its end for a window, then rolls back.</summary>
    GracefulRollback,
    /// <summary>Stops the faults and takes every step of the rollback at once.</summary>
    EmergencyStop,
}

/// <summary>One step of a rollback.</summary>
public enum RollbackStep
{
    /// <summary>Ends the injected faults; part of every rollback unless left out on purpose.</summary>
    StopFaults,
    /// <summary>Brings back instances that were killed.</summary>
    RestoreInstances,
    /// <summary>Closes every circuit and lets it forget what it has learnt.</summary>
    CloseBreakers,
    /// <summary>Drops queued work whose client has gone.</summary>
    ClearQueues,
}

/// <summary>When an experiment is given up.</summary>
/// <param name="Guard">The limit; it is looked at over the measurement window. Nothing for <paramref name="Cascade"/>.</param>
/// <param name="Cascade">Given up when an executor that is no target breaks down.</param>
/// <param name="Action">What is done then. Default <see cref="AbortAction.Rollback"/>.</param>
public sealed record AbortOptions(Guard? Guard, bool Cascade = false, AbortAction Action = AbortAction.Rollback)
{
    /// <summary>As it is written.</summary>
    public override string ToString() => Cascade ? "cascade" : Guard.ToString()!;
}

/// <summary>How far the damage may reach while an experiment runs; whatever reaches further ends it at once.</summary>
public sealed record RadiusOptions
{
    /// <summary>Executors that may be affected, the targets included. Range [1, 1000]. Default: any number.</summary>
    public int? Executors { get; init; }

    /// <summary>Workflows that may fail from the first injection on. Range [0, 10⁹]. Default: any number.</summary>
    public int? Agents { get; init; }

    /// <summary>Attempts that may fail from the first injection on. Range [0, 10⁹]. Default: any number.</summary>
    public int? Attempts { get; init; }

    /// <summary>Longest time from the first injection to the end of the last, seconds. Default: any.</summary>
    public double? Seconds { get; init; }

    /// <summary>How often the limits are looked at, seconds. Range (0, 3600]. Default 10.</summary>
    public double CheckSeconds { get; init; } = 10;
}

/// <summary>How a world is put back.</summary>
public sealed record RollbackOptions
{
    /// <summary>The steps, in order. Default all.</summary>
    public IReadOnlyList<RollbackStep> Steps { get; init; } =
        [RollbackStep.StopFaults, RollbackStep.RestoreInstances, RollbackStep.CloseBreakers, RollbackStep.ClearQueues];

    /// <summary>Time that each step takes, seconds. Range [0, 3600]. Default 1.</summary>
    public double StepSeconds { get; init; } = 1;

    /// <summary>Time within which the steady state must be back, from the first step on, seconds. Range (0, 86400]. Default 30.</summary>
    public double WithinSeconds { get; init; } = 30;

    /// <summary>How long the steady state must hold to count as back, seconds. Range (0, 3600]. Default 5.</summary>
    public double VerifySeconds { get; init; } = 5;
}

/// <summary>One injection of an experiment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FromSeconds">When it begins, seconds since the start of the trial.</param>
/// <param name="ForSeconds">How long it lasts at most, seconds.</param>
/// <param name="Faults">What it injects, by executor; moments count from its beginning.</param>
/// <param name="Validation">What must hold over the measurement window at its end. Default nothing.</param>
/// <param name="ExpectedSeconds">Longest time from its end until the steady state is back, seconds. Default any.</param>
public sealed record PhaseOptions(
    string Name, double FromSeconds, double ForSeconds, IReadOnlyDictionary<string, IReadOnlyList<FaultOptions>> Faults, IReadOnlyList<Guard>? Validation = null,
    double? ExpectedSeconds = null)
{
    /// <summary>The executors at which it injects.</summary>
    public IEnumerable<string> Targets => Faults.Keys;

    /// <summary>When it ends, seconds since the start of the trial.</summary>
    public double ToSeconds => FromSeconds + ForSeconds;
}

/// <summary>An experiment as far as it takes place inside a trial: verify, inject, watch, give up, put back, verify.</summary>
public sealed record MonitorOptions
{
    /// <summary>The injections in order of time, at least one; they do not overlap.</summary>
    public required IReadOnlyList<PhaseOptions> Phases { get; init; }

    /// <summary>What holds in the steady state.</summary>
    public required IReadOnlyList<Guard> Steady { get; init; }

    /// <summary>How long the steady state is verified before the first injection, seconds. Default 60.</summary>
    public double SteadySeconds { get; init; } = 60;

    /// <summary>Time over which signals are read while the experiment runs, seconds. Default 10.</summary>
    public double WindowSeconds { get; init; } = 10;

    /// <summary>How often, seconds. Default 1.</summary>
    public double SamplingSeconds { get; init; } = 1;

    /// <summary>When it is given up. Default never.</summary>
    public IReadOnlyList<AbortOptions> Aborts { get; init; } = [];

    /// <summary>How far the damage may reach. Default anywhere.</summary>
    public RadiusOptions Radius { get; init; } = new();

    /// <summary>How the world is put back.</summary>
    public RollbackOptions Rollback { get; init; } = new();

    /// <summary>When somebody presses the kill switch, seconds since the start of the trial. Default never.</summary>
    public double? KillSwitchSeconds { get; init; }

    /// <summary>Whether later injections are left out after one whose validation failed. Default yes.</summary>
    public bool AbortOnFailure { get; init; } = true;

    /// <summary>Share of failed attempts, above that before the injection, from which an executor counts as broken down. Default 0.1.</summary>
    public double BrokenShare { get; init; } = 0.1;

    /// <summary>Whether nothing is injected: the twin that an experiment is compared with.</summary>
    public bool IsTwin { get; init; }

    /// <summary>What is injected at an executor.</summary>
    internal IEnumerable<FaultOptions> FaultsAt(string executor) => Phases.SelectMany((phase, index) =>
        phase.Faults.GetValueOrDefault(executor, []).Select(fault => fault.Within(phase.FromSeconds, phase.ToSeconds) with { Phase = index }));

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("sampling", SamplingSeconds, new Bounds(0, 3600, "s", LowOpen: true)),
        .. Violation.Of("window", WindowSeconds, new Bounds(SamplingSeconds, 86400, "s")),
        .. Violation.Of("steadyState.window", SteadySeconds, new Bounds(SamplingSeconds, 86400, "s")),
        .. Violation.Of("rollback.stepTime", Rollback.StepSeconds, new Bounds(0, 3600, "s")),
        .. Violation.Of("rollback.within", Rollback.WithinSeconds, new Bounds(0, 86400, "s", LowOpen: true)),
        .. Violation.Of("rollback.verifyFor", Rollback.VerifySeconds, new Bounds(0, 3600, "s", LowOpen: true)),
        .. Violation.Of("blastRadius.checkEvery", Radius.CheckSeconds, new Bounds(0, 3600, "s", LowOpen: true)),
        .. Violation.Of("brokenShare", BrokenShare, new Bounds(0, 1, LowOpen: true)),
        .. Phases.SelectMany(phase => Violation.Of($"{phase.Name}.for", phase.ForSeconds, new Bounds(0, 86400, "s", LowOpen: true))),
        .. Phases.Zip(Phases.Skip(1)).Where(pair => pair.Second.FromSeconds < pair.First.ToSeconds)
            .Select(pair => new Violation($"{pair.Second.Name}.at", $"{pair.Second.FromSeconds:R} s", $"from {pair.First.ToSeconds:R} s on, the end of {pair.First.Name}")),
    ];
}
