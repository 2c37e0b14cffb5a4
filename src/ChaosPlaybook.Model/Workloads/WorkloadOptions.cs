using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// A population of agents that share the executors for a while. One trial is one world over its horizon: agents start from the
/// beginning, are counted once the warm-up is over, stop starting at the end of the horizon, and those still under way may drain.
/// </summary>
public abstract record WorkloadOptions
{
    /// <summary>Length of the horizon, warm-up included, seconds. Range (0, 86400].</summary>
    public required double ForSeconds { get; init; }

    /// <summary>Time at the beginning that is not counted, seconds. Range [0, 86400], below the horizon. Default 0.</summary>
    public double WarmUpSeconds { get; init; }

    /// <summary>
    /// Longest time after the horizon in which agents under way may end, seconds; what is left then is censored. Range [0, 86400].
    /// Default 60.
    /// </summary>
    public double DrainSeconds { get; init; } = 60;

    /// <summary>Client processes that the agents are spread over in turn; each keeps its own state. Range [1, 100000].</summary>
    public int Clients { get; init; } = 1;

    /// <summary>How finely the trial is cut into bins of time.</summary>
    public TimelineOptions Timeline { get; init; } = new();

    /// <summary>Allowed times.</summary>
    public static Bounds SecondsBounds => new(0, 86400, "s");

    /// <summary>Allowed horizons.</summary>
    public static Bounds ForBounds => new(0, 86400, "s", LowOpen: true);

    /// <summary>Allowed client processes.</summary>
    public static Bounds ClientsBounds => new(1, 100_000);

    /// <summary>Every value outside its bounds.</summary>
    public virtual IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("for", ForSeconds, ForBounds),
        .. Violation.Of("warmUp", WarmUpSeconds, new Bounds(0, ForSeconds, "s", HighOpen: true)),
        .. Violation.Of("drain", DrainSeconds, SecondsBounds),
        .. Violation.Of("clients", Clients, ClientsBounds),
        .. Timeline.Check(),
    ];
}

/// <summary>Agents arrive whether or not those before them have ended.</summary>
public sealed record OpenWorkloadOptions : WorkloadOptions
{
    /// <summary>When they arrive.</summary>
    public required ArrivalOptions Arrivals { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => base.Check().Concat(Arrivals.Check());
}

/// <summary>A fixed number of agents, each starting again after it has ended and thought for a while.</summary>
public sealed record ClosedWorkloadOptions : WorkloadOptions
{
    /// <summary>Agents. Range [1, 10⁶].</summary>
    public required int Agents { get; init; }

    /// <summary>Time between an end and the next start, also before the first, seconds. Default 0.</summary>
    public Distribution Think { get; init; } = new Constant(0);

    /// <summary>Allowed numbers of agents.</summary>
    public static Bounds AgentsBounds => new(1, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => base.Check().Concat(Violation.Of("agents", Agents, AgentsBounds));
}
