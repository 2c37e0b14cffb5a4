using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>retry</c>.</summary>
public sealed record RetryOptions : StrategyOptions
{
    /// <summary>Attempts after the first. Range [1, 100]. Default 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The waits between attempts. Default 2 s, constant, no jitter.</summary>
    public Backoff Backoff { get; init; } = new();

    /// <summary>What is retried. Default 408, 429, 5xx and timeouts.</summary>
    public ErrorFilter On { get; init; } = ErrorFilter.Transient;

    /// <summary>What it does about Retry-After. Default: waits exactly as told.</summary>
    public RetryAfterOptions RetryAfter { get; init; } = RetryAfterOptions.Exactly;

    /// <summary>What limits the retries of many calls together; nothing for no such limit.</summary>
    public RetryBudgetOptions? Budget { get; init; }

    /// <summary>Allowed retries.</summary>
    public static Bounds RetriesBounds => new(1, 100);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("retries", Retries, RetriesBounds), .. Backoff.Check(),
        .. Violation.Of("retryAfterSpread", RetryAfter.Spread, Bounds.Ratio), .. Budget?.Check() ?? [],
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new Retry(this, next, Purse.Of(Budget, this, context));
}

/// <summary>
/// Repeats failed attempts. With independent failures of probability p and R retries a call succeeds with probability
/// 1 − p^(R+1) after (1 − p^(R+1))/(1 − p) attempts on average. A retry that the budget refuses ends the call as its last
/// attempt did.
/// </summary>
internal sealed class Retry(RetryOptions options, Strategy next, Scoped<RetryBudget>? budget) : Strategy
{
    private readonly int _retries = options.Retries;
    private readonly ErrorFilter _on = options.On;
    private readonly Backoff _backoff = options.Backoff;
    private readonly RetryAfterOptions _retryAfter = options.RetryAfter;

    public override async SimTask<Outcome> Run(Strand strand, Call call)
    {
        var memory = 0.0;
        var restarted = 0;
        var purse = new Purse(budget, strand, call);
        for (var retry = 0; ; retry++)
        {
            purse.AttemptBegins();
            var outcome = await next.Run(strand, call);
            var retryable = _on.Matches(outcome);
            purse.AttemptEnded(outcome, retryable);
            if (!retryable || retry == _retries || RetryAfter.Forbids(outcome, _retryAfter) || !purse.Allows(strand, call, outcome)) return retry > 0 ? call.After(Masker.Retry, outcome) : outcome;
            var luck = call.NextJitter();
            var wait = RetryAfter.Wait(outcome, _backoff.Seconds(retry - restarted, luck, ref memory), _retryAfter, luck);
            if (RetryAfter.Restarts(outcome, _retryAfter)) (restarted, memory) = (retry + 1, 0);
            if (await call.WaitToRetry(strand, wait)) continue;
            purse.CalledOff();
            return Outcome.Cancelled;
        }
    }
}
