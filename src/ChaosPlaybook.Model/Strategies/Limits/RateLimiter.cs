using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>rateLimiter</c>: lets attempts pass at a limited rate; the others wait in line or are refused.</summary>
public sealed record RateLimiterOptions : StrategyOptions
{
    /// <summary>When an attempt may pass.</summary>
    public required RatePermitOptions Permits { get; init; }

    /// <summary>Attempts that may wait, first come, first served. Range [0, 10⁹]. Default 0.</summary>
    public int Queue { get; init; }

    /// <summary>Longest wait, seconds; +∞ for any. Range [0.001, +∞]. Default +∞.</summary>
    public double MaxWaitSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Who shares it. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>Allowed queues.</summary>
    public static Bounds QueueBounds => new(0, 1e9);

    /// <summary>Allowed waits.</summary>
    public static Bounds MaxWaitBounds => new(0.001, double.PositiveInfinity, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        [.. Permits.Check(), .. Violation.Of("queue", Queue, QueueBounds), .. Violation.Of("maxWait", MaxWaitSeconds, MaxWaitBounds)];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new RateLimiter(this, next, context.State(this, Scope, () => new RateGate(Permits.Build(), context.Simulation)));
}

/// <summary>
/// Refuses what is too much, at once or after its longest wait, with 429 and the time to the next permit as Retry-After. A
/// refusal does not reach the executor.
/// </summary>
internal sealed class RateLimiter(RateLimiterOptions options, Strategy next, Scoped<RateGate> scoped) : Strategy
{
    private const ushort TooManyRequests = 429;
    private readonly int _queue = options.Queue;
    private readonly double _maxWait = options.MaxWaitSeconds;

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var gate = scoped.Of(call);
        if (gate.TryPass(strand.Now)) return next.Run(strand, call);
        return gate.Waiting < _queue ? RunInTurn(gate, strand, call) : Refuse(gate, call);
    }

    private async SimTask<Outcome> RunInTurn(RateGate gate, Strand strand, Call call)
    {
        var scope = strand.Within(_maxWait);
        var passed = await gate.Pass(strand);
        var outcome = scope.Exit(passed ? Outcome.Success : Outcome.Cancelled);
        if (passed) return await next.Run(strand, call);
        return outcome.IsCancelled ? outcome : Refuse(gate, call);
    }

    private static Outcome Refuse(RateGate gate, Call call)
    {
        call.Tally.Record.Rejected++;
        return RetryAfter.Rejection(TooManyRequests, gate.SecondsToNext);
    }
}

/// <summary>Permits and the line in front of them: only the first in line looks at the permits.</summary>
internal sealed class RateGate(RatePermits permits, Simulation simulation) : IState
{
    private readonly Resource _first = new(simulation, 1);

    /// <summary>Attempts in line.</summary>
    public int Waiting => _first.InUse + _first.Waiting;

    /// <summary>Time from the last look to the next permit, seconds.</summary>
    public double SecondsToNext => permits.SecondsToNext;

    /// <summary>Passes if nobody is in line and a permit is there.</summary>
    public bool TryPass(double now) => _first.InUse == 0 && permits.TryTake(now);

    /// <summary>Waits in line and then for a permit; false when cancelled or at the deadline.</summary>
    public async SimTask<bool> Pass(Strand strand)
    {
        if (!await _first.Acquire(strand)) return false;
        var passed = permits.TryTake(strand.Now);
        while (!passed && await strand.Delay(permits.SecondsToNext)) passed = permits.TryTake(strand.Now);
        _first.Release();
        return passed;
    }

    /// <inheritdoc/>
    public bool IsIdle => Waiting == 0;

    public void Reset() => permits.Reset();
}
