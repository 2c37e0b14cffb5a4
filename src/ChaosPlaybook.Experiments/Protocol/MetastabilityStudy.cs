using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What a disturbed world turned out to be.</summary>
public enum MetastabilityVerdict
{
    /// <summary>It recovers from the trigger by itself.</summary>
    Recovers,
    /// <summary>It was recovering when the horizon ended: the horizon is too short.</summary>
    HorizonTooShort,
    /// <summary>It stays bad although the trigger is gone, is healthy without the trigger, and is healthy again after its load was shed for a while.</summary>
    Metastable,
    /// <summary>It is no better without the trigger: too much load, not a trigger.</summary>
    Overloaded,
    /// <summary>It stays bad, and shedding the load did not bring it back either within the horizon.</summary>
    Stuck,
}

/// <summary>
/// Looks for a metastable failure, replication by replication under the same luck: with the trigger; if that does not recover, a
/// twin without it; if that is healthy, with the trigger and a load that is shed for a while, which proves that both states are stable.
/// </summary>
public sealed record MetastabilityStudy
{
    /// <summary>The world with its trigger. Its workload must be open.</summary>
    public required WorldOptions Triggered { get; init; }

    /// <summary>The same world without the trigger.</summary>
    public required WorldOptions Twin { get; init; }

    /// <summary>Start of the trigger, seconds since the start of a trial.</summary>
    public required double TriggerFrom { get; init; }

    /// <summary>End of the trigger, seconds since the start of a trial.</summary>
    public required double TriggerTo { get; init; }

    /// <summary>When a trial counts as recovered.</summary>
    public RecoveryRule Rule { get; init; } = new();

    /// <summary>Load left while it is shed, as a share. Default 0.2.</summary>
    public double ShedTo { get; init; } = 0.2;

    /// <summary>
    /// How long the load is shed at least, seconds; begins a window after the trigger. Longer where the backlog of that moment needs
    /// it: half as long again as the servers take to work it off. Default 30.
    /// </summary>
    public double ShedSeconds { get; init; } = 30;

    /// <summary>A study of a surge: the arrivals of a healthy world at another pace for a while.</summary>
    /// <exception cref="ArgumentException">The workload of the world is not open.</exception>
    public static MetastabilityStudy OfSurge(WorldOptions healthy, Pace surge) => new()
    {
        Triggered = Paced(healthy, surge), Twin = healthy, TriggerFrom = surge.FromSeconds, TriggerTo = surge.ToSeconds,
    };

    /// <summary>Carries it out.</summary>
    /// <param name="seed">Master seed of all luck.</param>
    /// <param name="replications">Trials with the trigger; at least 1.</param>
    /// <param name="confidence">Level of the interval.</param>
    /// <exception cref="ArgumentException">The workload is not open, or a stretch of time is too short to be judged.</exception>
    public MetastabilityResult Run(ulong seed, int replications, double confidence = 0.95)
    {
        var trials = Judge(seed, 0, replications, CancellationToken.None);
        return new(trials, ProportionInterval.Wilson(trials.Count(trial => trial.Verdict == MetastabilityVerdict.Recovers), replications, confidence));
    }

    /// <summary>Judges some consecutive replications; each is judged the same whatever the others are.</summary>
    internal MetastabilityTrial[] Judge(ulong seed, int first, int count, CancellationToken cancel)
    {
        var workload = Triggered.Workload ?? throw new ArgumentException("a lone agent has no metastable state; the world needs a workload");
        var servers = Triggered.Executors.Sum(executor => (executor.Servers ?? 0) * executor.Instances);
        RecoveryInterval after = new(workload.WarmUpSeconds, TriggerFrom, TriggerTo, workload.ForSeconds, servers);
        World triggered = new(Triggered, seed), twin = new(Twin, seed);
        var trials = new MetastabilityTrial[count];
        for (var i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var replication = first + i;
            var judged = Judge(triggered, replication, after);
            var verdict = judged.Recovery switch
            {
                Recovery.Recovered => MetastabilityVerdict.Recovers,
                Recovery.Recovering => MetastabilityVerdict.HorizonTooShort,
                _ when Judge(twin, replication, after).Recovery != Recovery.Recovered => MetastabilityVerdict.Overloaded,
                _ => Probe(Shed(triggered.Timeline!), seed, replication, after) ? MetastabilityVerdict.Metastable : MetastabilityVerdict.Stuck,
            };
            trials[i] = new(verdict, judged.RecoveredAt - TriggerTo);
        }
        return trials;
    }

    private RecoveryJudgement Judge(World world, long replication, in RecoveryInterval interval)
    {
        world.Run(replication, out _);
        return Metastability.Judge(world.Timeline!, interval, Rule);
    }

    /// <summary>The stretch in which load is shed, from what the bad state looks like a window after the trigger.</summary>
    private Pace Shed(Timeline bad)
    {
        var from = TriggerTo + Rule.WindowSeconds;
        var bin = Math.Min((int)(from / bad.BinSeconds), bad.Count - 1);
        var left = bad.Values(Timeline.Served)[bin] - ShedTo * bad.Values(Timeline.Attempts)[bin];
        var needed = left > 0 ? 1.5 * bad.Values(Timeline.Queue)[bin] / left : 0;
        return new(from, from + Math.Max(ShedSeconds, needed), ShedTo);
    }

    /// <summary>Whether the world is healthy once its load has been shed and is back; not, when too little time is left to tell.</summary>
    private bool Probe(in Pace shed, ulong seed, long replication, in RecoveryInterval interval) =>
        shed.ToSeconds + Rule.WindowSeconds <= interval.End
        && Judge(new World(Paced(Triggered, shed), seed), replication, interval with { JudgedFrom = shed.ToSeconds }).Recovery == Recovery.Recovered;

    private static WorldOptions Paced(WorldOptions world, Pace pace) => world with { Workload = Paced(world.Workload, pace) };

    /// <summary>The workload with its arrivals at another pace for a while.</summary>
    internal static WorkloadOptions Paced(WorkloadOptions? workload, Pace pace) => workload is OpenWorkloadOptions open
        ? open with { Arrivals = new PacedArrivalOptions { Arrivals = open.Arrivals, Paces = [pace] } }
        : throw new ArgumentException("only agents that arrive by themselves can surge or be shed; the workload must be open");
}

/// <summary>What became of one replication.</summary>
/// <param name="Verdict">What it turned out to be.</param>
/// <param name="SecondsToRecover">From the end of the trigger to the recovery; NaN unless it recovers.</param>
public readonly record struct MetastabilityTrial(MetastabilityVerdict Verdict, double SecondsToRecover);

/// <summary>What a study found.</summary>
/// <param name="Trials">One entry per replication.</param>
/// <param name="Recovers">Share of the replications that recover by themselves, Wilson interval.</param>
public sealed record MetastabilityResult(IReadOnlyList<MetastabilityTrial> Trials, Estimate Recovers)
{
    /// <summary>Replications with a verdict.</summary>
    public int Count(MetastabilityVerdict verdict) => Trials.Count(trial => trial.Verdict == verdict);
}
