using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>concurrencyLimit</c>: a bulkhead whose size is learnt from latencies and drops (Netflix concurrency-limits).
/// What they learn from is one sample per window: mean latency, most attempts at a time, and whether anything was dropped.
/// </summary>
public abstract record ConcurrencyLimitOptions : StrategyOptions
{
    /// <summary>Limit at the beginning. Range [1, 10⁶]. Default 20.</summary>
    public int Initial { get; init; } = 20;

    /// <summary>Length of the window, seconds; 0 to learn from every attempt on its own. Range [0, 3600]. Default 1.</summary>
    public double WindowSeconds { get; init; } = 1;

    /// <summary>Fewest attempts in a window for it to count. Range [1, 10⁶]. Default 10.</summary>
    public int MinSamples { get; init; } = 10;

    /// <summary>What counts as dropped; other failures teach nothing. Default 429, 503 and timeouts.</summary>
    public ErrorFilter On { get; init; } = AdaptiveThrottleOptions.Overload;

    /// <summary>Who shares it. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>Allowed limits.</summary>
    public static Bounds LimitBounds => new(1, 1e6);

    /// <summary>Allowed windows.</summary>
    public static Bounds WindowBounds => new(0, 3600, "s");

    /// <summary>Allowed samples.</summary>
    public static Bounds MinSamplesBounds => new(1, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("initial", Initial, LimitBounds),
        .. Violation.Of("window", WindowSeconds, WindowBounds),
        .. Violation.Of("minSamples", MinSamples, MinSamplesBounds),
    ];

    /// <summary>How the limit follows what is learnt.</summary>
    internal abstract LimitAlgorithm Build();

    /// <inheritdoc/>
    internal sealed override Strategy Around(Strategy next, PipelineContext context) =>
        new ConcurrencyLimit(On, next, context.State(this, Scope, () => new LimitMemory(this)));
}

/// <summary>How a limit follows what is learnt.</summary>
internal abstract class LimitAlgorithm
{
    /// <summary>Attempts at a time, whole ones count.</summary>
    public double Limit { get; protected set; }

    /// <summary>Learns from a sample.</summary>
    /// <param name="latency">Seconds, above 0; NaN when everything was dropped at once.</param>
    /// <param name="underWay">Most attempts at a time, this one included.</param>
    /// <param name="dropped">Whether anything was dropped.</param>
    /// <param name="luck">Uniform on (0, 1), fresh.</param>
    public abstract void Learn(double latency, int underWay, bool dropped, double luck);

    /// <summary>Back to the beginning.</summary>
    public abstract void Reset();
}

/// <summary>Refuses what goes beyond the limit of the moment, at once, with 429.</summary>
internal sealed class ConcurrencyLimit(ErrorFilter on, Strategy next, Scoped<LimitMemory> scoped) : Strategy
{
    private const ushort TooManyRequests = 429;

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var memory = scoped.Of(call);
        if (!memory.TryEnter(out var underWay))
        {
            call.Tally.Record.Rejected++;
            return Outcome.Rejection(TooManyRequests);
        }
        return next.Run(strand, call).Then((on, memory, strand, call, underWay, began: strand.Now), static (state, outcome) =>
        {
            state.memory.Leave();
            var dropped = state.on.Matches(outcome);
            if (dropped || outcome.Succeeded) state.memory.Sample(state.strand.Now, state.strand.Now - state.began, state.underWay, dropped, state.call);
            return outcome;
        });
    }
}

/// <summary>The attempts under way, the window under way, and the limit.</summary>
internal sealed class LimitMemory(ConcurrencyLimitOptions options) : IState
{
    // Shorter latencies are answers that nobody worked for. A drop counts however short it was: refusals may take no time here.
    private const double ShortestLatency = 100e-6;
    private readonly double _window = options.WindowSeconds;
    private readonly int _minSamples = options.WindowSeconds > 0 ? options.MinSamples : 1;
    private readonly LimitAlgorithm _algorithm = options.Build();
    private double _seconds, _end;
    private int _samples, _timed, _most, _underWay;
    private bool _dropped;

    /// <summary>Attempts at a time.</summary>
    public int Limit => (int)_algorithm.Limit;

    /// <summary>Whether one more attempt may be made; if so, it is under way.</summary>
    public bool TryEnter(out int underWay)
    {
        underWay = _underWay + 1;
        if (_underWay >= Limit) return false;
        _underWay++;
        return true;
    }

    /// <summary>An attempt has ended.</summary>
    public void Leave() => _underWay--;

    public bool IsIdle => _underWay == 0;

    /// <summary>Takes note of an attempt; the first one after the end of a window closes it.</summary>
    public void Sample(double now, double latency, int underWay, bool dropped, Call call)
    {
        if (latency >= ShortestLatency)
        {
            _seconds += latency;
            _timed++;
        }
        else if (!dropped)
        {
            return;
        }
        _samples++;
        _most = Math.Max(_most, underWay);
        _dropped |= dropped;
        if (_window > 0 && now <= _end) return;
        if (_samples >= _minSamples)
            _algorithm.Learn(_seconds / _timed, _most, _dropped, call.Luck.Uniform(Purpose.Probe, 0, call.Number, 0));
        Open(now + _window);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _underWay = 0;
        _algorithm.Reset();
        Open(0);
    }

    private void Open(double end)
    {
        _end = end;
        _seconds = 0;
        _samples = _timed = _most = 0;
        _dropped = false;
    }
}
