using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>hang</c>: an attempt that is never answered; without a timeout its call never ends. Its effect does not take
/// place. It holds a server for <see cref="HeldSeconds"/>.
/// </summary>
public sealed record HangFaultOptions : FaultOptions
{
    /// <summary>Probability that an attempt hangs. Range [0, 1].</summary>
    public required double Rate { get; init; }

    /// <summary>Time for which it holds one of the executor's servers, seconds; 0 for not at all. Range [0, 86400]. Default 0.</summary>
    public double HeldSeconds { get; init; }

    /// <summary>Allowed times.</summary>
    public static Bounds HeldBounds => new(0, 86400, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        [.. base.Check(), .. Violation.Of("rate", Rate, Bounds.Ratio), .. Violation.Of("held", HeldSeconds, HeldBounds)];

    /// <inheritdoc/>
    internal override bool IsOff => Rate == 0;

    /// <inheritdoc/>
    internal override Fault Build() => new HangFault(Rate, HeldSeconds);
}

/// <summary>Takes an attempt and is silent.</summary>
internal sealed class HangFault(double rate, double heldSeconds) : Fault
{
    // Not a code that anybody sees: the reply is lost.
    private const ushort Nothing = 504;

    public override bool Strikes(double luck, Call call, double now) => luck < rate;

    public override void Strike(double luck, Call call, ref Reply reply)
    {
        if (reply.Fate == Fate.RequestLost) return;
        reply.Fate = heldSeconds > 0 ? Fate.ReplyLost : Fate.RequestLost;
        reply.Outcome = Kernel.Outcome.Failure(Nothing);
        reply.DoneAnyway = false;
        reply.Seconds = heldSeconds;
    }
}
