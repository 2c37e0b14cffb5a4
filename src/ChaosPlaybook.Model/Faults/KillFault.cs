using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What becomes of the work of an instance that is killed.</summary>
public enum KilledWork
{
    /// <summary>It is lost, begun or not: whoever waits for it is answered with 502 at once.</summary>
    Drop,
    /// <summary>The instance finishes what it has, the queue included.</summary>
    Drain,
}

/// <summary>
/// Settings of <c>kill</c>: at one moment the first instances that are up go away; no more attempts are sent to them until they are
/// back. Where none is left attempts are answered with 503 at once.
/// </summary>
public sealed record KillFaultOptions : FaultOptions
{
    /// <summary>How many. Range [1, 10000]. Default 1.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>When, seconds since the start of the trial. Range [0, 31536000]. Default 0.</summary>
    public double AtSeconds { get; init; }

    /// <summary>How long each stays away, seconds; nothing for ever.</summary>
    public Distribution? RestartAfter { get; init; }

    /// <summary>What becomes of its work. Default: it is lost.</summary>
    public KilledWork InFlight { get; init; } = KilledWork.Drop;

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. base.Check(),
        .. Violation.Of("instances", Instances, ExecutorOptions.InstancesBounds),
        .. Violation.Of("at", AtSeconds, WindowOptions.SecondsBounds),
        .. Window is null && Cause is null ? Array.Empty<Violation>() : [new("window", "given", "none: a kill has its own moment")],
    ];

    /// <inheritdoc/>
    internal override FaultOptions Within(double from, double until) => this with { AtSeconds = from + AtSeconds };

    /// <inheritdoc/>
    internal override Fault Build() => new Inert();
}

/// <summary>Kills instances at its moment and brings each back in its time.</summary>
internal sealed class Kill(KillFaultOptions options, Injection? injection, Balancer balancer, int entity, int index) : CapacityChange(injection)
{
    private readonly List<(double At, int Instance)> _away = [];
    private Luck _luck;
    private bool _done;

    public override void Begin(Luck luck)
    {
        _luck = luck;
        _done = false;
        _away.Clear();
    }

    protected override double Act(double now)
    {
        if (IsStopped) _done = true;
        if (!_done && now >= options.AtSeconds) Strike(now);
        var next = _done ? double.PositiveInfinity : options.AtSeconds;
        for (var i = _away.Count - 1; i >= 0; i--)
        {
            if (_away[i].At <= now)
            {
                balancer.Start(_away[i].Instance);
                _away.RemoveAt(i);
            }
            else
            {
                next = Math.Min(next, _away[i].At);
            }
        }
        return next;
    }

    private void Strike(double now)
    {
        _done = true;
        for (var killed = 0; killed < options.Instances && balancer.Kill(options.InFlight == KilledWork.Drop) is { } instance; killed++)
        {
            var away = options.RestartAfter?.Quantile(_luck.Uniform(Purpose.Restart, entity, killed, index)) ?? double.PositiveInfinity;
            _away.Add((now + away, instance));
            Land();
        }
    }
}
