using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>error</c>: an attempt fails when its uniform lies below <see cref="Rate"/>, so the attempts that fail at one
/// rate also fail at every higher rate (monotone coupling). The code is then drawn in proportion to its weight. The first attempts
/// at the executor may instead fail for certain, or be answered by a script; the rate applies once that is over.
/// </summary>
public sealed record ErrorFaultOptions : FaultOptions
{
    /// <summary>Probability that an attempt fails. Range [0, 1]. Default 0.</summary>
    public double Rate { get; init; }

    /// <summary>
    /// Correlation of two attempts of the same call: with this probability the attempts of a call share one luck, so a re-ask meets
    /// the same fate; n attempts all fail with probability ρ·rate + (1 − ρ)·rateⁿ. Range [0, 1]. Default 0.
    /// </summary>
    public double Correlation { get; init; }

    /// <summary>Attempts at the executor that fail to begin with. Range [0, 10⁹]. Default 0.</summary>
    public int First { get; init; }

    /// <summary>Answers to the first attempts at the executor, one after the other. Default: none.</summary>
    public IReadOnlyList<ScriptedAnswer> Script { get; init; } = [];

    /// <summary>The script begins anew when it is over. Default: once.</summary>
    public bool Repeat { get; init; }

    /// <summary>Error codes (100 to 999) and their relative weights. Default: 500 alone.</summary>
    public IReadOnlyList<WeightedCode> Codes { get; init; } = [new(500, 1)];

    /// <summary>Time until the error is reported, seconds. Default: the executor's own latency.</summary>
    public Distribution? Latency { get; init; }

    /// <summary>Allowed values of <see cref="First"/>.</summary>
    public static Bounds FirstBounds => new(0, 1e9);

    /// <summary>Allowed error codes.</summary>
    public static Bounds CodeBounds => new(100, 999);

    /// <summary>Allowed weights.</summary>
    public static Bounds WeightBounds => new(0, 1e9, LowOpen: true);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. base.Check(),
        .. Violation.Of("rate", Rate, Bounds.Ratio),
        .. Violation.Of("correlation", Correlation, Bounds.Ratio),
        .. Violation.Of("first", First, FirstBounds),
        .. Script.SelectMany(answer => answer.IsError ? Violation.Of("script", answer.Code, CodeBounds) : []),
        .. Codes.SelectMany(code => Violation.Of("codes", code.Code, CodeBounds)),
        .. Codes.SelectMany(code => Violation.Of("codes", code.Weight, WeightBounds)),
    ];

    /// <inheritdoc/>
    internal override bool IsOff => Rate == 0 && First == 0 && !Script.Any(answer => answer != ScriptedAnswer.Ok);

    /// <inheritdoc/>
    internal override Fault Build() => First > 0 || Script.Count > 0 || Correlation > 0 ? new ScriptedErrorFault(this) : new ErrorFault(this);
}

/// <summary>An error code and its relative weight.</summary>
/// <param name="Code">The code, 100 to 999.</param>
/// <param name="Weight">Relative weight, above 0.</param>
public readonly record struct WeightedCode(int Code, double Weight);

/// <summary>Turns a success into an error. An attempt that has failed already keeps its first error.</summary>
internal sealed class ErrorFault : Fault
{
    private readonly double _rate;
    private readonly ushort[] _codes;
    private readonly double[] _upTo;
    private readonly Distribution? _latency;

    public ErrorFault(ErrorFaultOptions options)
    {
        _rate = options.Rate;
        _latency = options.Latency;
        _codes = [.. options.Codes.Select(code => (ushort)code.Code)];
        _upTo = new double[_codes.Length];
        var total = options.Codes.Sum(code => code.Weight);
        var sum = 0.0;
        for (var i = 0; i < _upTo.Length; i++) _upTo[i] = (sum += options.Codes[i].Weight) / total;
    }

    public override bool Strikes(double luck, Call call, double now) => luck < _rate;

    public override void Strike(double luck, Call call, ref Reply reply)
    {
        if (!reply.Outcome.Succeeded) return;
        var i = 0;
        while (i < _upTo.Length - 1 && luck >= _upTo[i]) i++;
        reply.Outcome = Outcome.Failure(_codes[i]);
        if (_latency is null) return;
        // What is left of the uniform within its code's share is uniform again.
        var below = i == 0 ? 0 : _upTo[i - 1];
        reply.Seconds = _latency.Quantile(Math.Clamp((luck - below) / (_upTo[i] - below), 1e-16, 1 - 1e-16));
    }
}
