using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>latency</c>: added to a share of the attempts.</summary>
public sealed record LatencyFaultOptions : FaultOptions
{
    /// <summary>What is added, seconds.</summary>
    public required Distribution Added { get; init; }

    /// <summary>Share of the attempts that it strikes. Range [0, 1]. Default 1.</summary>
    public double Rate { get; init; } = 1;

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Violation.Of("rate", Rate, Bounds.Ratio);

    /// <inheritdoc/>
    internal override Fault Build() => new LatencyFault(Added, Rate);
}

/// <summary>Makes a reply late.</summary>
internal sealed class LatencyFault(Distribution added, double rate) : Fault
{
    public override bool Strikes(double luck, double now) => luck < rate;

    public override void Strike(double luck, Tally tally, ref Reply reply) => reply.Seconds += added.Quantile(luck);
}
