using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>vegas</c>: the limit follows the queue that latency tells of, as in TCP Vegas.</summary>
public sealed record VegasLimitOptions : ConcurrencyLimitOptions
{
    /// <summary>Highest limit. Range [1, 10⁶]. Default 1000.</summary>
    public int Max { get; init; } = 1000;

    /// <summary>The latency without load is measured anew every U(0.5, 1) times this times the limit samples. Range [1, 10⁶]. Default 30.</summary>
    public int ProbeMultiplier { get; init; } = 30;

    /// <summary>Allowed multipliers.</summary>
    public static Bounds ProbeMultiplierBounds => new(1, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        [.. base.Check(), .. Violation.Of("max", Max, LimitBounds with { Low = Initial }), .. Violation.Of("probeMultiplier", ProbeMultiplier, ProbeMultiplierBounds)];

    /// <inheritdoc/>
    internal override LimitAlgorithm Build() => new VegasLimit(this);
}

/// <summary>
/// With l = max(1, ⌊log₁₀ L⌋) and the queue q = ⌈L·(1 − shortest/latency)⌉: L − l after a drop; unchanged where less than half of L
/// was used; L + 6l for q ≤ l, L + l for q &lt; 3l, L − l for q &gt; 6l. The shortest latency is learnt, so a limit that begins
/// under load takes the loaded latency for it.
/// </summary>
internal sealed class VegasLimit : LimitAlgorithm
{
    private readonly VegasLimitOptions _options;
    private double _shortest, _probeSpread;
    private int _sinceProbe;

    public VegasLimit(VegasLimitOptions options)
    {
        _options = options;
        Reset();
    }

    public override void Learn(double latency, int underWay, bool dropped, double luck)
    {
        if (_probeSpread == 0) _probeSpread = 0.5 + 0.5 * luck;
        _sinceProbe++;
        if (!double.IsNaN(latency))
        {
            var probes = _probeSpread * _options.ProbeMultiplier * Limit <= _sinceProbe;
            if (probes) _probeSpread = _sinceProbe = 0;
            if (probes || _shortest == 0 || latency < _shortest)
            {
                _shortest = latency;
                return;
            }
        }
        var log = Math.Max(1, Math.Floor(Math.Log10(Math.Floor(Limit))));
        if (dropped) Set(Limit - log);
        else if (2 * underWay >= Limit) Follow(Math.Ceiling(Limit * (1 - _shortest / latency)), log);
    }

    public override void Reset()
    {
        Limit = _options.Initial;
        _shortest = _probeSpread = 0;
        _sinceProbe = 0;
    }

    private void Follow(double queue, double log)
    {
        if (queue <= log) Set(Limit + 6 * log);
        else if (queue < 3 * log) Set(Limit + log);
        else if (queue > 6 * log) Set(Limit - log);
    }

    private void Set(double limit) => Limit = Math.Clamp(limit, 1, _options.Max);
}
