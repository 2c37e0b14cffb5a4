using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>capacityLoss</c>: of every instance's servers a share no longer begins jobs: ⌈servers · (1 − loss · intensity)⌉
/// do. Jobs that have begun are finished. Several losses add up.
/// </summary>
public sealed record CapacityLossFaultOptions : FaultOptions
{
    /// <summary>Share of the servers lost at full strength. Range [0, 1].</summary>
    public required double Loss { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => [.. base.Check(), .. Violation.Of("loss", Loss, Bounds.Ratio)];

    /// <inheritdoc/>
    internal override bool IsOff => Loss == 0;

    /// <inheritdoc/>
    internal override Fault Build() => new Inert();
}

/// <summary>What a fault that strikes servers does to attempts: nothing.</summary>
internal sealed class Inert : Fault
{
    public override bool Strikes(double luck, Call call, double now) => false;

    public override void Strike(double luck, Call call, ref Reply reply) { }
}

/// <summary>Takes servers away and gives them back at the very moments at which their number changes.</summary>
internal sealed class CapacityLoss(CapacityLossFaultOptions options, Course course, Injection? injection, Balancer balancer, int entity, int index)
    : CapacityChange(injection)
{
    private const double Rounding = 1e-9;
    private readonly double _most = options.Loss * balancer.Servers;
    private int _lost;

    public override void Begin(Luck luck)
    {
        _lost = 0;
        course.Begin(luck, entity, index);
    }

    protected override double Act(double now)
    {
        var stretch = course.At(now);
        // x servers' worth are lost, ⌊x⌋ whole ones; where x falls from a whole number one comes back at once.
        var (x, slope) = (stretch.Value * _most, stretch.Slope * _most);
        var tolerance = Rounding * Math.Max(1, x);
        var lost = slope < 0 ? (int)Math.Max(0, Math.Ceiling(x - tolerance) - 1) : (int)Math.Floor(x + tolerance);
        if (lost > _lost) Land();
        if (lost != _lost) balancer.Lose(lost - _lost);
        _lost = lost;
        var next = slope > 0 ? now + (lost + 1 - x) / slope : slope < 0 ? now + (lost - x) / slope : double.PositiveInfinity;
        return Math.Min(stretch.Until, next);
    }
}
