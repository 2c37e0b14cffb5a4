using System.Globalization;

namespace ChaosPlaybook.Reporting;

/// <summary>A position on an axis and what is written there; nothing is written at minor ticks.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>Round numbers along an axis: 1, 2 or 5 times a power of ten.</summary>
internal static class Ticks
{
    /// <summary>The smallest of 1, 2, 5 times a power of ten that makes at most this many steps of the span.</summary>
    public static double Step(double span, int steps)
    {
        var raw = span / Math.Max(1, steps);
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 5])
            if (factor * power >= raw * (1 - 1e-9)) return factor * power;
        return 10 * power;
    }

    /// <summary>Multiples of the step inside the domain, with their labels.</summary>
    public static List<Tick> Linear(double low, double high, double step, Func<double, double, string> label)
    {
        var ticks = new List<Tick>();
        var first = Math.Ceiling((low / step) - 1e-9);
        var last = Math.Floor((high / step) + 1e-9);
        for (var k = first; k <= last && ticks.Count < 100; k++) ticks.Add(new(k * step, label(k * step, step)));
        return ticks;
    }

    /// <summary>Powers of ten; with 2 and 5 between them where the domain spans few.</summary>
    public static List<Tick> Log(double low, double high, bool between, int every, Func<double, double, string> label)
    {
        var ticks = new List<Tick>();
        var first = (int)Math.Floor(Math.Log10(low) + 1e-9);
        var last = (int)Math.Ceiling(Math.Log10(high) - 1e-9);
        for (var k = first; k <= last; k++)
        {
            foreach (var factor in between ? (ReadOnlySpan<double>)[1, 2, 5] : [1])
            {
                // Parsed, because 10⁻³ by Math.Pow is not the double nearest to 0.001.
                var value = double.Parse($"{factor}e{k}", CultureInfo.InvariantCulture);
                if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9) && (k - first) % every == 0) ticks.Add(new(value, label(value, value)));
            }
        }
        return ticks;
    }

    /// <summary>How an axis writes its numbers.</summary>
    /// <param name="format">Kind of number.</param>
    /// <param name="largest">Largest magnitude on the axis: picks ms or µs for short times.</param>
    /// <param name="unit">What to add to the axis label, such as <c>ms</c>.</param>
    public static Func<double, double, string> Labels(NumberFormat format, double largest, out string unit)
    {
        switch (format)
        {
            case NumberFormat.Percent:
                unit = "";
                return (value, step) => Number(value * 100, step * 100) + " %";
            case NumberFormat.Points:
                unit = "percentage points";
                return (value, step) => Signed(Number(value * 100, step * 100), value);
            case NumberFormat.Seconds:
                var (factor, name) = largest < 1e-3 ? (1e6, "µs") : largest < 0.5 ? (1e3, "ms") : (1, "s");
                unit = name;
                return (value, step) => Number(value * factor, step * factor);
            default:
                unit = "";
                return Number;
        }
    }

    private static string Signed(string text, double value) => value > 0 ? "+" + text : text;

    /// <summary>With the decimals the step needs, thousands grouped; powers of ten far from 1 in E notation.</summary>
    private static string Number(double value, double step)
    {
        if (value == 0) return "0";
        var size = Math.Abs(value);
        if (size >= 1e7 || (size < 1e-4 && step < 1e-4)) return Exponent(value, step);
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 12);
        return value.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture).TrimEnd('.').Replace("-", "−", StringComparison.Ordinal);
    }

    private static string Exponent(double value, double step)
    {
        var power = (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);
        var scale = Math.Pow(10, power);
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step / scale) - 1e-9), 0, 12);
        return ((value / scale).ToString("F" + decimals, CultureInfo.InvariantCulture) + "e" + power).Replace("-", "−", StringComparison.Ordinal);
    }
}
