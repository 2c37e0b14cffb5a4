namespace ChaosPlaybook.Reporting;

/// <summary>Maps values to pixels, and says where ticks stand. Pixels may run backwards: y axes point up.</summary>
internal sealed class AxisScale
{
    /// <summary>Font size of tick labels.</summary>
    public const double FontSize = 12;

    private readonly bool _log;
    private double _fromPixel;
    private double _toPixel;

    private AxisScale(bool log, double low, double high) => (_log, Low, High) = (log, low, high);

    /// <summary>Lower end of the domain.</summary>
    public double Low { get; private set; }

    /// <summary>Upper end of the domain.</summary>
    public double High { get; private set; }

    /// <summary>Marked positions.</summary>
    public IReadOnlyList<Tick> Ticks { get; private set; } = [];

    /// <summary>Unit that belongs behind the axis label, such as ms; may be empty.</summary>
    public string Unit { get; private set; } = "";

    /// <summary>Width of the widest tick label.</summary>
    public double LabelWidth => Ticks.Count == 0 ? 0 : Ticks.Max(tick => TextWidth.Of(tick.Label, FontSize));

    /// <summary>A scale over these values, with ticks for this many pixels.</summary>
    /// <param name="axis">Words and limits.</param>
    /// <param name="values">Everything that should be visible; what is not finite is left out.</param>
    /// <param name="pixels">Length of the axis.</param>
    /// <param name="across">Runs left to right: labels need width, not height. The domain then ends with the data unless it is a value axis.</param>
    /// <param name="round">Widen the domain to the next tick.</param>
    public static AxisScale For(Axis axis, IEnumerable<double> values, double pixels, bool across, bool round)
    {
        var log = axis.Scale == ScaleKind.Log;
        var seen = values.Concat(axis.Include).Concat(axis.Lines.Select(line => line.Value))
            .Where(value => double.IsFinite(value) && (!log || value > 0)).ToList();
        var low = seen.Count == 0 ? (log ? 0.1 : 0) : seen.Min();
        var high = seen.Count == 0 ? 1 : seen.Max();
        Separate(ref low, ref high, axis, log);
        var scale = new AxisScale(log, low, high);
        scale.Mark(axis, pixels, across, round);
        return scale;
    }

    /// <summary>Lays the domain over pixels.</summary>
    public AxisScale Between(double fromPixel, double toPixel)
    {
        (_fromPixel, _toPixel) = (fromPixel, toPixel);
        return this;
    }

    /// <summary>Pixel of a value, cut to the domain.</summary>
    public double At(double value)
    {
        var share = _log
            ? (Math.Log(Math.Max(value, Low)) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low))
            : (Math.Clamp(value, Low, High) - Low) / (High - Low);
        return _fromPixel + (Math.Clamp(share, 0, 1) * (_toPixel - _fromPixel));
    }

    /// <summary>The value can be drawn.</summary>
    public bool Shows(double value) => double.IsFinite(value) && (!_log || value > 0);

    // Equal values still need a domain of some width, or everything would divide by zero.
    private static void Separate(ref double low, ref double high, Axis axis, bool log)
    {
        if (high - low > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high))) return;
        if (log)
        {
            (low, high) = (low / 2, high * 2);
            return;
        }
        var room = axis.Format is NumberFormat.Percent or NumberFormat.Points ? Math.Clamp(Math.Abs(low), 1e-6, 0.05) : Math.Abs(low) * 0.05;
        if (room == 0) room = 0.05;
        low = Math.Max(low - room, axis.Floor ?? double.NegativeInfinity);
        high = Math.Min(high + room, axis.Ceiling ?? double.PositiveInfinity);
    }

    private void Mark(Axis axis, double pixels, bool across, bool round)
    {
        var label = Reporting.Ticks.Labels(axis.Format, Math.Max(Math.Abs(Low), Math.Abs(High)), out var unit);
        Unit = unit;
        var (low, high) = (Low, High);
        for (var steps = Math.Max(2, (int)(pixels / (across ? 45 : 34))); ; steps--)
        {
            (Low, High) = (low, high);
            Ticks = _log ? LogTicks(steps, round, label) : LinearTicks(axis, steps, round, label);
            if (steps <= 1 || !across || Fits(pixels)) return;
        }
    }

    private List<Tick> LinearTicks(Axis axis, int steps, bool round, Func<double, double, string> label)
    {
        var step = Reporting.Ticks.Step(High - Low, steps);
        if (round)
        {
            Low = Math.Max(Math.Floor((Low / step) + 1e-9) * step, axis.Floor ?? double.NegativeInfinity);
            High = Math.Min(Math.Ceiling((High / step) - 1e-9) * step, axis.Ceiling ?? double.PositiveInfinity);
        }
        return Reporting.Ticks.Linear(Low, High, step, label);
    }

    private List<Tick> LogTicks(int steps, bool round, Func<double, double, string> label)
    {
        var decades = Math.Log10(High / Low);
        if (round && decades >= 1.5)
        {
            Low = Math.Pow(10, Math.Floor(Math.Log10(Low) + 1e-9));
            High = Math.Pow(10, Math.Ceiling(Math.Log10(High) - 1e-9));
            decades = Math.Log10(High / Low);
        }
        var between = decades * 3 <= steps || decades < 1.5;
        var ticks = Reporting.Ticks.Log(Low, High, between, Math.Max(1, (int)Math.Ceiling(decades / steps)), label);
        // One or two labels do not show what kind of scale it is.
        return ticks.Count > 2 ? ticks : Reporting.Ticks.Linear(Low, High, Reporting.Ticks.Step(High - Low, steps), label);
    }

    private bool Fits(double pixels)
    {
        Between(0, pixels);
        for (var i = 1; i < Ticks.Count; i++)
        {
            var gap = At(Ticks[i].Value) - At(Ticks[i - 1].Value);
            if (gap < ((TextWidth.Of(Ticks[i].Label, FontSize) + TextWidth.Of(Ticks[i - 1].Label, FontSize)) / 2) + 10) return false;
        }
        return true;
    }
}
