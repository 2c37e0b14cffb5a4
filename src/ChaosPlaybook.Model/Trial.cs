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

    /// <summary>First: gap before an arrival; the call counts the arrivals. Second: for the arrival process itself.</summary>
    public const byte Arrival = 2;

    /// <summary>First: time an agent thinks between two workflows; the call counts its workflows.</summary>
    public const byte Think = 3;

    /// <summary>First: which instance serves an attempt. Second: the other candidate.</summary>
    public const byte Route = 4;

    /// <summary>First: whether a step with a condition is made.</summary>
    public const byte Branch = 5;

    /// <summary>First: whether another round of a step follows; the call is that of the round.</summary>
    public const byte Again = 6;

    /// <summary>First: what a cache is asked for; the index counts the questions of a call.</summary>
    public const byte Cache = 7;

    /// <summary>First: whether a throttle refuses a try; the index counts the tries of a call.</summary>
    public const byte Admission = 10;

    /// <summary>First: when an adaptive limit probes again; keyed by the call that it learns from.</summary>
    public const byte Probe = 11;

    /// <summary>First: whether the state of a burst changes at a step; the call counts the steps, the index says which fault.</summary>
    public const byte Burst = 30;

    /// <summary>First: how long an executor is down. Second: how long it is up. The call counts the periods, the index says which fault.</summary>
    public const byte Outage = 31;

    /// <summary>The same for a cause; the entity counts the causes.</summary>
    public const byte Cause = 32;

    /// <summary>The same for a fault that is on and off at random.</summary>
    public const byte FaultWindow = 33;

    /// <summary>First: whether a fault strikes all attempts of a call. Second: whether they share one luck. The index says which fault.</summary>
    public const byte FaultOfCall = 34;

    /// <summary>First, at index 0: input tokens of a call. Second: output tokens of an attempt.</summary>
    public const byte Tokens = 35;

    /// <summary>First: what the first job of an instance takes longer. The call counts its cold starts, the index says which instance.</summary>
    public const byte ColdStart = 45;

    /// <summary>First: how long a new instance takes to come up. The call counts the starts.</summary>
    public const byte StartUp = 46;

    /// <summary>First: how long a killed instance stays away. The call counts those killed, the index says which fault.</summary>
    public const byte Restart = 47;

    /// <summary>Branches off the luck of the calls that an executor makes for an attempt; the index counts the attempts of a call.</summary>
    public const byte Downstream = 40;

    /// <summary>First: whether an executor makes a call; the call counts those that it may make.</summary>
    public const byte CallMade = 41;

    /// <summary>Fault n of an executor draws with Fault + n. First: its value. Second: whether it strikes, from the second fault on.</summary>
    public const byte Fault = 64;

    /// <summary>Faults an executor can have before their purposes run out.</summary>
    public const int MostFaults = 64;
}

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

    /// <summary>Attempts so far that are never answered; their calls end by a timeout or never.</summary>
    public int Unanswered { get; internal set; }

    /// <summary>Attempts so far, those of the warm-up included.</summary>
    public long Attempts { get; internal set; }

    /// <summary>Calls so far that executors have made.</summary>
    internal int DownstreamBegun { get; set; }

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

/// <summary>
/// An agent's wish while it is being fulfilled. Draws are numbered per call, so a retry more or less under one playbook leaves
/// the luck of every other call as it was.
/// </summary>
public sealed class Call
{
    private (IState? State, int Call)[] _states = [];
    private int _attempts, _waits, _admissions, _begun, _page;
    private Ledger? _ledger;

    /// <param name="trial">The trial it belongs to.</param>
    public Call(Trial trial) => (Trial, Tally) = (trial, trial.Counted);

    /// <summary>The trial it belongs to.</summary>
    public Trial Trial { get; }

    /// <summary>Where it counts.</summary>
    public Tally Tally { get; private set; }

    /// <summary>Where its draws come from: the trial's luck, or a branch of it for a call that an executor makes.</summary>
    public Luck Luck { get; private set; }

    /// <summary>Number of the call within the trial: agent times steps plus step.</summary>
    public int Number { get; private set; }

    /// <summary>Name of the step that makes it.</summary>
    public string Step { get; private set; } = "";

    /// <summary>What it does to the outside world.</summary>
    public Effect Effect { get; private set; }

    /// <summary>Its priority where it queues; the highest is served first.</summary>
    public int Priority { get; private set; }

    /// <summary>Calls that it hangs on: 0 for an agent's, 1 for one that an executor makes to serve that, and so on.</summary>
    internal int Depth { get; private set; }

    /// <summary>Number of the agent's call that it is made for; its own number for an agent's.</summary>
    internal int Origin { get; private set; }

    /// <summary>Its number among the calls that executors make in the trial; 0 for an agent's.</summary>
    internal int Downstream { get; private set; }

    /// <summary>Layers around the pipeline that it goes through, and those around the attempt under way; kept by a trace alone.</summary>
    internal int OuterSpans { get; private set; }

    /// <inheritdoc cref="OuterSpans"/>
    internal int SpanDepth { get; set; }

    /// <summary>The attempt that it is made to serve, and its own attempt begun last; kept by a trace alone.</summary>
    internal Span? OuterSpan { get; private set; }

    /// <inheritdoc cref="OuterSpan"/>
    internal Span? AttemptSpan { get; set; }

    /// <summary>Number of the workflow that makes it; 0 for a call that an executor makes.</summary>
    internal int Workflow { get; set; }

    /// <summary>Whether a strike landed on it that did more than slow an attempt that was answered.</summary>
    internal bool Harmed { get; private set; }

    /// <summary>The outermost layer so far that had seen a failure and gave a success.</summary>
    internal Masker MaskedBy { get; private set; }

    /// <summary>Times its effect was applied at the executor, whatever the client saw.</summary>
    public int Applied => _ledger?.AppliedOf(_page) ?? 0;

    /// <summary>Where its effects are written down, even those applied after it has ended; nothing for a call without.</summary>
    internal Ledger? Ledger => _ledger;

    /// <summary>Its page there.</summary>
    internal int Page => _page;

    /// <summary>Where its effects are to be written down, from its beginning on.</summary>
    internal void WriteTo(Ledger ledger, int page) => (_ledger, _page) = (ledger, page);

    /// <summary>Begins call <paramref name="number"/> of the trial, on behalf of <paramref name="step"/>.</summary>
    /// <param name="number">Number of the call within the trial.</param>
    /// <param name="step">The step that makes it.</param>
    /// <param name="tally">Where it counts.</param>
    public void Begin(int number, StepOptions step, Tally tally)
    {
        if (Tally != tally) Tally = tally;
        Luck = Trial.Luck;
        Number = number;
        Step = step.Name;
        Effect = step.Effect;
        Priority = step.Priority;
        _attempts = _waits = _admissions = 0;
        (Harmed, MaskedBy) = (false, Masker.None);
        if (_ledger is not null) _ledger = null;
        Depth = Downstream = OuterSpans = 0;
        Origin = number;
        _begun++;
    }

    /// <summary>Begins a call that an executor makes to serve an attempt of another; it has no effect of its own.</summary>
    internal void BeginDownstream(int number, Luck luck, Tally tally, string step, int priority, int depth, int origin, int outerSpans, Span? outerSpan)
    {
        if (Tally != tally) Tally = tally;
        Luck = luck;
        (Number, Step, Effect, Priority) = (number, step, Effect.None, priority);
        (Depth, Origin, Downstream, OuterSpans) = (depth, origin, ++Trial.DownstreamBegun, outerSpans);
        if (outerSpan is not null) OuterSpan = outerSpan;
        (Harmed, MaskedBy) = (false, Masker.None);
        _attempts = _waits = _admissions = 0;
        _begun++;
    }

    /// <summary>Number of the attempt that starts now: 0, 1, 2 …</summary>
    internal int NextAttempt() => _attempts++;

    /// <summary>Strikes on an attempt of it have landed.</summary>
    internal void Landed(int strikes, bool harmful)
    {
        Tally.Record.FaultsLanded += strikes;
        Harmed |= harmful;
    }

    /// <summary>A layer that has seen a failure passes an outcome on.</summary>
    internal Outcome After(Masker by, Outcome outcome)
    {
        if (outcome.Succeeded) MaskedBy = by;
        return outcome;
    }

    /// <summary>The uniform that spreads the next wait.</summary>
    internal double NextJitter() => Luck.Uniform(Purpose.Jitter, 0, Number, _waits++);

    /// <summary>The uniform that decides whether a throttle lets the next try pass.</summary>
    internal double NextAdmission() => Luck.Uniform(Purpose.Admission, 0, Number, _admissions++);

    /// <summary>The state that a strategy keeps for this call alone; made once, reset by the first touch of each call.</summary>
    internal T State<T>(int slot, Func<T> create) where T : class, IState
    {
        if (slot >= _states.Length) Array.Resize(ref _states, slot + 1);
        ref var entry = ref _states[slot];
        if (entry.State is null) entry = (create(), _begun);
        if (entry.Call != _begun)
        {
            entry.State.Reset();
            entry.Call = _begun;
        }
        return (T)entry.State;
    }

    /// <summary>Waits between two attempts and counts the retry; false when the call was called off meanwhile.</summary>
    internal async SimTask<bool> WaitToRetry(Strand strand, double seconds)
    {
        var started = strand.Now;
        var elapsed = await strand.Delay(seconds);
        Tally.Record.WaitSeconds += strand.Now - started;
        Trial.Trace?.Waited(strand, started);
        if (elapsed) Tally.Record.Retries++;
        return elapsed;
    }
}
