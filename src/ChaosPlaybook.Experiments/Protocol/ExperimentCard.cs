using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>What must be true of a trial for the hypothesis to hold in it. What is not given is not asked.</summary>
public sealed record SuccessCriteria
{
    /// <summary>Longest time from the end of the injection to the steady state, seconds.</summary>
    public double? RecoverySeconds { get; init; }

    /// <summary>Longest time from the start of the injection to the steady state for good (RTO), seconds.</summary>
    public double? RtoSeconds { get; init; }

    /// <summary>Longest stretch without a single success (RPO: the age of the newest result), seconds.</summary>
    public double? RpoSeconds { get; init; }

    /// <summary>Longest time until the injection is noticed, seconds.</summary>
    public double? DetectionSeconds { get; init; }

    /// <summary>Most half-done writes and wrong answers taken for right ones.</summary>
    public double? DataLoss { get; init; }

    /// <summary>Whether executors that are no targets may break down. Default: yes.</summary>
    public bool Cascades { get; init; } = true;

    /// <summary>Highest level of defence that may be reached. Default: any.</summary>
    public DefenceLevel? Defence { get; init; }

    /// <summary>What must hold on average while faults are injected.</summary>
    public IReadOnlyList<Guard> During { get; init; } = [];

    /// <summary>What must hold on average from the recovery, or else the end of the injection, to the end of the horizon.</summary>
    public IReadOnlyList<Guard> After { get; init; } = [];
}

/// <summary>An experiment as its author describes it: what is claimed, where, and what counts as success.</summary>
public sealed record ExperimentCard
{
    /// <summary>Kind of experiment, in a word.</summary>
    public required string Type { get; init; }

    /// <summary>What is put to the test, in a word.</summary>
    public required string Target { get; init; }

    /// <summary>The claim in words.</summary>
    public required string Hypothesis { get; init; }

    /// <summary>Where it takes place: dev, test, staging, production.</summary>
    public required string Environment { get; init; }

    /// <summary>What must be true of a trial.</summary>
    public SuccessCriteria Success { get; init; } = new();

    /// <summary>Share of trials in which the hypothesis must hold. Range (0, 1). Default 0.9.</summary>
    public double HoldsIn { get; init; } = 0.9;

    /// <summary>Playbooks of which it is claimed; the others are conducted for comparison. Empty for all.</summary>
    public IReadOnlyList<string> Playbooks { get; init; } = [];

    /// <summary>Whether it is claimed of a playbook.</summary>
    public bool Claims(string playbook) => Playbooks.Count == 0 || Playbooks.Contains(playbook);

    /// <summary>Trials; nothing for as many as the plan makes per cell. Range [1, 10⁶].</summary>
    public int? Replications { get; init; }
}
