using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

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
