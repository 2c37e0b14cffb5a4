namespace ChaosPlaybook.Model;

/// <summary>A stretch of an intensity: a straight line.</summary>
/// <param name="Value">At the moment asked for.</param>
/// <param name="Slope">Change per second.</param>
/// <param name="Until">When another stretch begins, seconds; +∞ for never.</param>
internal readonly record struct IntensityStretch(double Value, double Slope, double Until);

/// <summary>The intensity of a fault over time as whoever must act on its changes sees it: window, cause and stop together.</summary>
internal sealed class Course(Intensity? intensity, Cause? cause, Injection? injection)
{
    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    public void Begin(Statistics.Luck luck, int entity, int index) => intensity?.Begin(luck, entity, index);

    /// <summary>The stretch at a moment. Moments never go back within a trial.</summary>
    public IntensityStretch At(double now)
    {
        if (injection?.IsStopped == true) return new(0, 0, double.PositiveInfinity);
        var own = intensity?.StretchAt(now) ?? new(1, 0, double.PositiveInfinity);
        if (cause is null) return own;
        // Where the cause is off nothing but its return matters; the stretch may have changed by then.
        return cause.IsOn(now) ? own with { Until = Math.Min(own.Until, cause.ChangesAt) } : new(0, 0, cause.ChangesAt);
    }
}
