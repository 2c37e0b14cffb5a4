using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>cache</c>: answers for a while from what was fetched before. Either a share of the calls finds its answer
/// (<see cref="Hit"/>), or each call asks for one of <see cref="Keys"/> and finds what was fetched less than
/// <see cref="TtlSeconds"/> ago. Writes pass through.
/// </summary>
public sealed record CacheOptions : StrategyOptions
{
    /// <summary>Share of the calls that find their answer; nothing for a cache that remembers. Range [0, 1].</summary>
    public double? Hit { get; init; }

    /// <summary>Different things that a step may ask for. Range [1, 10⁶]. Default 1.</summary>
    public int Keys { get; init; } = 1;

    /// <summary>s of the popularity k⁻ˢ of the k-th key (Zipf); 0 for equally popular ones. Range [0, 10]. Default 0.</summary>
    public double Skew { get; init; }

    /// <summary>Time for which an answer is fresh, seconds. Range (0, +∞]. Default 60.</summary>
    public double TtlSeconds { get; init; } = 60;

    /// <summary>Time after that in which it may still stand in for a failure (RFC 5861, stale-if-error), seconds. Range [0, +∞]. Default 0.</summary>
    public double StaleSeconds { get; init; }

    /// <summary>Worth of a stale answer. Range [0, 1]. Default 0.8.</summary>
    public double StaleQuality { get; init; } = 0.8;

    /// <summary>Who shares what it remembers. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>Allowed numbers of keys.</summary>
    public static Bounds KeysBounds => new(1, 1e6);

    /// <summary>Allowed skews.</summary>
    public static Bounds SkewBounds => new(0, 10);

    /// <summary>Allowed times of freshness.</summary>
    public static Bounds TtlBounds => new(0, double.PositiveInfinity, "s", LowOpen: true);

    /// <summary>Allowed times of staleness.</summary>
    public static Bounds StaleBounds => new(0, double.PositiveInfinity, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("hit", Hit ?? 0, Bounds.Ratio),
        .. Violation.Of("keys", Keys, KeysBounds),
        .. Violation.Of("skew", Skew, SkewBounds),
        .. Violation.Of("ttl", TtlSeconds, TtlBounds),
        .. Violation.Of("stale", StaleSeconds, StaleBounds),
        .. Violation.Of("staleQuality", StaleQuality, Bounds.Ratio),
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new Cache(this, next, context.State(this, Scope, () => new CacheMemory(Keys)));
}

/// <summary>
/// Answers at once where it can. With hits of share h a call succeeds with probability h + (1 − h)·q; one key asked for at rate λ
/// and fetched in no time is fresh for a share λT/(1 + λT) of the calls.
/// </summary>
internal sealed class Cache : Strategy
{
    private readonly CacheOptions _options;
    private readonly Strategy _next;
    private readonly Scoped<CacheMemory> _memory;
    private readonly double[] _upTo;

    public Cache(CacheOptions options, Strategy next, Scoped<CacheMemory> memory)
    {
        (_options, _next, _memory) = (options, next, memory);
        _upTo = new double[options.Keys];
        var sum = 0.0;
        for (var key = 0; key < _upTo.Length; key++) _upTo[key] = sum += Math.Pow(key + 1, -options.Skew);
        for (var key = 0; key < _upTo.Length; key++) _upTo[key] /= sum;
    }

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        if (call.Effect == Effect.Write) return _next.Run(strand, call);
        var luck = call.Luck.Uniform(Purpose.Cache, 0, call.Number, 0);
        if (_options.Hit is { } share)
        {
            if (luck >= share) return _next.Run(strand, call);
            call.Tally.Record.CacheHits++;
            return Outcome.Success;
        }
        return Remembered(strand, call, Key(luck));
    }

    private async SimTask<Outcome> Remembered(Strand strand, Call call, int key)
    {
        var fetched = _memory.Of(call).Of(call.Step);
        if (strand.Now - fetched[key] < _options.TtlSeconds)
        {
            call.Tally.Record.CacheHits++;
            return Outcome.Success;
        }
        var outcome = await _next.Run(strand, call);
        if (outcome.IsCancelled) return outcome;
        if (outcome.Succeeded)
        {
            fetched[key] = strand.Now;
            return outcome;
        }
        var staleness = strand.Now - fetched[key] - _options.TtlSeconds;
        if (!(staleness < _options.StaleSeconds) || double.IsNegativeInfinity(fetched[key])) return outcome;
        call.Tally.Record.StaleServed++;
        return call.After(Masker.Cache, new Outcome(OutcomeKind.Succeeded, 0, (float)_options.StaleQuality));
    }

    private int Key(double luck)
    {
        var at = Array.BinarySearch(_upTo, luck);
        return Math.Min(at < 0 ? ~at : at, _upTo.Length - 1);
    }
}

/// <summary>When each step's answers were fetched.</summary>
internal sealed class CacheMemory(int keys) : IState
{
    private readonly Dictionary<string, double[]> _fetched = [];

    /// <summary>Time of the last fetch by key, seconds; −∞ for none.</summary>
    public double[] Of(string step)
    {
        if (!_fetched.TryGetValue(step, out var times))
        {
            _fetched[step] = times = new double[keys];
            Array.Fill(times, double.NegativeInfinity);
        }
        return times;
    }

    public void Reset()
    {
        foreach (var times in _fetched.Values) Array.Fill(times, double.NegativeInfinity);
    }
}
