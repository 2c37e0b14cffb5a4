using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// An instance is slow when it has just come up, and again when it has had nothing to do for long. The first job of an instance
/// takes longer; until it is warm it works at speed min(1, (t/W)^(1/a)), t the time since it came up: Envoy's and Istio's slow start.
/// </summary>
public sealed record ColdStartOptions
{
    /// <summary>What the first job takes longer, seconds. Default nothing.</summary>
    public Distribution Extra { get; init; } = new Constant(0);

    /// <summary>W, time to full speed, seconds. Range [0, 86400]. Default 0.</summary>
    public double WarmUpSeconds { get; init; }

    /// <summary>a, aggression: the higher, the sooner it is fast. Range (0, 100]. Default 1, a straight line.</summary>
    public double Aggression { get; init; } = 1;

    /// <summary>Time without a job after which the next is a first one again, seconds; +∞ for never. Range [0, +∞]. Default +∞.</summary>
    public double IdleAfterSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the instances that a trial begins with come up at that moment; otherwise they are warm. Default no.</summary>
    public bool FromStart { get; init; }

    /// <summary>Allowed values of <see cref="WarmUpSeconds"/>.</summary>
    public static Bounds WarmUpBounds => new(0, 86400, "s");

    /// <summary>Allowed values of <see cref="Aggression"/>.</summary>
    public static Bounds AggressionBounds => new(0, 100, LowOpen: true);

    /// <summary>Allowed values of <see cref="IdleAfterSeconds"/>.</summary>
    public static Bounds IdleAfterBounds => new(0, double.PositiveInfinity, "s");

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("warmUp", WarmUpSeconds, WarmUpBounds),
        .. Violation.Of("aggression", Aggression, AggressionBounds),
        .. Violation.Of("idleAfter", IdleAfterSeconds, IdleAfterBounds),
    ];
}

/// <summary>How warm one instance is.</summary>
internal sealed class ColdStart(ColdStartOptions options)
{
    private readonly Distribution _extra = options.Extra;
    private readonly double _warmUp = options.WarmUpSeconds, _power = 1 / options.Aggression + 1, _idleAfter = options.IdleAfterSeconds;
    private readonly bool _fromStart = options.FromStart;
    private Luck _luck;
    private int _entity, _instance, _starts;
    private bool _isCold;
    private double _cameUp, _idleSince;

    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    public void Begin(Luck luck, int entity, int instance)
    {
        (_luck, _entity, _instance, _starts) = (luck, entity, instance, 0);
        (_isCold, _cameUp, _idleSince) = (_fromStart, _fromStart ? 0 : double.NegativeInfinity, 0);
    }

    /// <summary>The instance has come up.</summary>
    public void Started(double now) => (_isCold, _cameUp) = (true, now);

    /// <summary>Its last job has ended.</summary>
    public void Idle(double now) => _idleSince = now;

    /// <summary>Seconds that a job takes that begins now.</summary>
    /// <param name="now">When it begins, seconds.</param>
    /// <param name="work">Seconds it would take when warm.</param>
    public double SecondsFor(double now, double work)
    {
        if (_isCold || now - _idleSince > _idleAfter) work += _extra.Quantile(_luck.Uniform(Purpose.ColdStart, _entity, _starts++, _instance));
        _isCold = false;
        _idleSince = double.PositiveInfinity; // at work
        var age = now - _cameUp;
        if (!(age < _warmUp)) return work;
        // With p = 1/a + 1 the work done by age t is W/p·(t/W)^p.
        var done = _warmUp / _power * Math.Pow(age / _warmUp, _power) + work;
        var whole = _warmUp / _power;
        return done <= whole ? _warmUp * Math.Pow(done / whole, 1 / _power) - age : _warmUp - age + (done - whole);
    }
}
