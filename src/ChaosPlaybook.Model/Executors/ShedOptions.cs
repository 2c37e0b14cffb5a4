using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What a station refuses on arrival or drops from its queue; both are answered with 503.</summary>
public sealed record ShedOptions
{
    /// <summary>Longest time in the queue, seconds: a job that has waited that long is dropped when a server would take it up. Default none. Range (0, 86400].</summary>
    public double? QueueTimeoutSeconds { get; init; }

    /// <summary>
    /// Time within which the queue must have been empty for the timeout to be this time instead (Maurer 2015: 5 ms, relaxed to 100 ms);
    /// not below the timeout. Default none. Range (0, 86400].
    /// </summary>
    public double? RelaxedSeconds { get; init; }

    /// <summary>Controlled delay. Default none.</summary>
    public CoDelOptions? CoDel { get; init; }

    /// <summary>Share of servers at work from which arrivals are refused. Default none. Range (0, 1].</summary>
    public double? Utilisation { get; init; }

    /// <summary>Priority from which arrivals are taken in spite of <see cref="Utilisation"/>. Range [1, 10]; 10 for nobody. Default 10.</summary>
    public int KeepFrom { get; init; } = 10;

    /// <summary>Allowed times.</summary>
    public static Bounds SecondsBounds => new(0, 86400, "s", LowOpen: true);

    /// <summary>Allowed utilisations.</summary>
    public static Bounds UtilisationBounds => new(0, 1, LowOpen: true);

    /// <summary>Allowed values of <see cref="KeepFrom"/>.</summary>
    public static Bounds KeepFromBounds => new(1, 10);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("queueTimeout", QueueTimeoutSeconds ?? 1, SecondsBounds),
        .. Violation.Of("relaxed", RelaxedSeconds ?? QueueTimeoutSeconds ?? 1, SecondsBounds with { Low = QueueTimeoutSeconds ?? 0, LowOpen = QueueTimeoutSeconds is null }),
        .. Violation.Of("utilisation", Utilisation ?? 1, UtilisationBounds),
        .. Violation.Of("keepFrom", KeepFrom, KeepFromBounds),
        .. CoDel?.Check() ?? [],
    ];
}

/// <summary>Settings of controlled delay (RFC 8289).</summary>
public sealed record CoDelOptions
{
    /// <summary>Time in the queue that is acceptable, seconds. Range (0, 86400]. Default 0.005.</summary>
    public double TargetSeconds { get; init; } = 0.005;

    /// <summary>Time for which it must be exceeded before anything is dropped, seconds. Range (0, 86400]. Default 0.1.</summary>
    public double IntervalSeconds { get; init; } = 0.1;

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("target", TargetSeconds, ShedOptions.SecondsBounds),
        .. Violation.Of("interval", IntervalSeconds, ShedOptions.SecondsBounds),
    ];
}
