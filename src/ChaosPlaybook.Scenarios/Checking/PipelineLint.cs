using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Warns of pipelines that do not do what they seem to. Only what is certain from the settings alone is said, whatever the
/// faults and the luck.
/// </summary>
internal static class PipelineLint
{
    /// <summary>Checks one pipeline.</summary>
    /// <param name="pipeline">Strategies, outermost first.</param>
    /// <param name="steps">Steps of a trial that share it.</param>
    /// <param name="problems">Receives the warnings.</param>
    public static void Check(PlacedPipeline pipeline, int steps, ProblemList problems)
    {
        for (var inner = 0; inner < pipeline.Active.Count; inner++)
        {
            for (var outer = 0; outer < inner; outer++) Pair(pipeline.Active[outer], pipeline.Active[inner], problems);
            Breaker(pipeline, inner, steps, problems);
            if (pipeline.Active[inner].Value is RetryOptions { Backoff: var waits } && waits.MaxSeconds < waits.BaseSeconds)
                Warn(problems, pipeline.Active[inner], $"has max {waits.MaxSeconds} s below base {waits.BaseSeconds} s; every wait is cut to max");
        }
    }

    private static void Pair(Chosen<StrategyOptions> outer, Chosen<StrategyOptions> inner, ProblemList problems)
    {
        if (StrategyLint.Pair(outer, inner) is var (of, text)) Warn(problems, of, text);
        switch (outer.Value, inner.Value)
        {
            case (RouteOptions, _):
                Warn(problems, outer, $"stands outside {inner.Key} ({inner.Place.Short}), which takes part at the step's own executor only; put it innermost");
                break;
            case (CircuitBreakerOptions or WindowBreakerOptions or LeakyBreakerOptions, RetryOptions or RulesOptions):
                Warn(problems, outer, $"stands outside {inner.Key} ({inner.Place.Short}): it sees one outcome per call, and the retries stay hidden from it");
                break;
            case (TimeoutOptions whole, TimeoutOptions part) when part.Seconds >= whole.Seconds:
                Warn(problems, inner, $"({part.Seconds} s) never strikes: the timeout around it ({outer.Place.Short}) ends after {whole.Seconds} s");
                break;
            case (TimeoutOptions whole, RetryOptions retry) when Fitting(retry, whole.Seconds) is var fitting && fitting < retry.Retries:
                Warn(problems, inner, $"has {retry.Retries} retries, but after {fitting} of them the waits alone use up " +
                    $"the timeout of {whole.Seconds} s around it ({outer.Place.Short})");
                break;
            case (RetryOptions one, RetryOptions two):
                Warn(problems, inner, $"stands inside another retry ({outer.Place.Short}): up to {(one.Retries + 1) * (two.Retries + 1)} attempts per call");
                break;
            case (RetryOptions or RulesOptions or CircuitBreakerOptions, FallbackOptions { Executor: null } fallback)
                when fallback.On.Patterns.Contains("any"):
                Warn(problems, outer, $"stands around a fallback that answers for everything ({inner.Place.Short}): it never sees a failure");
                break;
            case (RetryOptions retry, CircuitBreakerOptions { ConsecutiveFailures: { } run } breaker) when Cut(retry, breaker, run):
                Warn(problems, inner, $"opens after {run} failures in a row, which one call reaches: " +
                    $"the retries after that ({retry.Retries} in all, {outer.Place.Short}) are refused");
                break;
        }
    }

    /// <summary>A breaker starts closed in every trial, so a trial must be able to make enough attempts to open it.</summary>
    private static void Breaker(PlacedPipeline pipeline, int index, int steps, ProblemList problems)
    {
        double most = steps;
        foreach (var outer in pipeline.Active.Take(index)) most *= 1 + Retries(outer.Value);
        var (needed, what) = pipeline.Active[index].Value switch
        {
            CircuitBreakerOptions { ConsecutiveFailures: { } run } => (run, $"{run} failures in a row"),
            CircuitBreakerOptions breaker => (breaker.MinimumThroughput, $"minimumThroughput {breaker.MinimumThroughput}"),
            CountBreakerOptions breaker when Math.Min(breaker.MinimumCalls, breaker.Window) is var calls => (calls, $"{calls} calls"),
            WindowBreakerOptions breaker => (breaker.MinimumCalls, $"minimumCalls {breaker.MinimumCalls}"),
            LeakyBreakerOptions breaker => (breaker.Threshold, $"{breaker.Threshold} failures"),
            _ => (0, ""),
        };
        if (needed <= most) return;
        Warn(problems, pipeline.Active[index], $"never opens: it needs {what}, and one trial makes at most {most} attempts here");
    }

    private static int Retries(StrategyOptions strategy) => strategy switch
    {
        RetryOptions retry => retry.Retries,
        HedgeOptions hedge => hedge.Copies,
        RulesOptions rules => rules.Table.Values.SelectMany(codes => codes.Values).Append(rules.Default).Max(rule => rule.Retries),
        _ => 0,
    };

    /// <summary>Retries that can begin before the timeout even if every attempt takes no time and luck gives the shortest waits.</summary>
    private static int Fitting(RetryOptions retry, double seconds)
    {
        var (memory, waited) = (0.0, 0.0);
        for (var i = 0; i < retry.Retries; i++)
        {
            // The jitters give their shortest wait at the smallest luck, except that later waits of Polly's own depend on
            // earlier ones; it is left out.
            if (retry.Backoff is { Jitter: JitterKind.Polly, Kind: BackoffKind.Exponential }) return retry.Retries;
            waited += retry.Backoff.Seconds(i, double.Epsilon, ref memory);
            if (waited >= seconds) return i;
        }
        return retry.Retries;
    }

    /// <summary>The breaker counts all that is retried, opens before the retries are used up and stays open for longer than any wait.</summary>
    private static bool Cut(RetryOptions retry, CircuitBreakerOptions breaker, int run)
    {
        var counted = retry.On.Patterns.All(pattern => breaker.On.Patterns.Contains(pattern) || breaker.On.Patterns.Contains("any") ||
            pattern.Length == 3 && breaker.On.Patterns.Contains(pattern[..1] + "xx"));
        if (!counted || retry.On.Patterns.Any(pattern => pattern is "rejected" or "any") || run > retry.Retries) return false;
        var (memory, longest) = (0.0, 0.0);
        for (var i = 0; i <= run; i++) longest = Math.Max(longest, retry.Backoff.Seconds(i, 1, ref memory));
        return longest < breaker.BreakSeconds;
    }

    private static void Warn(ProblemList problems, Chosen<StrategyOptions> strategy, string rest) =>
        problems.Warn(strategy.Place, $"{strategy.Path} {rest}");
}
