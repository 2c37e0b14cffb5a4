using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>A tool or service that serves attempts.</summary>
public sealed record ExecutorOptions
{
    /// <summary>Name by which steps and fallbacks refer to it.</summary>
    public required string Name { get; init; }

    /// <summary>Time from the attempt's start to its reply, seconds.</summary>
    public required Distribution Latency { get; init; }

    /// <summary>Faults laid over the executor, in this order. Default: none.</summary>
    public IReadOnlyList<FaultOptions> Faults { get; init; } = [];

    /// <summary>Price of one attempt, in units of money, failed attempts included. Range [0, 10⁹]. Default 0.</summary>
    public double Cost { get; init; }

    /// <summary>What limits the rate of attempts in front of it; nothing for no limit.</summary>
    public RateLimitOptions? RateLimit { get; init; }

    /// <summary>Equal servers behind one queue; nothing for a server for everybody. Range [1, 10⁶].</summary>
    public int? Servers { get; init; }

    /// <summary>Equal instances, each with its servers and its queue. Range [1, 10000]. Default 1.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>Which instance an attempt goes to. Default a random one.</summary>
    public Balance Balance { get; init; } = Balance.Random;

    /// <summary>When the balancer leaves an instance out for a while; nothing for never.</summary>
    public OutlierEjectionOptions? OutlierEjection { get; init; }

    /// <summary>Longest queue; nothing for any length. Range [0, 10⁹].</summary>
    public int? QueueLimit { get; init; }

    /// <summary>Who is served next. Default first come, first served.</summary>
    public QueueDiscipline Discipline { get; init; } = QueueDiscipline.Fifo;

    /// <summary>Queue length from which <see cref="QueueDiscipline.AdaptiveLifo"/> serves the last first. Range [1, 10⁹]. Default 10.</summary>
    public int LifoFrom { get; init; } = 10;

    /// <summary>What happens to work whose client has gone. Default: it is done all the same.</summary>
    public Abandonment WhenAbandoned { get; init; } = Abandonment.Continue;

    /// <summary>Time for which it remembers an idempotency key, seconds; +∞ for ever. Range (0, +∞]. Default 300.</summary>
    public double IdempotencyTtlSeconds { get; init; } = 300;

    /// <summary>
    /// Whether queued work is dropped whose client's deadline has passed or leaves no more than the mean service time, before a
    /// server begins it. The client hears nothing and gives up at its deadline. Default no.
    /// </summary>
    public bool DropExpired { get; init; }

    /// <summary>What attempts consume if it is a language model; otherwise nothing.</summary>
    public TokenOptions? Tokens { get; init; }

    /// <summary>What it can do, in words of the scenario; a step that needs something else does not go there. Default nothing.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Allowed values of <see cref="IdempotencyTtlSeconds"/>.</summary>
    public static Bounds IdempotencyTtlBounds => new(0, double.PositiveInfinity, "s", LowOpen: true);

    /// <summary>What it refuses or drops under load, besides what does not fit. Default nothing.</summary>
    public ShedOptions? Shed { get; init; }

    /// <summary>Times at which everything stands still. Default never.</summary>
    public PauseOptions? Pause { get; init; }

    /// <summary>Windows in which everything takes longer; where they overlap the factors multiply. Default none.</summary>
    public IReadOnlyList<SlowOptions> Slow { get; init; } = [];

    /// <summary>How much jobs at work beside each other slow each other down; nothing for not at all.</summary>
    public SlowdownOptions? Slowdown { get; init; }

    /// <summary>How slow an instance is that has just come up; nothing for not at all.</summary>
    public ColdStartOptions? ColdStart { get; init; }

    /// <summary>How the number of instances follows the load; nothing for not at all.</summary>
    public AutoscaleOptions? Autoscale { get; init; }

    /// <summary>
    /// What it asks of other executors while it serves an attempt, stage by stage, once its own time has passed and before it answers.
    /// A failed stage that is needed fails the attempt. Default nothing.
    /// </summary>
    public IReadOnlyList<CallOptions> Calls { get; init; } = [];

    /// <summary>What it answers when a call that it needs has failed, rejections and timeouts included. Range [100, 599]. Default 502.</summary>
    public int DownstreamCode { get; init; } = 502;

    /// <summary>Whether a server waits for the calls; otherwise they are made on the side and the server goes on. Default yes.</summary>
    public bool HoldsServer { get; init; } = true;

    /// <summary>Whether its calls end at the deadline of the attempt that they are made for. Default no.</summary>
    public bool PropagateDeadline { get; init; }

    /// <summary>Allowed values of <see cref="DownstreamCode"/>.</summary>
    public static Bounds DownstreamCodeBounds => new(100, 599);

    /// <summary>Allowed numbers of servers.</summary>
    public static Bounds ServersBounds => new(1, 1e6);

    /// <summary>Allowed numbers of instances.</summary>
    public static Bounds InstancesBounds => new(1, 10_000);

    /// <summary>Allowed queue lengths.</summary>
    public static Bounds QueueLimitBounds => new(0, 1e9);

    /// <summary>Allowed values of <see cref="LifoFrom"/>.</summary>
    public static Bounds LifoFromBounds => new(1, 1e9);

    /// <summary>Allowed values of <see cref="Cost"/>.</summary>
    public static Bounds CostBounds => new(0, 1e9);

    /// <summary>Every value outside its bounds, faults included.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("cost", Cost, CostBounds),
        .. Violation.Of("servers", Servers ?? 1, ServersBounds),
        .. Violation.Of("instances", Instances, InstancesBounds),
        .. Violation.Of("queueLimit", QueueLimit ?? 0, QueueLimitBounds),
        .. Violation.Of("lifoFrom", LifoFrom, LifoFromBounds),
        .. Violation.Of("idempotencyTtl", IdempotencyTtlSeconds, IdempotencyTtlBounds),
        .. Calls.SelectMany(stage => stage.Check()),
        .. Violation.Of("downstreamCode", DownstreamCode, DownstreamCodeBounds),
        .. Discipline == QueueDiscipline.ProcessorSharing && Calls.Count > 0 && HoldsServer
            ? [new Violation("holdsServer", "true", "false beside processorSharing: a server that is shared is held by nobody")] : Array.Empty<Violation>(),
        .. RateLimit?.Check() ?? [],
        .. Tokens?.Check() ?? [],
        .. Shed?.Check() ?? [],
        .. Pause?.Check() ?? [],
        .. OutlierEjection?.Check() ?? [],
        .. Faults.SelectMany(fault => fault.Instance is { } instance
            ? Violation.Of("instance", instance, InstancesBounds with { High = Servers is null ? 0 : Instances }) : []),
        .. Slow.SelectMany(window => window.Check()),
        .. Discipline == QueueDiscipline.ProcessorSharing && (Pause is not null || Slow.Count > 0)
            ? [new Violation("discipline", "ProcessorSharing", "any other beside pause and slow")] : Array.Empty<Violation>(),
        .. Faults.SelectMany(fault => fault.Check()),
        .. CapacityRules.Check(this),
        .. Tokens is null && Faults.Any(fault => fault is StreamFaultOptions or LatencyFaultOptions { Of: not LatencyPart.All })
            ? [new Violation("faults", "of a stream", "with tokens only")] : Array.Empty<Violation>(),
    ];
}
