using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Faults of streamed answers, and the limits of a language model by tokens and by money.</summary>
internal static class StreamForms
{
    private static readonly StreamFaultOptions _fault = new() { Rate = 1 };
    private static readonly TokenLimitOptions _limitDefaults = new() { Rate = 1 };
    private static readonly TokenOptions _tokens = new() { Input = new Constant(0), Output = new Constant(0) };
    private static readonly RatioForm _ratio = new(Bounds.Ratio);
    private static readonly CountForm _code = new(ErrorFaultOptions.CodeBounds);

    private static readonly Field<double> _rate = Fields.Needed("rate", _ratio, "Probability that an answer stops before its end.");
    private static readonly Field<Distribution> _after = Fields.Optional("tokens", TokenLaw.Form,
        "Tokens after which it stops; an answer that is no longer is spared.", "a share of the answer");
    private static readonly Field<double> _share = Fields.Optional("share", _ratio, "Share of the answer after which it stops.", "any, each equally likely");
    private static readonly Field<long> _cutCode = Fields.Default("code", _code, "Error code of the attempt.", _fault.Code);

    /// <summary>Settings of <c>streamCut</c>.</summary>
    public static IReadOnlyList<Field> Cut { get; } = [_rate, _after, _share, _cutCode];

    /// <summary>Settings of <c>streamHang</c>.</summary>
    public static IReadOnlyList<Field> Hang { get; } = [_rate, _after, _share];

    /// <summary>The fault.</summary>
    public static FaultOptions Fault(Values v, bool hangs) => new StreamFaultOptions
    {
        Rate = v.Get(_rate), Tokens = v.Get(_after), Share = v.Has(_share) ? v.Get(_share) : null, Hangs = hangs, Code = hangs ? _fault.Code : (int)v.Get(_cutCode),
    };

    /// <summary>Whether its settings agree.</summary>
    public static bool Agree(Values v) => !v.Has(_share) || !v.Has(_after) || FaultKeys.Refuse(v, _share, "stands beside tokens; allowed: one of them");

    private static readonly Field<double> _tokenRate = Fields.Needed("rate", new RateForm(TokenLimitOptions.RateBounds), "Tokens that come, such as 40000/min.");
    private static readonly Field<double> _burst = Fields.Optional("burst", new NumberForm(TokenLimitOptions.BurstBounds),
        "Most tokens, and tokens at the beginning; an attempt that needs more is always refused.", "those of a minute");
    private static readonly Field<double> _maxOutput = Fields.Default("maxOutput", new NumberForm(TokenLimitOptions.MaxOutputBounds),
        "Output tokens that an attempt reserves beside its prompt, however long the answer gets.", _limitDefaults.MaxOutput);
    private static readonly Field<TokenLimitOptions> _limit = Fields.Optional("limit", new Shape<TokenLimitOptions>("tokenLimit",
        "A bucket of tokens beside that of attempts; short of either an attempt is answered with 429, Retry-After being the later reset.",
        [_tokenRate, _burst, _maxOutput],
        v => new() { Rate = v.Get(_tokenRate), Burst = v.Has(_burst) ? v.Get(_burst) : null, MaxOutput = v.Get(_maxOutput) }),
        "What limits the tokens taken per time.", "no limit");
    private static readonly Field<double> _cap = Fields.Optional("spendCap", new NumberForm(TokenOptions.SpendCapBounds),
        "Money that may be spent on tokens in a trial; beyond it every attempt is refused for good.", "none");
    private static readonly Field<long> _capCode =
        Fields.Default("spendCapCode", _code, "Error code beyond the cap, without Retry-After: 429 or 402.", _tokens.SpendCapCode);

    /// <summary>The limits among the keys of <c>tokens</c>.</summary>
    public static IReadOnlyList<Field> Limits { get; } = [_limit, _cap, _capCode];

    /// <summary>Tokens with their limits.</summary>
    public static TokenOptions Limited(Values v, TokenOptions tokens) => tokens with
    {
        Limit = v.Has(_limit) ? v.Get(_limit) : null, SpendCap = v.Has(_cap) ? v.Get(_cap) : double.PositiveInfinity, SpendCapCode = (int)v.Get(_capCode),
    };

    /// <summary>Whether the limits agree.</summary>
    public static bool LimitsAgree(Values v) => !v.Has(_capCode) || v.Has(_cap) || FaultKeys.Refuse(v, _capCode, "has an effect with spendCap only");
}
