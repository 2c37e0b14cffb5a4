using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>fallback</c>: a lesser answer instead of a failure. A chain is several fallbacks, the last resort outermost.</summary>
public sealed record FallbackOptions : StrategyOptions
{
    /// <summary>Executor that gives the lesser answer, one attempt; nothing for an answer that is always at hand at once.</summary>
    public string? Executor { get; init; }

    /// <summary>Worth of the lesser answer. Range [0, 1]. Default 0.5.</summary>
    public double Quality { get; init; } = 0.5;

    /// <summary>What it answers for. Default: every failure, timeouts and rejections included.</summary>
    public ErrorFilter On { get; init; } = ErrorFilter.Any;

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Violation.Of("quality", Quality, Bounds.Ratio);

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) => new Fallback(this, next, Executor is null ? null : context.Attempt(Executor));
}

/// <summary>Answers with something lesser where the layers inside failed. A fallback that fails too passes its own failure on.</summary>
internal sealed class Fallback(FallbackOptions options, Strategy next, Strategy? executor) : Strategy
{
    private readonly float _quality = (float)options.Quality;
    private readonly ErrorFilter _on = options.On;

    public override async SimTask<Outcome> Run(Strand strand, Call call)
    {
        var outcome = await next.Run(strand, call);
        if (!_on.Matches(outcome)) return outcome;
        var answer = executor is null ? Outcome.Success : await executor.Run(strand, call);
        if (!answer.Succeeded) return answer;
        call.Tally.Record.Degraded++;
        return call.After(Masker.Fallback, new Outcome(OutcomeKind.Succeeded, 0, answer.Quality * _quality));
    }
}
