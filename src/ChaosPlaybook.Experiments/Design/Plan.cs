using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>Stop a design point as soon as a metric is known well enough in every playbook.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="HalfWidth">Wanted half-width of its confidence interval, in the metric's unit. Range (0, ∞).</param>
/// <param name="MaxTrials">Trials after which a design point stops in any case.</param>
public sealed record Precision(string Metric, double HalfWidth, long MaxTrials);

/// <summary>A complete experiment: what is compared, over which levels, how often, and what is claimed.</summary>
public sealed record Plan
{
    /// <summary>Name of the scenario; also the results folder.</summary>
    public required string Name { get; init; }

    /// <summary>What it teaches or asks. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Master seed of all luck. Default 42.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Trials per cell (with <see cref="Precision"/>: the fewest). Range [1, 10¹²]. Default 1000.</summary>
    public long Trials { get; init; } = 1000;

    /// <summary>Stopping rule, or nothing for a fixed number of trials.</summary>
    public Precision? Precision { get; init; }

    /// <summary>Level of every confidence interval. Range [0.5, 0.9999]. Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Swept parameters, slowest first; may be empty.</summary>
    public required IReadOnlyList<Factor> Factors { get; init; }

    /// <summary>Names of the playbooks in the order written; at least one.</summary>
    public required IReadOnlyList<string> Playbooks { get; init; }

    /// <summary>The playbook that all others are compared with: <c>baseline</c> if there is one, otherwise the first.</summary>
    public string Baseline => Playbooks.Contains("baseline") ? "baseline" : Playbooks[0];

    /// <summary>Every combination of levels, last factor fastest.</summary>
    public required IReadOnlyList<DesignPoint> Points { get; init; }

    /// <summary>
    /// Whether a trial is a world of many agents instead of one lone agent. Known from the worlds; to be set only for a plan
    /// that has been through a file and has none left.
    /// </summary>
    public bool HasWorkload
    {
        get => field || Points.Any(point => point.Worlds.Any(world => world.Workload is not null));
        init;
    }

    /// <summary>Whether cells are searched for metastable failures; to be set as <see cref="HasWorkload"/> is.</summary>
    public bool HasMetastability
    {
        get => field || Points.Any(point => point.Metastability is not null);
        init;
    }

    /// <summary>Whether cells are examined for what happens when members are missing; to be set as <see cref="HasWorkload"/> is.</summary>
    public bool HasContingency
    {
        get => field || Points.Any(point => point.Contingency is not null);
        init;
    }

    /// <summary>Whether worlds contain an experiment; to be set as <see cref="HasWorkload"/> is.</summary>
    public bool HasExperiment
    {
        get => field || Points.Any(point => point.Experiment is not null);
        init;
    }

    /// <summary>Claims to judge. Default none.</summary>
    public IReadOnlyList<Hypothesis> Hypotheses { get; init; } = [];

    /// <summary>Cells: design points times playbooks.</summary>
    public int Cells => Points.Count * Playbooks.Count;

    /// <summary>Allowed trials per cell.</summary>
    public static Bounds TrialsBounds => new(1, 1e12);

    /// <summary>Allowed confidence levels.</summary>
    public static Bounds ConfidenceBounds => new(0.5, 0.9999);
}
