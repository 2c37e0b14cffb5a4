using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>bursts</c>: failures that come in bursts, after Gilbert and Elliott. A good and a bad state alternate, from
/// attempt to attempt or from time step to time step, and an attempt fails with the probability of the state it meets.
/// </summary>
/// <remarks>
/// In the long run it is bad for π = p/(p + r) of the attempts and loses (1 − π)·good + π·bad of them; a bad spell lasts 1/r on
/// average. A trial begins in the stationary state. Gilbert 1960; Elliott 1963; Hasslinger and Hohlfeld 2008.
/// </remarks>
public sealed record BurstFaultOptions : FaultOptions
{
    /// <summary>p, the probability to turn bad. Range (0, 1].</summary>
    public required double TurnBad { get; init; }

    /// <summary>r, the probability to turn good again. Range (0, 1].</summary>
    public required double TurnGood { get; init; }

    /// <summary>Probability that an attempt fails in the good state. Range [0, 1]. Default 0.</summary>
    public double ErrorGood { get; init; }

    /// <summary>Probability that an attempt fails in the bad state. Range [0, 1]. Default 1.</summary>
    public double ErrorBad { get; init; } = 1;

    /// <summary>Length of a time step, seconds; nothing for a step per attempt. Range [0.001, 86400].</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Error codes and their weights. Default: 500 alone.</summary>
    public IReadOnlyList<WeightedCode> Codes { get; init; } = [new(500, 1)];

    /// <summary>Time until the error is reported, seconds. Default: the executor's own latency.</summary>
    public Distribution? Latency { get; init; }

    /// <summary>Allowed probabilities of a change.</summary>
    public static Bounds TurnBounds => new(0, 1, LowOpen: true);

    /// <summary>Allowed time steps.</summary>
    public static Bounds StepBounds => new(0.001, 86400, "s");

    /// <summary>Allowed mean lengths of a burst.</summary>
    public static Bounds BurstBounds => new(1, 1e9);

    /// <summary>Allowed losses for a fit.</summary>
    public static Bounds LossBounds => new(0, 1, LowOpen: true, HighOpen: true);

    /// <summary>The bursts with a loss and a mean length: r = 1/burst and p = r·loss/(1 − loss), failing surely when bad and never when good.</summary>
    /// <param name="loss">Share of the attempts that fail. Range (0, 1).</param>
    /// <param name="burst">Mean number of failures in a row. Range [1, 10⁹], and at least loss/(1 − loss).</param>
    public static BurstFaultOptions Fit(double loss, double burst) => new() { TurnGood = 1 / burst, TurnBad = loss / (1 - loss) / burst };

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. base.Check(),
        .. Violation.Of("p", TurnBad, TurnBounds),
        .. Violation.Of("r", TurnGood, TurnBounds),
        .. Violation.Of("errorGood", ErrorGood, Bounds.Ratio),
        .. Violation.Of("errorBad", ErrorBad, Bounds.Ratio),
        .. Violation.Of("step", StepSeconds ?? 1, StepBounds),
        .. new ErrorFaultOptions { Codes = Codes }.Check(),
    ];

    /// <inheritdoc/>
    internal override string Word => "bursts";

    /// <inheritdoc/>
    internal override bool IsOff => ErrorGood == 0 && ErrorBad == 0;

    /// <inheritdoc/>
    internal override Fault Build() => new BurstFault(this);
}

/// <summary>Carries the state from step to step; every step is drawn under its own number, whoever makes the attempts.</summary>
internal sealed class BurstFault : Fault
{
    private readonly double _turnBad, _turnGood, _errorGood, _errorBad, _stepSeconds;
    private readonly ErrorFault _error;
    private Luck _luck;
    private int _entity, _index;
    private long _step;
    private bool _bad;

    public BurstFault(BurstFaultOptions options)
    {
        (_turnBad, _turnGood) = (options.TurnBad, options.TurnGood);
        (_errorGood, _errorBad) = (options.ErrorGood, options.ErrorBad);
        _stepSeconds = options.StepSeconds ?? 0;
        _error = new ErrorFault(new ErrorFaultOptions { Codes = options.Codes, Latency = options.Latency });
    }

    public override void Begin(Luck luck, int entity, byte purpose)
    {
        (_luck, _entity, _index) = (luck, entity, purpose - Purpose.Fault);
        _step = _stepSeconds > 0 ? 0 : -1;
        // The state before the first attempt is stationary too, and one step keeps it so.
        _bad = Draw(-1) < _turnBad / (_turnBad + _turnGood);
    }

    public override bool Strikes(double luck, Call call, double now)
    {
        var step = _stepSeconds > 0 ? (long)(now / _stepSeconds) : _step + 1;
        while (_step < step)
        {
            var turn = Draw((int)++_step);
            _bad = _bad ? turn >= _turnGood : turn < _turnBad;
        }
        return luck < (_bad ? _errorBad : _errorGood);
    }

    public override void Strike(double luck, Call call, ref Reply reply) => _error.Strike(luck, call, ref reply);

    private double Draw(int step) => _luck.Uniform(Purpose.Burst, _entity, step, _index);
}
