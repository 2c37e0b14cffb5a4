using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>Limits on the rate and the number of attempts, at executors and at clients.</summary>
internal static class LimitForms
{
    private static readonly RateLimitOptions _limit = new() { Rate = 1 };

    private static readonly Field<double> _rate = Fields.Needed("rate", new RateForm(RateLimitOptions.RateBounds), "Tokens that come.");
    private static readonly Field<double> _burst = Fields.Default("burst", new NumberForm(RateLimitOptions.BurstBounds),
        "Most tokens, and tokens at the beginning; an attempt takes one.", _limit.Burst);
    private static readonly Field<bool> _retryAfter = Fields.Default("retryAfter", new FlagForm(),
        "Whether the 429 says when the next token will be there.", _limit.RetryAfter, "true");
    private static readonly Field<bool> _refusedCount = Fields.Default("refusedCount", new FlagForm(),
        "Whether refused attempts take a token too, down to −burst.", _limit.RefusedCount, "false");

    /// <summary>The limit of an executor.</summary>
    public static Shape<RateLimitOptions> RateLimit { get; } = new("rateLimit",
        "A token bucket in front of an executor: an attempt without a token is answered with 429 at once.", [_rate, _burst, _retryAfter, _refusedCount],
        v => new() { Rate = v.Get(_rate), Burst = v.Get(_burst), RetryAfter = v.Get(_retryAfter), RefusedCount = v.Get(_refusedCount) });
}
