using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>corruption</c>: the server does its work, but what it answers is wrong. The client notices some of it, as by a
/// schema; the rest passes for a success that is worth nothing.
/// </summary>
public sealed record CorruptionFaultOptions : FaultOptions
{
    /// <summary>Probability that an answer is wrong. Range [0, 1].</summary>
    public required double Rate { get; init; }

    /// <summary>Probability that the client notices. Range [0, 1]. Default 0.9.</summary>
    public double Detected { get; init; } = 0.9;

    /// <summary>Error code of a wrong answer that is noticed. Range [100, 999]. Default 422, which retries leave alone unless told.</summary>
    public int Code { get; init; } = 422;

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. base.Check(),
        .. Violation.Of("rate", Rate, Bounds.Ratio),
        .. Violation.Of("detected", Detected, Bounds.Ratio),
        .. Violation.Of("code", Code, ErrorFaultOptions.CodeBounds),
    ];

    /// <inheritdoc/>
    internal override bool IsOff => Rate == 0;

    /// <inheritdoc/>
    internal override Fault Build() => new CorruptionFault(Rate, Detected, (ushort)Code);
}

/// <summary>Spoils the answers of attempts that succeeded.</summary>
internal sealed class CorruptionFault(double rate, double detected, ushort code) : Fault
{
    public override bool Strikes(double luck, Call call, double now) => luck < rate;

    public override void Strike(double luck, Call call, ref Reply reply)
    {
        if (!reply.Outcome.Succeeded) return;
        if (luck < detected)
        {
            reply.Outcome = Outcome.Failure(code);
            reply.DoneAnyway = true;
            return;
        }
        reply.Outcome = new Outcome(OutcomeKind.Succeeded, 0, 0);
        if (reply.Fate == Fate.Answered) call.Tally.Record.SilentCorruptions++;
    }
}
