using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// How every cell of a plan is searched for a metastable failure: what the trigger is, and when a trial counts as recovered. The worlds
/// of the plan carry the trigger; their twins without it follow from them.
/// </summary>
public sealed record MetastabilityOptions
{
    /// <summary>Arrivals at another pace for a while, or nothing when only faults trigger.</summary>
    public Pace? Surge { get; init; }

    /// <summary>Whether faults and slow windows of the executors that have an end are the trigger, or part of it. Default no.</summary>
    public bool Faults { get; init; }

    /// <summary>Trials that are judged per cell. Range [1, 10⁵]. Default 20.</summary>
    public int Replications { get; init; } = 20;

    /// <summary>When a trial counts as recovered.</summary>
    public RecoveryRule Rule { get; init; } = new();

    /// <summary>Load left while it is shed, as a share. Range [0, 1]. Default 0.2.</summary>
    public double ShedTo { get; init; } = 0.2;

    /// <summary>How long the load is shed at least, seconds. Range (0, 86400]. Default 30.</summary>
    public double ShedSeconds { get; init; } = 30;

    /// <summary>Allowed values of <see cref="Replications"/>.</summary>
    public static Bounds ReplicationsBounds => new(1, 100_000);

    /// <summary>The workload with the surge laid over it.</summary>
    /// <exception cref="ArgumentException">There is a surge and the workload is not open.</exception>
    public WorkloadOptions Trigger(WorkloadOptions calm) => Surge is { } surge ? MetastabilityStudy.Paced(calm, surge) : calm;

    /// <summary>When the trigger works in a world that carries it, seconds since the start of a trial; nothing when there is none.</summary>
    public (double From, double To)? Interval(WorldOptions triggered)
    {
        List<(double From, double To)> windows = Faults ? [.. Disturbance.OfExecutors(triggered).Select(each => (each.FromSeconds, each.ToSeconds))] : [];
        if (Surge is { } surge) windows.Add((surge.FromSeconds, surge.ToSeconds));
        return windows.Count == 0 ? null : (windows.Min(window => window.From), windows.Max(window => window.To));
    }

    /// <summary>The study of a world that carries the trigger. An experiment that it contains does not take place: the trigger alone is judged.</summary>
    /// <exception cref="ArgumentException">The world carries none.</exception>
    public MetastabilityStudy Study(WorldOptions triggered)
    {
        triggered = triggered with { Experiment = null };
        var (from, to) = Interval(triggered) ?? throw new ArgumentException("no fault or slow window of any executor has an end, so nothing triggers");
        var twin = Faults ? Disturbance.Without(triggered) : triggered;
        if (Surge is not null && twin.Workload is OpenWorkloadOptions { Arrivals: PacedArrivalOptions paced } open)
            twin = twin with { Workload = open with { Arrivals = paced.Arrivals } };
        return new() { Triggered = triggered, Twin = twin, TriggerFrom = from, TriggerTo = to, Rule = Rule, ShedTo = ShedTo, ShedSeconds = ShedSeconds };
    }

    /// <summary>The trigger in words, as an object: <c>a surge to 3 times the load for 10 s</c>.</summary>
    public string Describe(WorldOptions triggered)
    {
        var length = Interval(triggered) is var (from, to) ? to - from : 0;
        var surge = Surge is { } pace ? FormattableString.Invariant($"a surge to {pace.Factor:R} times the load for {pace.ToSeconds - pace.FromSeconds:R} s") : "";
        if (!Faults) return surge;
        var faults = FormattableString.Invariant($"faults within {length:R} s");
        return surge.Length > 0 ? $"{surge} and {faults}" : faults;
    }
}
