using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>How something that goes up and down begins a trial.</summary>
public enum OnOffStart
{
    /// <summary>As somebody finds it who comes at any time: up or down in their long-run shares, and somewhere within the period.</summary>
    Stationary,
    /// <summary>Up, at the beginning of a period.</summary>
    Up,
}

/// <summary>Something that is up and down by turns; its periods are independent.</summary>
public sealed record OnOffOptions
{
    /// <summary>How long it stays up, seconds; its mean is the mean time between failures.</summary>
    public required Distribution Up { get; init; }

    /// <summary>How long it stays down, seconds; its mean is the mean time to repair.</summary>
    public required Distribution Down { get; init; }

    /// <summary>How a trial finds it. Default stationary.</summary>
    public OnOffStart Start { get; init; } = OnOffStart.Stationary;

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() => Check("up", Up, "down", Down, Start);

    /// <summary>The same under other names.</summary>
    internal static IEnumerable<Violation> Check(string upName, Distribution up, string downName, Distribution down, OnOffStart start)
    {
        // Periods that last no time at all would never come to an end.
        if (!(up.Mean > 0)) yield return new(upName, "a law with mean 0", "a mean above 0 s");
        if (!(down.Mean >= 0)) yield return new(downName, "a law without a mean", "a mean of at least 0 s");
        if (start != OnOffStart.Stationary) yield break;
        if (double.IsPositiveInfinity(up.Mean)) yield return new(upName, "a law with an infinite mean", "a finite mean, or start: up");
        if (double.IsPositiveInfinity(down.Mean)) yield return new(downName, "a law with an infinite mean", "a finite mean, or start: up");
    }
}

/// <summary>
/// An alternating renewal process over the trial's time. In the long run it is up for E(up) / (E(up) + E(down)) of the time; begun
/// in its stationary state it is so at every moment, because the first period is what is left of one that somebody comes upon:
/// U times a length-biased period (Cox 1962, Renewal Theory, section 5.2).
/// </summary>
internal sealed class OnOff
{
    private readonly Distribution _up, _down;
    private readonly OnOffStart _start;
    private readonly LengthBiased? _foundUp, _foundDown;
    private readonly double _shareDown;
    private Luck _luck;
    private int _entity, _index, _period;
    private byte _purpose;
    private bool _isDown;
    private double _until;

    public OnOff(OnOffOptions options)
    {
        (_up, _down, _start) = (options.Up, options.Down, options.Start);
        if (_start != OnOffStart.Stationary) return;
        _shareDown = _down.Mean / (_up.Mean + _down.Mean);
        _foundUp = new LengthBiased(_up);
        if (_shareDown > 0) _foundDown = new LengthBiased(_down);
    }

    /// <summary>Back to the beginning. The three numbers name its draws.</summary>
    public void Begin(Luck luck, byte purpose, int entity, int index)
    {
        (_luck, _purpose, _entity, _index, _period) = (luck, purpose, entity, index, 0);
        if (_start == OnOffStart.Stationary)
        {
            _isDown = Draw(-1).First < _shareDown;
            var found = Draw(-2);
            _until = found.First * (_isDown ? _foundDown! : _foundUp!).Quantile(found.Second);
        }
        else
        {
            _isDown = false;
            _until = _up.Quantile(Draw(-1).Second);
        }
    }

    /// <summary>End of the period of the moment asked for last, seconds.</summary>
    public double ChangesAt => _until;

    /// <summary>Whether it is down at a moment. Moments never go back within a trial.</summary>
    public bool IsDown(double now)
    {
        while (now >= _until)
        {
            _isDown = !_isDown;
            var next = Draw(_period);
            _until += _isDown ? _down.Quantile(next.First) : _up.Quantile(next.Second);
            if (!_isDown) _period++;
        }
        return _isDown;
    }

    private UniformPair Draw(int period) => _luck.Draw(_purpose, _entity, period, _index);
}
