using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>streamCut</c> and <c>streamHang</c>: the answer of a language model stops before its end. After n tokens, that
/// is the time to the first token + n/speed, the attempt fails, or nothing more is ever heard of it. The n tokens are paid for.
/// </summary>
public sealed record StreamFaultOptions : FaultOptions
{
    /// <summary>Probability that an attempt is struck. Range [0, 1].</summary>
    public required double Rate { get; init; }

    /// <summary>Tokens after which the stream stops, a longer answer alone being struck; nothing for a share of the answer.</summary>
    public Distribution? Tokens { get; init; }

    /// <summary>Share of the answer after which the stream stops; nothing for any, each equally likely. Range [0, 1].</summary>
    public double? Share { get; init; }

    /// <summary>The stream goes silent instead of failing; the client needs a timeout. Default false.</summary>
    public bool Hangs { get; init; }

    /// <summary>Error code of a stream that was cut. Range [100, 999]. Default 502.</summary>
    public int Code { get; init; } = 502;

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. base.Check(),
        .. Violation.Of("rate", Rate, Bounds.Ratio),
        .. Violation.Of("share", Share ?? 0, Bounds.Ratio),
        .. Violation.Of("code", Code, ErrorFaultOptions.CodeBounds),
    ];

    /// <inheritdoc/>
    internal override string Word => Hangs ? "streamHang" : "streamCut";

    /// <inheritdoc/>
    internal override bool IsOff => Rate == 0;

    /// <inheritdoc/>
    internal override Fault Build() => new StreamFault(this);
}

/// <summary>Stops the answers of attempts that succeeded.</summary>
internal sealed class StreamFault(StreamFaultOptions options) : Fault
{
    private readonly double _rate = options.Rate;
    private readonly double? _share = options.Share;
    private readonly Distribution? _tokens = options.Tokens;
    private readonly ushort _code = (ushort)options.Code;
    private readonly bool _hangs = options.Hangs;

    public override bool Strikes(double luck, Call call, double now) => luck < _rate;

    public override void Strike(double luck, Call call, ref Reply reply)
    {
        if (!reply.Outcome.Succeeded || reply.Output <= 0) return;
        var share = _tokens is null ? _share ?? luck : _tokens.Quantile(luck) / reply.Output;
        if (share > 1 || share == 1 && _tokens is not null) return; // it had ended before
        reply.Seconds -= (1 - share) * reply.Streaming;
        reply.Streaming *= share;
        reply.Output *= share;
        reply.Outcome = Outcome.Failure(_code);
        if (_hangs && reply.Fate == Fate.Answered) reply.Fate = Fate.ReplyLost;
    }
}
