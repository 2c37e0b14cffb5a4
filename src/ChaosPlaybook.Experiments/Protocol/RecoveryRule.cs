namespace ChaosPlaybook.Experiments;

/// <summary>What became of a disturbed trial by the end of its horizon.</summary>
public enum Recovery
{
    /// <summary>It met the rule in every window from some instant on.</summary>
    Recovered,
    /// <summary>Not yet, but the queue is being worked off: the horizon is too short to tell.</summary>
    Recovering,
    /// <summary>Not, and nothing says that it would.</summary>
    NotRecovered,
}

/// <summary>When a disturbed trial counts as recovered.</summary>
public sealed record RecoveryRule
{
    /// <summary>Length of a window, seconds. Default 10.</summary>
    public double WindowSeconds { get; init; } = 10;

    /// <summary>Least goodput of a window, as a share of what is offered in it. Default 0.95.</summary>
    public double GoodputShare { get; init; } = 0.95;

    /// <summary>Largest 99th percentile of duration of a window, as a multiple of the baseline's. Default 2.</summary>
    public double LatencyFactor { get; init; } = 2;

    /// <summary>Largest mean queue of a window, as a multiple of the 99th percentile of the baseline's bins, and not below one job per server. Default 2.</summary>
    public double QueueFactor { get; init; } = 2;
}

/// <summary>Where a trial is judged.</summary>
/// <param name="BaselineFrom">End of the warm-up, seconds; the baseline lasts from here to the trigger.</param>
/// <param name="TriggerFrom">Start of the trigger, seconds.</param>
/// <param name="JudgedFrom">From where recovery is looked for: the end of the trigger, or of a probe, seconds.</param>
/// <param name="End">End of the horizon, seconds.</param>
/// <param name="Servers">Servers in all: a queue this short is never held against the trial.</param>
public readonly record struct RecoveryInterval(double BaselineFrom, double TriggerFrom, double JudgedFrom, double End, int Servers);

/// <summary>What the rule says about one trial.</summary>
/// <param name="Recovery">Whether it recovered.</param>
/// <param name="RecoveredAt">Since when it meets the rule for good, seconds since the start of the trial; NaN unless recovered.</param>
public readonly record struct RecoveryJudgement(Recovery Recovery, double RecoveredAt);
