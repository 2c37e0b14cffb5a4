using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Where calls count what happens to them.</summary>
public sealed class Tally
{
    /// <summary>What has happened so far.</summary>
    public TrialRecord Record;
}

/// <summary>The luck and the records of the trial that a world is in.</summary>
public sealed class Trial
{
    /// <summary>What counts.</summary>
    public Tally Counted { get; } = new();

    /// <summary>What happened to agents of the warm-up; nobody reads it.</summary>
    public Tally WarmUp { get; } = new();

    /// <summary>Keyed draws of this replication.</summary>
    public Luck Luck { get; internal set; }

    /// <summary>What happens when, or nothing for a lone agent.</summary>
    internal Timeline? Timeline { get; set; }

    /// <summary>Who notes how workflows end, or nobody.</summary>
    internal Watch? Watch { get; set; }

    /// <summary>Where events are noted, or nothing.</summary>
    internal EventTrace? Trace { get; init; }

    /// <summary>What becomes of each fault of the world.</summary>
    internal FaultCount[] Faults { get; init; } = [];

    /// <summary>Attempts so far that are never answered; their calls end by a timeout or never.</summary>
    public int Unanswered { get; internal set; }

    /// <summary>Attempts so far, those of the warm-up included.</summary>
    public long Attempts { get; internal set; }

    /// <summary>Calls so far that executors have made.</summary>
    internal int DownstreamBegun { get; set; }

    /// <summary>What each step of the workflow took.</summary>
    internal StepAccount[] Steps { get; init; } = [];

    /// <summary>Ledgers that nobody holds.</summary>
    internal Stack<Ledger> IdleLedgers { get; } = new();

    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    internal void Begin(Luck luck)
    {
        Luck = luck;
        Attempts = 0;
        DownstreamBegun = 0;
        Unanswered = 0;
        Counted.Record = default;
        for (var i = 0; i < Steps.Length; i++) Steps[i] = default; // few, and quicker than a call
        for (var i = 0; i < Faults.Length; i++) Faults[i] = default;
        if (Timeline is not null) WarmUp.Record = default;
        if (FailedCodes is not null) Array.Clear(FailedCodes);
    }

    /// <summary>
    /// Workflows of a population that failed after the warm-up, by error code; nothing for a lone agent. Codes are below the length.
    /// </summary>
    internal int[]? FailedCodes { get; set; }

    /// <summary>Attempts after which the trial is cut off.</summary>
    public long MaxAttempts { get; init; }
}
