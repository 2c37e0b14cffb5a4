using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>outage</c>: the executor is down as a whole, by turns, or for as long as its cause lasts. Attempts that begin
/// meanwhile fail; those under way come to their end. Availability is E(up) / (E(up) + E(down)).
/// </summary>
public sealed record OutageFaultOptions : FaultOptions
{
    /// <summary>When it is up and down; nothing to be down for as long as the cause lasts, or all through the window.</summary>
    public OnOffOptions? Course { get; init; }

    /// <summary>Error code while it is down. Range [100, 999]. Default 503.</summary>
    public int Code { get; init; } = 503;

    /// <summary>Time until the error is reported, seconds. Default: the executor's own latency.</summary>
    public Distribution? Latency { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        [.. base.Check(), .. Course?.Check() ?? [], .. Violation.Of("code", Code, ErrorFaultOptions.CodeBounds)];

    /// <inheritdoc/>
    internal override Fault Build() => new OutageFault(this);
}

/// <summary>Fails every attempt while it lasts.</summary>
internal sealed class OutageFault(OutageFaultOptions options) : Fault
{
    private readonly OnOff? _course = options.Course is null ? null : new OnOff(options.Course);
    private readonly ushort _code = (ushort)options.Code;
    private readonly Distribution? _latency = options.Latency;

    public override void Begin(Luck luck, int entity, byte purpose) => _course?.Begin(luck, Purpose.Outage, entity, purpose - Purpose.Fault);

    public override bool Strikes(double luck, Call call, double now) => luck < 1 && (_course is null || _course.IsDown(now));

    public override void Strike(double luck, Call call, ref Reply reply)
    {
        if (!reply.Outcome.Succeeded) return;
        reply.Outcome = Outcome.Failure(_code);
        if (_latency is not null) reply.Seconds = _latency.Quantile(luck);
    }
}
