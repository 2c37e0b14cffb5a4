using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>adaptiveRate</c>: the client-side rate limiter of the AWS SDKs' adaptive retry mode (botocore). It does nothing
/// until the first attempt is throttled; then attempts wait for tokens that come at a rate which follows CUBIC.
/// </summary>
public sealed record AdaptiveRateOptions : StrategyOptions
{
    /// <summary>β: what a throttled attempt leaves of the rate. Range (0, 1). Default 0.7.</summary>
    public double Beta { get; init; } = 0.7;

    /// <summary>C, of the growth C·(t − K)³ + w. Range (0, 1000]. Default 0.4.</summary>
    public double Scale { get; init; } = 0.4;

    /// <summary>Lowest rate, attempts per second. Range (0, 10⁹]. Default 0.5.</summary>
    public double MinRate { get; init; } = 0.5;

    /// <summary>Share of the last bucket in the measured rate. Range (0, 1]. Default 0.8.</summary>
    public double Smoothing { get; init; } = 0.8;

    /// <summary>What counts as throttled. Default 429.</summary>
    public ErrorFilter On { get; init; } = new(["429"]);

    /// <summary>Who shares it. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>Allowed values of <see cref="Beta"/>.</summary>
    public static Bounds BetaBounds => new(0, 1, LowOpen: true, HighOpen: true);

    /// <summary>Allowed values of <see cref="Scale"/>.</summary>
    public static Bounds ScaleBounds => new(0, 1000, LowOpen: true);

    /// <summary>Allowed smoothings.</summary>
    public static Bounds SmoothingBounds => new(0, 1, LowOpen: true);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("beta", Beta, BetaBounds), .. Violation.Of("scale", Scale, ScaleBounds),
        .. Violation.Of("minRate", MinRate, RateLimitOptions.RateBounds), .. Violation.Of("smoothing", Smoothing, SmoothingBounds),
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new AdaptiveRate(On, next, context.State(this, Scope, () => new AdaptiveGate(this, context.Simulation)));
}

/// <summary>Lets attempts wait for tokens, first come, first served, and learns from their answers.</summary>
internal sealed class AdaptiveRate(ErrorFilter on, Strategy next, Scoped<AdaptiveGate> scoped) : Strategy
{
    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var gate = scoped.Of(call);
        return gate.Line.TryPass(strand.Now) ? Send(gate, strand, call) : RunInTurn(gate, strand, call);
    }

    private async SimTask<Outcome> RunInTurn(AdaptiveGate gate, Strand strand, Call call) =>
        await gate.Line.Pass(strand) ? await Send(gate, strand, call) : Outcome.Cancelled;

    private SimTask<Outcome> Send(AdaptiveGate gate, Strand strand, Call call) =>
        next.Run(strand, call).Then((on, gate, strand), static (state, outcome) =>
        {
            if (!outcome.IsCancelled) state.gate.Permits.Answered(state.strand.Now, state.on.Matches(outcome));
            return outcome;
        });
}

/// <summary>Tokens and the line in front of them.</summary>
internal sealed class AdaptiveGate : IState
{
    public AdaptiveGate(AdaptiveRateOptions options, Simulation simulation)
    {
        Permits = new CubicPermits(options);
        Line = new RateGate(Permits, simulation);
    }

    /// <summary>The tokens.</summary>
    public CubicPermits Permits { get; }

    /// <summary>The line.</summary>
    public RateGate Line { get; }

    /// <inheritdoc/>
    public void Reset() => Line.Reset();
}

/// <summary>
/// A token bucket whose rate follows CUBIC. An answer that is throttled sets w to the rate of the moment and the rate to β·w; any
/// other at time t after that sets it to C·(t − K)³ + w with K = ∛(w(1 − β)/C), which is β·w at 0 and w at K. It is never above
/// twice the measured rate: answers per bucket of half a second, smoothed. As in botocore the bucket starts empty and holds the
/// tokens of a second, one at least.
/// </summary>
internal sealed class CubicPermits(AdaptiveRateOptions options) : RatePermits
{
    private const double BucketSeconds = 0.5, MostOfMeasured = 2, FirstRate = 1;
    private double _rate = FirstRate, _capacity = 1, _tokens, _at;
    private double _w, _k, _failedAt;
    private double _measured, _bucket;
    private int _count;

    /// <summary>Whether attempts wait for tokens.</summary>
    public bool Enabled { get; private set; }

    /// <summary>Tokens per second.</summary>
    public double Rate => _rate;

    /// <summary>Answers per second.</summary>
    public double Measured => _measured;

    /// <inheritdoc/>
    public override double SecondsToNext => !Enabled || _tokens >= 1 - Hair ? 0 : (1 - _tokens) / _rate;

    /// <inheritdoc/>
    public override bool TryTake(double now)
    {
        if (!Enabled) return true;
        Refill(now);
        if (_tokens < 1 - Hair) return false;
        _tokens = Math.Max(0, _tokens - 1);
        return true;
    }

    /// <summary>An attempt has been answered.</summary>
    public void Answered(double now, bool throttled)
    {
        Measure(now);
        var wanted = throttled ? Cut(now, Enabled ? Math.Min(_measured, _rate) : _measured) : Grown(now);
        Enabled |= throttled;
        wanted = Math.Min(wanted, MostOfMeasured * _measured);
        Refill(now);
        _rate = Math.Max(wanted, options.MinRate);
        _capacity = Math.Max(wanted, 1);
        _tokens = Math.Min(_tokens, _capacity);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        (_rate, _capacity, _tokens, _at) = (FirstRate, 1, 0, 0);
        _w = _k = _failedAt = _measured = _bucket = 0;
        _count = 0;
        Enabled = false;
    }

    /// <summary>The rate that CUBIC has come to.</summary>
    public double Grown(double now)
    {
        var since = now - _failedAt - _k;
        return options.Scale * since * since * since + _w;
    }

    private double Cut(double now, double rate)
    {
        _w = rate;
        _k = Math.Cbrt(_w * (1 - options.Beta) / options.Scale);
        _failedAt = now;
        return rate * options.Beta;
    }

    private void Measure(double now)
    {
        var bucket = Math.Floor(now / BucketSeconds) * BucketSeconds;
        _count++;
        if (bucket <= _bucket) return;
        _measured = _count / (bucket - _bucket) * options.Smoothing + _measured * (1 - options.Smoothing);
        _count = 0;
        _bucket = bucket;
    }

    private void Refill(double now)
    {
        _tokens = Math.Min(_capacity, _tokens + (now - _at) * _rate);
        _at = now;
    }
}
