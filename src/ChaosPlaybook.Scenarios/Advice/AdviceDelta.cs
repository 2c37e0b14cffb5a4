using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>What became of one pattern of failures.</summary>
/// <param name="Step">The step of the agent.</param>
/// <param name="Executor">Executor that failed, or the strategy that refused.</param>
/// <param name="Code">Error code, <c>timeout</c> or <c>rejected</c>.</param>
/// <param name="ShareBefore">Its share of all failed calls then.</param>
/// <param name="ShareAfter">And now.</param>
/// <param name="PerThousandBefore">Failures per 1,000 calls then.</param>
/// <param name="PerThousandAfter">And now.</param>
/// <param name="Difference">Now minus then, failures per 1,000 calls, with its 95 % interval.</param>
/// <param name="Change">What became of it.</param>
public sealed record PatternDelta(
    string Step, string Executor, string Code, double ShareBefore, double ShareAfter, double PerThousandBefore, double PerThousandAfter,
    Estimate Difference, PatternChange Change)
{
    /// <summary>In a word: <c>gone</c>, <c>fewer</c>, <c>same</c>, <c>more</c>, <c>new</c>. Gone and new are beyond chance, as fewer and more are.</summary>
    public string Word => Change switch
    {
        PatternChange.Gone => "gone",
        PatternChange.Less => "fewer",
        PatternChange.More => "more",
        PatternChange.New => "new",
        _ => "same",
    };
}

/// <summary>What became of the latency of attempts at one executor that ended the same way; seconds.</summary>
/// <param name="Executor">The executor.</param>
/// <param name="Outcome">How they ended.</param>
/// <param name="P50Before">Median then.</param>
/// <param name="P50After">Median now.</param>
/// <param name="P99Before">99th percentile then.</param>
/// <param name="P99After">99th percentile now.</param>
public sealed record LatencyDelta(string Executor, string Outcome, double P50Before, double P50After, double P99Before, double P99After);

/// <summary>
/// Two analyses of failures side by side. Their trials are treated as two independent samples, even where both have the same luck: the
/// intervals are then rather too wide than too narrow. Calls of one trial may depend on each other, which the design effect accounts for.
/// Every interval holds by itself; what became of a pattern is told by Bonferroni's, which hold together.
/// </summary>
/// <param name="Before">The earlier analysis.</param>
/// <param name="Patterns">Every pattern of either: what has changed first, most frequent first.</param>
/// <param name="Latencies">Attempts that both have.</param>
/// <param name="All">Failed calls of every kind, per 1,000: now minus then.</param>
public sealed record AdviceDelta(FailureAnalysis Before, IReadOnlyList<PatternDelta> Patterns, IReadOnlyList<LatencyDelta> Latencies, Estimate All)
{
    private const double Confidence = 0.95;

    /// <summary>Compares two analyses.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    /// <exception cref="ArgumentException">One of them has looked at no call.</exception>
    public static AdviceDelta Of(FailureAnalysis before, FailureAnalysis after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Calls < 1 || after.Calls < 1) throw new ArgumentException("an analysis without a call cannot be compared");
        var then = before.Patterns.ToDictionary(Key);
        var now = after.Patterns.ToDictionary(Key);
        var all = then.Keys.Union(now.Keys).Count();
        var attempts = before.Latencies.ToDictionary(latency => (latency.Executor, latency.Outcome));
        return new(before,
        [
            .. then.Keys.Union(now.Keys).Select(key => Delta(key, then.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .OrderBy(delta => delta.Change == PatternChange.Still).ThenByDescending(delta => Math.Max(delta.PerThousandBefore, delta.PerThousandAfter)),
        ],
        [
            .. after.Latencies.Where(latency => attempts.ContainsKey((latency.Executor, latency.Outcome))).Select(latency =>
            {
                var old = attempts[(latency.Executor, latency.Outcome)];
                return new LatencyDelta(latency.Executor, latency.Outcome, old.P50Seconds, latency.P50Seconds, old.P99Seconds, latency.P99Seconds);
            }),
        ], Difference(before.Failures, after.Failures, before.DesignEffect, after.DesignEffect, Confidence));

        PatternDelta Delta((string Step, string Executor, string Code) key, FailurePattern? was, FailurePattern? has)
        {
            var (a, b) = (was?.Failures ?? 0, has?.Failures ?? 0);
            // Where a pattern does not occur nothing tells how it would hang together; it is taken as where it does.
            var (one, other) = (was?.DesignEffect ?? has!.DesignEffect, has?.DesignEffect ?? was!.DesignEffect);
            var sure = Difference(a, b, one, other, 1 - (1 - Confidence) / all);
            return new(key.Step, key.Executor, key.Code, was?.Share ?? 0, has?.Share ?? 0, 1000.0 * a / before.Calls, 1000.0 * b / after.Calls,
                Difference(a, b, one, other, Confidence),
                sure.High < 0 ? b == 0 ? PatternChange.Gone : PatternChange.Less
                    : sure.Low > 0 ? a == 0 ? PatternChange.New : PatternChange.More : PatternChange.Still);
        }

        Estimate Difference(long a, long b, double one, double other, double confidence)
        {
            var share = ResultDifference.Difference(
                ClusteredProportion.Wilson(a, before.Calls, before.Trials, one, confidence), ClusteredProportion.Wilson(b, after.Calls, after.Trials, other, confidence));
            return new(1000 * share.Value, 1000 * share.Low, 1000 * share.High, share.Count);
        }
    }

    private static (string, string, string) Key(FailurePattern pattern) => (pattern.Step, pattern.Executor, pattern.Code);
}
