using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>bulkhead</c>: at most so many attempts at a time; the others wait in line or are refused. Other libraries'
/// defaults: Polly 1000 and 0; resilience4j 25 and 0; Hystrix 10 and 0.
/// </summary>
public sealed record BulkheadOptions : StrategyOptions
{
    /// <summary>C, attempts at a time. Range [1, 10⁶]. Default 1000.</summary>
    public int Permits { get; init; } = 1000;

    /// <summary>Q, attempts that may wait, first come, first served. Range [0, 10⁹]. Default 0.</summary>
    public int Queue { get; init; }

    /// <summary>Longest wait, seconds; +∞ for any. Range [0.001, +∞]. Default +∞.</summary>
    public double MaxWaitSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Who shares it. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>Allowed permits.</summary>
    public static Bounds PermitsBounds => new(1, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("permits", Permits, PermitsBounds),
        .. Violation.Of("queue", Queue, RateLimiterOptions.QueueBounds),
        .. Violation.Of("maxWait", MaxWaitSeconds, RateLimiterOptions.MaxWaitBounds),
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new Bulkhead(this, next, context.State(this, Scope, () => new Compartment(new Resource(context.Simulation, Permits))));
}

/// <summary>
/// Keeps one executor from taking everything. A refusal is seen as 503. Without a queue the share refused under Poisson load is
/// Erlang's B; with one it is that of M/M/C/C+Q.
/// </summary>
internal sealed class Bulkhead(BulkheadOptions options, Strategy next, Scoped<Compartment> scoped) : Strategy
{
    private const ushort RejectionCode = 503;
    private readonly int _queue = options.Queue;
    private readonly double _maxWait = options.MaxWaitSeconds;

    public override async SimTask<Outcome> Run(Strand strand, Call call)
    {
        var permits = scoped.Of(call).Permits;
        if (permits.InUse >= permits.Capacity && permits.Waiting >= _queue) return Refuse(call);
        var scope = strand.Within(_maxWait);
        var entered = await permits.Acquire(strand);
        var outcome = scope.Exit(entered ? Outcome.Success : Outcome.Cancelled);
        if (!entered) return outcome.IsCancelled ? outcome : Refuse(call);
        outcome = await next.Run(strand, call);
        permits.Release();
        return outcome;
    }

    private static Outcome Refuse(Call call)
    {
        call.Tally.Record.Rejected++;
        return Outcome.Rejection(RejectionCode);
    }
}

/// <summary>The permits of a bulkhead.</summary>
internal sealed class Compartment(Resource permits) : IState
{
    /// <summary>One for each attempt under way.</summary>
    public Resource Permits { get; } = permits;

    public bool IsIdle => Permits.InUse == 0 && Permits.Waiting == 0;

    /// <summary>Nothing to do: at the end of a trial everybody has left and given the permit back.</summary>
    public void Reset() { }
}
