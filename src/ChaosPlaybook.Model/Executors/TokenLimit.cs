using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of a limit on the tokens that a language model takes, beside its <c>rateLimit</c> on attempts: a second bucket. An
/// attempt reserves its prompt and the longest answer it allows, and gets nothing back for a shorter one. Short of either
/// bucket it is answered with 429, and Retry-After is the later of the two moments at which there is enough again.
/// </summary>
public sealed record TokenLimitOptions
{
    /// <summary>r, tokens per second. Range (0, 10¹²].</summary>
    public required double Rate { get; init; }

    /// <summary>
    /// B, most tokens, and tokens at the beginning; nothing for those of one minute. An attempt that reserves more is answered with 429
    /// without Retry-After however often it is made. Range (0, 10¹²].
    /// </summary>
    public double? Burst { get; init; }

    /// <summary>Output tokens that an attempt reserves. Range [0, 10⁹]. Default 0.</summary>
    public double MaxOutput { get; init; }

    /// <summary>Allowed rates.</summary>
    public static Bounds RateBounds => new(0, 1e12, "/s", LowOpen: true);

    /// <summary>Allowed bursts.</summary>
    public static Bounds BurstBounds => new(0, 1e12, LowOpen: true);

    /// <summary>Allowed reservations.</summary>
    public static Bounds MaxOutputBounds => new(0, 1e9);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("rate", Rate, RateBounds), .. Violation.Of("burst", Burst ?? 1, BurstBounds), .. Violation.Of("maxOutput", MaxOutput, MaxOutputBounds),
    ];
}

/// <summary>What a language model admits, by tokens and by money, shared by everybody who calls it.</summary>
internal sealed class TokenGate
{
    private const double Hair = 1e-9, Minute = 60;
    private const ushort TooManyRequests = 429;
    private readonly TokenLimitOptions? _limit;
    private readonly double _rate, _burst, _cap;
    private readonly ushort _capCode;
    private double _tokens, _at, _spent;

    private TokenGate(TokenOptions options)
    {
        _limit = options.Limit;
        _rate = _limit?.Rate ?? 1;
        _burst = _limit?.Burst ?? _rate * Minute;
        (_cap, _capCode) = (options.SpendCap, (ushort)options.SpendCapCode);
        Reset();
    }

    /// <summary>The gate, or nothing when there is neither limit nor cap.</summary>
    public static TokenGate? Of(TokenOptions? options) =>
        options is null || options.Limit is null && double.IsPositiveInfinity(options.SpendCap) ? null : new(options);

    /// <summary>Back to a full bucket and nothing spent.</summary>
    public void Reset() => (_tokens, _at, _spent) = (_burst, 0, 0);

    /// <summary>Remembers what has been paid.</summary>
    public void Spend(double price) => _spent += price;

    /// <summary>Whether an attempt may pass; if not, what it is answered. Taken is from both buckets or from none.</summary>
    /// <param name="now">What the executor's clock shows, seconds.</param>
    /// <param name="input">Tokens of its prompt.</param>
    /// <param name="requests">The limit on attempts, or nothing.</param>
    /// <param name="answer">The answer of an attempt that may not pass.</param>
    public bool Admits(double now, double input, RateLimit? requests, out Outcome answer)
    {
        if (_spent >= _cap)
        {
            answer = Outcome.Failure(_capCode); // for good: nothing says when to come back
            return false;
        }
        var reserved = _limit is null ? 0 : input + _limit.MaxOutput;
        if (now > _at)
        {
            _tokens = Math.Min(_burst, _tokens + _rate * (now - _at));
            _at = now;
        }
        if (reserved > _burst)
        {
            answer = Outcome.Failure(TooManyRequests);
            return false;
        }
        var wait = _tokens >= reserved * (1 - Hair) ? 0 : (reserved - _tokens) / _rate;
        if (wait > 0)
        {
            answer = requests?.RefuseToo(now, wait) ?? RetryAfter.Failure(TooManyRequests, wait);
            return false;
        }
        answer = Outcome.Success;
        if (requests is not null && !requests.Admits(now, out answer)) return false;
        _tokens = Math.Max(0, _tokens - reserved);
        return true;
    }
}
