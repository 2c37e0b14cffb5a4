using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What a draw decides. Together with entity, call and index it names the draw; see <see cref="Luck"/>.</summary>
internal static class Purpose
{
    /// <summary>First: latency of an attempt. Second: whether the executor's first fault strikes it.</summary>
    public const byte Service = 0;

    /// <summary>First: spread of a wait; the index counts the waits of a call.</summary>
    public const byte Jitter = 1;

    /// <summary>Fault n of an executor draws with Fault + n. First: its value. Second: whether it strikes, from the second fault on.</summary>
    public const byte Fault = 64;

    /// <summary>Faults an executor can have before their purposes run out.</summary>
    public const int MostFaults = 64;
}

/// <summary>The luck and the record of the trial that a world is in.</summary>
public sealed class Trial
{
    /// <summary>What has happened so far.</summary>
    public TrialRecord Record;

    /// <summary>Keyed draws of this replication.</summary>
    public Luck Luck { get; internal set; }

    /// <summary>Attempts after which the trial is cut off.</summary>
    public long MaxAttempts { get; init; }
}

/// <summary>
/// An agent's wish while it is being fulfilled. Draws are numbered per call, so a retry more or less under one playbook leaves
/// the luck of every other call as it was.
/// </summary>
public sealed class Call
{
    private int _attempts, _waits;

    /// <param name="trial">The trial it belongs to.</param>
    public Call(Trial trial) => Trial = trial;

    /// <summary>The trial it belongs to.</summary>
    public Trial Trial { get; }

    /// <summary>Number of the call within the trial.</summary>
    public int Number { get; private set; }

    /// <summary>Name of the step that makes it.</summary>
    public string Step { get; private set; } = "";

    /// <summary>What it does to the outside world.</summary>
    public Effect Effect { get; private set; }

    /// <summary>Times its effect was applied at the executor, whatever the client saw.</summary>
    public int Applied { get; internal set; }

    /// <summary>Begins call <paramref name="number"/> of the trial, on behalf of <paramref name="step"/>.</summary>
    public void Begin(int number, StepOptions step)
    {
        Number = number;
        Step = step.Name;
        Effect = step.Effect;
        Applied = _attempts = _waits = 0;
    }

    /// <summary>Number of the attempt that starts now: 0, 1, 2 …</summary>
    internal int NextAttempt() => _attempts++;

    /// <summary>The uniform that spreads the next wait.</summary>
    internal double NextJitter() => Trial.Luck.Uniform(Purpose.Jitter, 0, Number, _waits++);

    /// <summary>Waits between two attempts and counts the retry; false when the call was called off meanwhile.</summary>
    internal async SimTask<bool> WaitToRetry(Strand strand, double seconds)
    {
        var started = strand.Now;
        var elapsed = await strand.Delay(seconds);
        Trial.Record.WaitSeconds += strand.Now - started;
        if (elapsed) Trial.Record.Retries++;
        return elapsed;
    }
}
