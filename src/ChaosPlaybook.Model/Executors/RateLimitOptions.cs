using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of an executor's <c>rateLimit</c>: a token bucket in front of it. An attempt without a token is answered with 429 at
/// once and takes no server.
/// </summary>
public sealed record RateLimitOptions
{
    /// <summary>r, tokens per second. Range (0, 10⁹].</summary>
    public required double Rate { get; init; }

    /// <summary>B, most tokens, and tokens at the beginning. Range [1, 10⁹]. Default 1.</summary>
    public double Burst { get; init; } = 1;

    /// <summary>Whether the 429 says when the next token will be there: Retry-After = (1 − tokens)/r. Default true.</summary>
    public bool RetryAfter { get; init; } = true;

    /// <summary>
    /// Whether refused attempts count too: each takes a token all the same, down to −B, so whoever keeps knocking stays out.
    /// Default false.
    /// </summary>
    public bool RefusedCount { get; init; }

    /// <summary>Allowed rates.</summary>
    public static Bounds RateBounds => new(0, 1e9, "/s", LowOpen: true);

    /// <summary>Allowed bursts.</summary>
    public static Bounds BurstBounds => new(1, 1e9);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() => [.. Violation.Of("rate", Rate, RateBounds), .. Violation.Of("burst", Burst, BurstBounds)];
}

/// <summary>The limit at work, shared by everybody who calls the executor.</summary>
internal sealed class RateLimit(RateLimitOptions options)
{
    private const ushort TooManyRequests = 429;
    private readonly TokenBucket _bucket = new(options.Rate, options.Burst);

    /// <summary>Back to a full bucket.</summary>
    public void Reset() => _bucket.Reset();

    /// <summary>Whether an attempt may pass; if not, what it is answered.</summary>
    public bool Admits(double now, out Outcome answer)
    {
        answer = Outcome.Success;
        if (_bucket.TryTake(now)) return true;
        if (options.RefusedCount) _bucket.Charge();
        answer = options.RetryAfter ? RetryAfter.Failure(TooManyRequests, _bucket.SecondsToNext) : Outcome.Failure(TooManyRequests);
        return false;
    }

    /// <summary>The answer to an attempt that something else refuses for <paramref name="seconds"/>: it may have to wait for a token as well.</summary>
    public Outcome RefuseToo(double now, double seconds)
    {
        _bucket.Refill(now);
        if (options.RefusedCount) _bucket.Charge();
        return options.RetryAfter ? RetryAfter.Failure(TooManyRequests, Math.Max(seconds, _bucket.SecondsToNext)) : Outcome.Failure(TooManyRequests);
    }
}
