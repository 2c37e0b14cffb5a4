using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// The number of instances follows their utilisation, by MiSim's reactive rule. Every period u is the mean utilisation of the n
/// instances at work: from <c>upper</c> on ⌈n·u/(upper − 0.01)⌉ are wanted, up to <c>lower</c> ⌈n·max(0.01, u)/lower⌉.
/// </summary>
public sealed record AutoscaleOptions
{
    /// <summary>Fewest instances. Range [1, 10000]. Default 1.</summary>
    public int Min { get; init; } = 1;

    /// <summary>Most instances. Range [min, 10000].</summary>
    public required int Max { get; init; }

    /// <summary>Utilisation from which there should be more. Range (0.01, 1]. Default 0.8.</summary>
    public double Upper { get; init; } = 0.8;

    /// <summary>Utilisation up to which there should be fewer. Range (0, upper). Default 0.3.</summary>
    public double Lower { get; init; } = 0.3;

    /// <summary>Time between two looks, seconds. Range [0.001, 86400]. Default 10.</summary>
    public double PeriodSeconds { get; init; } = 10;

    /// <summary>Time after a change, or the start of the trial, before there may be fewer, seconds. Range [0, 86400]. Default 120.</summary>
    public double HoldSeconds { get; init; } = 120;

    /// <summary>How long a new instance takes until it gets attempts, seconds. Default no time.</summary>
    public Distribution StartUp { get; init; } = new Constant(0);

    /// <summary>Allowed values of <see cref="Upper"/>.</summary>
    public static Bounds UpperBounds => new(0.01, 1, LowOpen: true);

    /// <summary>Allowed values of <see cref="PeriodSeconds"/>.</summary>
    public static Bounds PeriodBounds => new(0.001, 86400, "s");

    /// <summary>Allowed values of <see cref="HoldSeconds"/>.</summary>
    public static Bounds HoldBounds => new(0, 86400, "s");

    /// <summary>Every value outside its bounds.</summary>
    /// <param name="instances">Instances that the trial begins with.</param>
    public IEnumerable<Violation> Check(int instances) =>
    [
        .. Violation.Of("min", Min, ExecutorOptions.InstancesBounds),
        .. Violation.Of("max", Max, ExecutorOptions.InstancesBounds with { Low = Min }),
        .. Violation.Of("instances", instances, new Bounds(Min, Max)),
        .. Violation.Of("upper", Upper, UpperBounds),
        .. Violation.Of("lower", Lower, new Bounds(0, Upper, LowOpen: true, HighOpen: true)),
        .. Violation.Of("period", PeriodSeconds, PeriodBounds),
        .. Violation.Of("holdTime", HoldSeconds, HoldBounds),
    ];
}

/// <summary>
/// Looks at the utilisation at the end of every period. New instances are ordered when more are wanted than are at work or on
/// their way; there are fewer only while none is on its way, and those that go finish what they have.
/// </summary>
internal sealed class Autoscaler(AutoscaleOptions options, Balancer balancer, int entity) : CapacityChange(null)
{
    private readonly double[] _busy = new double[balancer.Stations.Count], _capacity = new double[balancer.Stations.Count];
    private readonly List<(double At, int Instance)> _coming = [];
    private Luck _luck;
    private int _starts;
    private long _period;
    private double _changed;

    public override void Begin(Luck luck)
    {
        _luck = luck;
        _starts = 0;
        _period = 1;
        _changed = 0;
        _coming.Clear();
        Array.Clear(_busy);
        Array.Clear(_capacity);
    }

    protected override double Act(double now)
    {
        if (now >= _period * options.PeriodSeconds)
        {
            while (now >= _period * options.PeriodSeconds) _period++;
            Look(now);
        }
        var next = _period * options.PeriodSeconds;
        for (var i = _coming.Count - 1; i >= 0; i--)
        {
            if (_coming[i].At <= now)
            {
                balancer.Start(_coming[i].Instance);
                _coming.RemoveAt(i);
            }
            else
            {
                next = Math.Min(next, _coming[i].At);
            }
        }
        return next;
    }

    private void Look(double now)
    {
        var n = balancer.Up;
        var utilisation = Utilisation();
        var wanted = utilisation >= options.Upper ? Math.Ceiling(n * utilisation / (options.Upper - 0.01) - 1e-9)
            : utilisation <= options.Lower ? Math.Ceiling(n * Math.Max(0.01, utilisation) / options.Lower - 1e-9)
            : n;
        var target = (int)Math.Clamp(wanted, options.Min, options.Max);
        if (target < n && _coming.Count == 0 && now - _changed >= options.HoldSeconds)
        {
            for (; n > target; n--) balancer.Retire();
            _changed = now;
        }
        while (n + _coming.Count < target && balancer.Order() is { } instance)
        {
            _coming.Add((now + options.StartUp.Quantile(_luck.Uniform(Purpose.StartUp, entity, _starts++, 0)), instance));
            _changed = now;
        }
    }

    private double Utilisation()
    {
        double sum = 0;
        var count = 0;
        for (var i = 0; i < _busy.Length; i++)
        {
            var station = balancer.Stations[i];
            var (busy, capacity) = (station.Integrate(), station.CapacitySeconds);
            if (station.IsUp && capacity > _capacity[i])
            {
                sum += (busy - _busy[i]) / (capacity - _capacity[i]);
                count++;
            }
            (_busy[i], _capacity[i]) = (busy, capacity);
        }
        return count > 0 ? sum / count : 0;
    }
}
