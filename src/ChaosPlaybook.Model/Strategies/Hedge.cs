using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Whose failure is the answer when every copy of a hedged call fails.</summary>
public enum HedgeAnswer
{
    /// <summary>The first copy's: Polly.</summary>
    First,
    /// <summary>That of the copy that ended last: gRPC.</summary>
    Last,
}

/// <summary>
/// Settings of <c>hedge</c>: sends further copies of a call that takes long or fails, and takes the first good answer. Polly's
/// form as it stands; gRPC's with the non-fatal codes in <see cref="On"/> and <see cref="WhenAllFail"/> = last.
/// </summary>
public sealed record HedgeOptions : StrategyOptions
{
    /// <summary>Copies after the first. Range [1, 10]. Default 1.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>
    /// Time after a copy was sent until the next is, seconds; 0 sends all at once, +∞ sends one only after a failure (Polly's
    /// negative delay). Range [0, +∞]. Default 2.
    /// </summary>
    public double DelaySeconds { get; init; } = 2;

    /// <summary>
    /// Level of the calls' latencies so far that replaces the delay once <see cref="WarmUp"/> calls have succeeded; nothing for
    /// a fixed delay. Range (0, 1).
    /// </summary>
    public double? Quantile { get; init; }

    /// <summary>Successful calls before the quantile is trusted. Range [1, 10⁹]. Default 100.</summary>
    public int WarmUp { get; init; } = 100;

    /// <summary>Further copies per call in the long run; nothing for no limit. Range (0, 10].</summary>
    public double? Budget { get; init; }

    /// <summary>Further copies that may be sent in one go while the budget is untouched. Range [1, 10⁶]. Default 10.</summary>
    public double Burst { get; init; } = 10;

    /// <summary>
    /// Failures after which the next copy starts at once and the others go on; any other outcome ends the call and cancels them.
    /// Default 408, 429, every 5xx, timeouts and rejections.
    /// </summary>
    public ErrorFilter On { get; init; } = _on;

    /// <summary>Whose failure is the answer when all copies fail. Default <see cref="HedgeAnswer.First"/>.</summary>
    public HedgeAnswer WhenAllFail { get; init; } = HedgeAnswer.First;

    /// <summary>Who shares latencies and budget. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    private static readonly ErrorFilter _on = new(["408", "429", "5xx", "timeout", "rejected"]);

    /// <summary>Allowed copies.</summary>
    public static Bounds CopiesBounds => new(1, 10);

    /// <summary>Allowed delays.</summary>
    public static Bounds DelayBounds => new(0, double.PositiveInfinity, "s");

    /// <summary>Allowed quantiles.</summary>
    public static Bounds QuantileBounds => new(0, 1, LowOpen: true, HighOpen: true);

    /// <summary>Allowed warm-ups.</summary>
    public static Bounds WarmUpBounds => new(1, 1e9);

    /// <summary>Allowed budgets.</summary>
    public static Bounds BudgetBounds => new(0, 10, LowOpen: true);

    /// <summary>Allowed bursts.</summary>
    public static Bounds BurstBounds => new(1, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("copies", Copies, CopiesBounds),
        .. Violation.Of("delay", DelaySeconds, DelayBounds),
        .. Violation.Of("quantile", Quantile ?? 0.5, QuantileBounds),
        .. Violation.Of("warmUp", WarmUp, WarmUpBounds),
        .. Violation.Of("budget", Budget ?? 1, BudgetBounds),
        .. Violation.Of("burst", Burst, BurstBounds),
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new Hedge(this, next, context.State<HedgeMemory>(this, Scope, () => new HedgeMemory(this)));
}

/// <summary>
/// Races copies of a call. With independent latencies of survival S and delay d, one further copy makes it S(t) for t &lt; d and
/// S(t)·S(t − d) from there on, at a price of S(d) copies (Dean, Barroso, "The tail at scale", 2013). Copies that lose are
/// cancelled; what they cost, and what they have written, they have.
/// </summary>
internal sealed class Hedge(HedgeOptions options, Strategy next, Scoped<HedgeMemory> scoped) : Strategy
{
    private readonly int _mostCopies = options.Copies + 1;
    private readonly ErrorFilter _on = options.On;
    private readonly HedgeAnswer _whenAllFail = options.WhenAllFail;
    private readonly HedgeCopy _copy = new(next);
    private HedgeRound? _free;

    public override async SimTask<Outcome> Run(Strand strand, Call call)
    {
        var memory = scoped.Of(call);
        var delay = memory.BeginCall();
        var began = strand.Now;
        var round = Rent(call);
        var race = strand.Race();
        var result = Outcome.Cancelled;
        var most = _mostCopies;
        var failed = false;
        for (var sent = 0; ;)
        {
            if (sent == 0 || sent < most && memory.TrySpend())
            {
                race.Start(_copy, round);
                if (sent++ > 0) call.Tally.Record.Hedges++;
            }
            else
            {
                most = sent; // a copy that the budget refuses is not sent later either
                if (race.Running == 0 && !round.HasNews)
                {
                    result = round.Failure(_whenAllFail);
                    break;
                }
            }
            // A delay of 0 lets the copy come to its first wait before the next is sent: it may have an answer at once.
            var heard = round.HasNews ||
                (sent < most && delay == 0 ? await strand.Delay(0) : await round.Hear(strand, sent < most ? strand.Now + delay : double.PositiveInfinity));
            if (strand.IsCancelled || !heard && strand.Deadline <= strand.Now) break;
            if (!round.TryTake(out var copy, out var outcome)) continue;
            if (_on.Matches(outcome))
            {
                failed = true;
                continue;
            }
            if (copy > 0 || failed) call.After(Masker.Hedge, outcome);
            if (copy > 0 && outcome.Succeeded) call.Tally.Record.HedgeWins++;
            result = outcome;
            break;
        }
        await race.Finish();
        if (result.Succeeded) memory.Observe(strand.Now - began);
        Return(round);
        return result;
    }

    private HedgeRound Rent(Call call)
    {
        var round = _free ?? new HedgeRound(_mostCopies);
        _free = round.NextFree;
        round.Begin(call);
        return round;
    }

    private void Return(HedgeRound round)
    {
        round.NextFree = _free;
        _free = round;
    }
}

/// <summary>One copy of a hedged call.</summary>
internal sealed class HedgeCopy(Strategy next) : Process
{
    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        var round = (HedgeRound)context!;
        var copy = round.BeginCopy();
        var outcome = await next.Run(strand, round.Call);
        round.End(copy, outcome);
        return outcome;
    }
}

/// <summary>The copies of one call under way: how each has ended, and what of it has not been looked at yet.</summary>
internal sealed class HedgeRound(int mostCopies) : IWaitSource
{
    private readonly Outcome[] _outcomes = new Outcome[mostCopies];
    private int _begun, _news, _last;
    private Strand? _listener;

    public Call Call { get; private set; } = null!;

    public HedgeRound? NextFree { get; set; }

    /// <summary>Whether a copy has ended that was not taken yet.</summary>
    public bool HasNews => _news != 0;

    public void Begin(Call call)
    {
        Call = call;
        _begun = _news = _last = 0;
    }

    /// <summary>The number of the copy that begins now.</summary>
    public int BeginCopy() => _begun++;

    public void End(int copy, Outcome outcome)
    {
        _outcomes[copy] = outcome;
        _news |= 1 << copy;
        _last = copy;
        if (_listener is not { } listener) return;
        _listener = null;
        listener.Wake();
    }

    /// <summary>Waits until a copy ends.</summary>
    public Wait Hear(Strand listener, double untilSeconds)
    {
        _listener = listener;
        return listener.Park(this, untilSeconds);
    }

    /// <summary>Takes the copy with the lowest number among those that have ended, as Polly does.</summary>
    public bool TryTake(out int copy, out Outcome outcome)
    {
        copy = System.Numerics.BitOperations.TrailingZeroCount(_news);
        outcome = _news == 0 ? default : _outcomes[copy];
        _news &= _news - 1;
        return copy < _outcomes.Length;
    }

    /// <summary>The answer when all copies have failed.</summary>
    public Outcome Failure(HedgeAnswer whose) => _outcomes[whose == HedgeAnswer.First ? 0 : _last];

    void IWaitSource.Forget(Strand strand) => _listener = null;
}

/// <summary>What hedging has learnt: latencies of the calls, and what is left of the budget.</summary>
internal sealed class HedgeMemory : IState
{
    private readonly double _delay, _quantile, _share, _burst;
    private readonly int _warmUp;
    private readonly DDSketch? _latencies;
    private double _tokens;

    public HedgeMemory(HedgeOptions options)
    {
        (_delay, _quantile, _warmUp) = (options.DelaySeconds, options.Quantile ?? 0, options.WarmUp);
        _latencies = options.Quantile is null ? null : new DDSketch();
        (_share, _burst) = options.Budget is { } share ? (share, options.Burst) : (0, double.PositiveInfinity);
        _tokens = _burst;
    }

    /// <summary>Pays a call's share into the budget and says after what time its next copy is due.</summary>
    public double BeginCall()
    {
        _tokens = Math.Min(_burst, _tokens + _share);
        return _latencies is null || _latencies.Count < _warmUp ? _delay : _latencies.Quantile(_quantile);
    }

    /// <summary>Takes a further copy out of the budget, if it holds one.</summary>
    public bool TrySpend()
    {
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }

    /// <summary>
    /// Learns how long a successful call took, hedged or not: up to the delay the two are the same, so the quantile that the
    /// delay settles at is that of one copy. Latencies of single copies would miss those that were cancelled.
    /// </summary>
    public void Observe(double seconds) => _latencies?.Add(seconds);

    public void Reset()
    {
        _latencies?.Clear();
        _tokens = _burst;
    }
}
