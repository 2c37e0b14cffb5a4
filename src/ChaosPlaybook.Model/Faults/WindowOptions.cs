using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>How strongly a fault is at work within its window.</summary>
public enum IntensityKind
{
    /// <summary>At full strength from the first moment.</summary>
    Immediate,
    /// <summary>Rising in a straight line from nothing to full strength.</summary>
    Gradual,
    /// <summary>On at full strength and off by turns, at random.</summary>
    Random,
    /// <summary>As the timeline says.</summary>
    Timeline,
}

/// <summary>One point of a timeline.</summary>
/// <param name="Seconds">Time since the beginning of the window, seconds. Range [0, 86400 · 365].</param>
/// <param name="Intensity">Strength from here on, or at this point. Range [0, 1].</param>
public readonly record struct TimelinePoint(double Seconds, double Intensity);

/// <summary>
/// When a fault is at work and how strongly, in the trial's time. The intensity multiplies the probability that an attempt is
/// struck; of a latency fault it multiplies what is added instead. It is read when an attempt starts.
/// </summary>
public sealed record WindowOptions
{
    /// <summary>First moment, seconds since the start of the trial. Range [0, 31536000]. Default 0.</summary>
    public double FromSeconds { get; init; }

    /// <summary>Moment at which it is over, seconds since the start of the trial; +∞ for never. Above the first moment. Default +∞.</summary>
    public double UntilSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>How the intensity runs. Default immediate.</summary>
    public IntensityKind Intensity { get; init; } = IntensityKind.Immediate;

    /// <summary>Time to full strength of a gradual one, seconds; nothing for the length of the window. Range (0, 31536000].</summary>
    public double? RampSeconds { get; init; }

    /// <summary>How long a random one stays on, seconds. Default exponential with mean 10 s.</summary>
    public Distribution On { get; init; } = new Exponential(10);

    /// <summary>How long a random one stays off, seconds. Default exponential with mean 10 s.</summary>
    public Distribution Off { get; init; } = new Exponential(10);

    /// <summary>Points of a timeline, times rising. Before the first the intensity is 0, after the last it stays.</summary>
    public IReadOnlyList<TimelinePoint> Timeline { get; init; } = [];

    /// <summary>The intensity stays the same from one point to the next instead of changing in a straight line.</summary>
    public bool Steps { get; init; }

    /// <summary>Allowed moments.</summary>
    public static Bounds SecondsBounds => new(0, 31_536_000, "s");

    /// <summary>Allowed ends and ramps.</summary>
    public static Bounds LengthBounds => new(0, 31_536_000, "s", LowOpen: true);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check()
    {
        foreach (var violation in Violation.Of("from", FromSeconds, SecondsBounds)) yield return violation;
        foreach (var violation in Violation.Of("until", UntilSeconds, new Bounds(FromSeconds, double.PositiveInfinity, "s", LowOpen: true))) yield return violation;
        foreach (var violation in Violation.Of("ramp", RampSeconds ?? 1, LengthBounds)) yield return violation;
        if (Intensity == IntensityKind.Gradual && RampSeconds is null && double.IsPositiveInfinity(UntilSeconds))
            yield return new("intensity", "gradual", "with until or ramp");
        if (Intensity == IntensityKind.Random)
            foreach (var violation in OnOffOptions.Check("off", Off, "on", On, OnOffStart.Stationary)) yield return violation;
        if (Intensity == IntensityKind.Timeline && Timeline.Count == 0) yield return new("timeline", "empty", "at least one point");
        for (var i = 0; i < Timeline.Count; i++)
        {
            foreach (var violation in Violation.Of("timeline", Timeline[i].Seconds, SecondsBounds)) yield return violation;
            foreach (var violation in Violation.Of("timeline", Timeline[i].Intensity, Bounds.Ratio)) yield return violation;
            if (i > 0 && !(Timeline[i].Seconds > Timeline[i - 1].Seconds))
                yield return new("timeline", $"{Timeline[i].Seconds:R} s", $"above {Timeline[i - 1].Seconds:R} s");
        }
    }

    /// <summary>The intensity at work.</summary>
    internal Intensity Build() => new(this);
}

/// <summary>The course of an intensity over the trial's time.</summary>
internal sealed class Intensity
{
    private readonly double _from, _until, _ramp;
    private readonly TimelinePoint[] _points;
    private readonly bool _steps;
    private readonly IntensityKind _kind;
    private readonly OnOff? _random;

    public Intensity(WindowOptions options)
    {
        (_from, _until, _kind, _steps) = (options.FromSeconds, options.UntilSeconds, options.Intensity, options.Steps);
        _ramp = options.RampSeconds ?? _until - _from;
        _points = [.. options.Timeline];
        if (_kind == IntensityKind.Random) _random = new OnOff(new() { Up = options.Off, Down = options.On });
    }

    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    /// <param name="luck">Keyed draws.</param>
    /// <param name="entity">Number of the executor.</param>
    /// <param name="index">Number of the fault at the executor.</param>
    public void Begin(Luck luck, int entity, int index) => _random?.Begin(luck, Purpose.FaultWindow, entity, index);

    /// <summary>The intensity at a moment, 0 to 1. Moments never go back within a trial.</summary>
    public double At(double now)
    {
        if (!(now >= _from && now < _until)) return 0;
        return _kind switch
        {
            IntensityKind.Gradual => Math.Min(1, (now - _from) / _ramp),
            IntensityKind.Random => _random!.IsDown(now - _from) ? 1 : 0,
            IntensityKind.Timeline => Interpolated(now - _from),
            _ => 1,
        };
    }

    /// <summary>The straight line that it runs along at a moment, up to the next bend. Moments never go back within a trial.</summary>
    public IntensityStretch StretchAt(double now)
    {
        if (now < _from) return new(0, 0, _from);
        if (now >= _until) return new(0, 0, double.PositiveInfinity);
        var stretch = _kind switch
        {
            IntensityKind.Gradual => now - _from < _ramp
                ? new IntensityStretch((now - _from) / _ramp, 1 / _ramp, _from + _ramp) : new(1, 0, double.PositiveInfinity),
            IntensityKind.Random => new(_random!.IsDown(now - _from) ? 1 : 0, 0, _from + _random.ChangesAt),
            IntensityKind.Timeline => Segment(now),
            _ => new(1, 0, double.PositiveInfinity),
        };
        return stretch with { Until = Math.Min(stretch.Until, _until) };
    }

    private IntensityStretch Segment(double now)
    {
        var next = 0;
        while (next < _points.Length && _from + _points[next].Seconds <= now) next++;
        var until = next == _points.Length ? double.PositiveInfinity : _from + _points[next].Seconds;
        if (next == 0) return new(0, 0, until);
        var before = _points[next - 1];
        if (_steps || next == _points.Length) return new(before.Intensity, 0, until);
        var slope = (_points[next].Intensity - before.Intensity) / (_points[next].Seconds - before.Seconds);
        return new(before.Intensity + slope * (now - _from - before.Seconds), slope, until);
    }

    private double Interpolated(double since)
    {
        var next = 0;
        while (next < _points.Length && _points[next].Seconds <= since) next++;
        if (next == 0) return 0;
        var before = _points[next - 1];
        if (_steps || next == _points.Length) return before.Intensity;
        var after = _points[next];
        return before.Intensity + (after.Intensity - before.Intensity) * (since - before.Seconds) / (after.Seconds - before.Seconds);
    }
}

/// <summary>A fault that is at work only at times.</summary>
internal sealed class WindowedFault(Fault inner, Intensity? intensity, Cause? cause, Injection? injection) : Fault
{
    public override void Begin(Luck luck, int entity, byte purpose)
    {
        inner.Begin(luck, entity, purpose);
        intensity?.Begin(luck, entity, purpose - Purpose.Fault);
    }

    /// <summary>Outside its window a fault does not even see the attempts: it neither counts them nor changes its state by them.</summary>
    public override bool Strikes(double luck, Call call, double now)
    {
        if (injection?.IsStopped == true || cause is not null && !cause.IsOn(now)) return false;
        var strength = intensity?.At(now) ?? 1;
        return strength > 0 && inner.StrikesAt(strength, luck, call, now);
    }

    public override void Strike(double luck, Call call, ref Reply reply)
    {
        injection?.Land();
        inner.Strike(luck, call, ref reply);
    }
}
