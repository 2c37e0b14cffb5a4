using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Which part of an attempt's time.</summary>
public enum LatencyPart
{
    /// <summary>All of it.</summary>
    All,
    /// <summary>Of a language model, the time to the first token.</summary>
    FirstToken,
    /// <summary>Of a language model, the time in which the answer streams.</summary>
    Stream,
}

/// <summary>
/// Settings of <c>latency</c>: a struck attempt takes factor × its time + what is added ± jitter, and never less than nothing. The
/// intensity of its window scales what it changes, not how many attempts it strikes.
/// </summary>
public sealed record LatencyFaultOptions : FaultOptions
{
    /// <summary>What is added, seconds. Default 0.</summary>
    public Distribution Added { get; init; } = new Constant(0);

    /// <summary>Greatest deviation of what is added, either way, uniform, seconds. Range [0, 86400]. Default 0.</summary>
    public double JitterSeconds { get; init; }

    /// <summary>What the time so far is multiplied by. Range [0, 10⁶]. Default 1.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Share of the attempts that it strikes. Range [0, 1]. Default 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>What takes longer. Default all of it.</summary>
    public LatencyPart Of { get; init; } = LatencyPart.All;

    /// <summary>Allowed deviations.</summary>
    public static Bounds JitterBounds => new(0, 86400, "s");

    /// <summary>Allowed factors.</summary>
    public static Bounds FactorBounds => new(0, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. base.Check(),
        .. Violation.Of("jitter", JitterSeconds, JitterBounds),
        .. Violation.Of("factor", Factor, FactorBounds),
        .. Violation.Of("rate", Rate, Bounds.Ratio),
    ];

    /// <inheritdoc/>
    internal override bool IsOff => Rate == 0 || JitterSeconds == 0 && Factor == 1 && Added is Constant { Value: 0 };

    /// <inheritdoc/>
    internal override Fault Build() => new LatencyFault(this);
}

/// <summary>Makes a reply late.</summary>
internal sealed class LatencyFault(LatencyFaultOptions options) : Fault
{
    private readonly Distribution _added = options.Added;
    private readonly double _jitter = options.JitterSeconds, _factor = options.Factor, _rate = options.Rate;
    private readonly LatencyPart _of = options.Of;
    private double _intensity = 1;

    public override bool Strikes(double luck, Call call, double now) => luck < _rate;

    public override bool StrikesAt(double intensity, double luck, Call call, double now)
    {
        _intensity = intensity;
        return luck < _rate;
    }

    public override void Strike(double luck, Call call, ref Reply reply)
    {
        var added = _added.Quantile(luck);
        // The low half of a uniform's bits says nothing about the high half, which decides the quantile: a second uniform.
        if (_jitter > 0) added += _jitter * (2 * (luck * (1 << 26) % 1) - 1);
        var before = _of switch
        {
            LatencyPart.All => reply.Seconds,
            LatencyPart.Stream => Math.Min(reply.Streaming, reply.Seconds),
            _ => Math.Max(0, reply.Seconds - reply.Streaming),
        };
        var after = Math.Max(0, before + _intensity * (added + (_factor - 1) * before));
        if (_of == LatencyPart.All) reply.Streaming *= 1 + _intensity * (_factor - 1);
        if (_of == LatencyPart.Stream) reply.Streaming = after;
        reply.Seconds = _of == LatencyPart.All ? after : reply.Seconds + (after - before);
    }
}
