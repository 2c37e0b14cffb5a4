using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>timeout</c>: outside a retry it bounds the whole call, inside it bounds each attempt.</summary>
public sealed record TimeoutOptions : StrategyOptions
{
    /// <summary>Longest wait, seconds. Range [0.001, 86400]. Default 30.</summary>
    public double Seconds { get; init; } = 30;

    /// <summary>Allowed times.</summary>
    public static Bounds SecondsBounds => new(0.001, 86400, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Violation.Of("timeout", Seconds, SecondsBounds);

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) => new Timeout(this, next);
}

/// <summary>
/// Gives up after a time and cancels everything inside. What the executor does about the abandoned attempt is the executor's
/// business: the client's view is not the server's.
/// </summary>
internal sealed class Timeout(TimeoutOptions options, Strategy next) : Strategy
{
    private readonly double _seconds = options.Seconds;

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var scope = strand.Within(_seconds);
        return next.Run(strand, call).Then((scope, call), static (state, inner) =>
        {
            var outcome = state.scope.Exit(inner);
            if (inner.IsCancelled && outcome.Kind == OutcomeKind.TimedOut) state.call.Tally.Record.TimedOut++;
            return outcome;
        });
    }
}
