using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>Warnings about pairs of strategies of which one keeps the other from doing what it is there for.</summary>
internal static class StrategyLint
{
    /// <summary>What is to be said of two strategies.</summary>
    /// <param name="outer">The outer one.</param>
    /// <param name="inner">The inner one.</param>
    /// <returns>Which of them it is said of, and the words; nothing when all is well.</returns>
    public static (Chosen<StrategyOptions> Of, string Text)? Pair(Chosen<StrategyOptions> outer, Chosen<StrategyOptions> inner) => (outer.Value, inner.Value) switch
    {
        (TimeoutOptions whole, HedgeOptions { Quantile: null } hedge) when double.IsFinite(hedge.DelaySeconds) && hedge.DelaySeconds >= whole.Seconds =>
            (inner, $"sends no copy of a slow call: the timeout around it ({outer.Place.Short}) ends after {whole.Seconds} s, before the delay of {hedge.DelaySeconds} s"),
        (TimeoutOptions whole, BulkheadOptions { Queue: > 0 } gate) when Overlong(gate.MaxWaitSeconds, whole) => (inner, Waits(gate.MaxWaitSeconds, whole, outer)),
        (TimeoutOptions whole, RateLimiterOptions { Queue: > 0 } gate) when Overlong(gate.MaxWaitSeconds, whole) => (inner, Waits(gate.MaxWaitSeconds, whole, outer)),
        (RetryOptions retry, HedgeOptions hedge) => (inner, Multiplies(outer, retry, hedge)),
        (HedgeOptions hedge, RetryOptions retry) => (inner, Multiplies(outer, retry, hedge)),
        (AdaptiveThrottleOptions or AdmissionControlOptions, RetryOptions or RulesOptions) =>
            (outer, $"stands outside {inner.Key} ({inner.Place.Short}): it counts a call with all its retries as one try"),
        (RetryOptions, CacheOptions { StaleSeconds: > 0 }) =>
            (inner, $"stands inside {outer.Key} ({outer.Place.Short}): a stale answer ends the call before anything is retried"),
        _ => null,
    };

    private static bool Overlong(double seconds, TimeoutOptions whole) => double.IsFinite(seconds) && seconds >= whole.Seconds;

    private static string Waits(double seconds, TimeoutOptions whole, Chosen<StrategyOptions> outer) =>
        $"has maxWait {seconds} s, which never ends a wait: the timeout around it ({outer.Place.Short}) ends after {whole.Seconds} s";

    private static string Multiplies(Chosen<StrategyOptions> outer, RetryOptions retry, HedgeOptions hedge) =>
        $"stands inside {outer.Key} ({outer.Place.Short}): up to {(retry.Retries + 1) * (hedge.Copies + 1)} attempts per call";
}
