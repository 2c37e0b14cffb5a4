using System.Numerics;
using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// An agent's wish while it is being fulfilled. Draws are numbered per call, so a retry more or less under one playbook leaves
/// the luck of every other call as it was.
/// </summary>
public sealed class Call
{
    private (IState? State, int Call)[] _states = [];
    private readonly ulong[] _harmedBy; // a bit for each fault of the world
    private int _attempts, _waits, _admissions, _begun, _page;
    private Ledger? _ledger;

    /// <param name="trial">The trial it belongs to.</param>
    public Call(Trial trial)
    {
        (Trial, Tally) = (trial, trial.Counted);
        _harmedBy = new ulong[(trial.Faults.Length + 63) / 64];
    }

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
        MaskedBy = Masker.None;
        if (Harmed) ForgetHarm();
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
        MaskedBy = Masker.None;
        if (Harmed) ForgetHarm();
        _attempts = _waits = _admissions = 0;
        _begun++;
    }

    /// <summary>Number of the attempt that starts now: 0, 1, 2 …</summary>
    internal int NextAttempt() => _attempts++;

    /// <summary>A fault of the world has struck an attempt of it.</summary>
    internal void Struck(int fault)
    {
        Tally.Record.FaultsInjected++;
        if (Tally == Trial.Counted) Trial.Faults[fault].Struck++;
    }

    /// <summary>Strikes on an attempt of it have landed.</summary>
    /// <param name="first">The fault of the world that the lowest bit stands for.</param>
    /// <param name="faults">A bit for each fault that has landed.</param>
    /// <param name="harmful">Whether they did more than slow an attempt that was answered.</param>
    internal void Landed(int first, ulong faults, bool harmful)
    {
        if (faults == 0) return;
        Tally.Record.FaultsLanded += BitOperations.PopCount(faults);
        Harmed |= harmful;
        if (Tally != Trial.Counted) return;
        for (; faults != 0; faults &= faults - 1)
        {
            var fault = first + BitOperations.TrailingZeroCount(faults);
            Trial.Faults[fault].Landed++;
            if (!harmful) continue;
            _harmedBy[fault / 64] |= 1UL << fault % 64;
        }
    }

    /// <summary>Whether what harmed it was made good is written down for every fault that did.</summary>
    internal void Account(bool masked)
    {
        for (var word = 0; word < _harmedBy.Length; word++)
        {
            for (var faults = _harmedBy[word]; faults != 0; faults &= faults - 1)
            {
                ref var account = ref Trial.Faults[word * 64 + BitOperations.TrailingZeroCount(faults)];
                if (masked) account.Masked++;
                else account.Leaked++;
            }
        }
    }

    private void ForgetHarm()
    {
        Harmed = false;
        Array.Clear(_harmedBy);
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
