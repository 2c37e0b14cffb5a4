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

    /// <summary>Allowed retries.</summary>
    public static Bounds RetriesBounds => new(1, 100);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => [.. Violation.Of("retries", Retries, RetriesBounds), .. Backoff.Check()];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) => new Retry(this, next);
}

/// <summary>
/// Repeats failed attempts. With independent failures of probability p and R retries a call succeeds with probability
/// 1 − p^(R+1) after (1 − p^(R+1))/(1 − p) attempts on average.
/// </summary>
internal sealed class Retry(RetryOptions options, Strategy next) : Strategy
{
    private readonly int _retries = options.Retries;
    private readonly ErrorFilter _on = options.On;
    private readonly Backoff _backoff = options.Backoff;

    public override async SimTask<Outcome> Run(Strand strand, Call call)
    {
        var memory = 0.0;
        for (var retry = 0; ; retry++)
        {
            var outcome = await next.Run(strand, call);
            if (outcome.Succeeded || retry == _retries || !_on.Matches(outcome)) return outcome;
            if (!await call.WaitToRetry(strand, _backoff.Seconds(retry, call.NextJitter(), ref memory))) return Outcome.Cancelled;
        }
    }
}
