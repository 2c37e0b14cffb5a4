using System.Globalization;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// Numbers in sentences and tables: a value with its interval, with as many digits as the interval leaves meaningful
/// (two of the half-width), percent for shares, s or ms for times.
/// </summary>
internal static class Numbers
{
    /// <summary>Value and interval: <c>97.1 % [96.8, 97.4]</c>.</summary>
    public static string Show(Metric metric, Estimate estimate)
    {
        if (double.IsNaN(estimate.Value)) return "–";
        var scale = Scale.Of(metric, estimate.Value);
        var decimals = scale.Decimals(estimate);
        if (double.IsNaN(estimate.Low) || double.IsNaN(estimate.High)) return scale.Write(estimate.Value, decimals) + scale.Unit + " [no interval]";
        var high = double.IsInfinity(estimate.High) ? "∞)" : scale.Write(estimate.High, decimals) + "]";
        return $"{scale.Write(estimate.Value, decimals)}{scale.Unit} [{scale.Write(estimate.Low, decimals)}, {high}";
    }

    /// <summary>A share and its interval that are no metric of the results.</summary>
    public static string Share(Estimate share) => Show(Metric.SuccessRate, share);

    /// <summary>A time in seconds and its interval, likewise.</summary>
    public static string Time(Estimate seconds) => Show(Metric.DurationMean, seconds);

    /// <summary>Anything without a unit and its interval, likewise.</summary>
    public static string Plain(Estimate number) => Show(Metric.Amplification, number);

    /// <summary>A difference and its interval: <c>+31.2 pp [+30.1, +32.4]</c>.</summary>
    public static string Difference(Metric metric, Estimate estimate)
    {
        if (double.IsNaN(estimate.Value)) return "–";
        var scale = Scale.Of(metric, estimate.Value);
        var unit = metric.Kind == MetricKind.Proportion ? " pp" : scale.Unit;
        var decimals = scale.Decimals(estimate);
        var limits = double.IsNaN(estimate.Low) || double.IsNaN(estimate.High)
            ? "[no interval]"
            : $"[{Signed(scale, estimate.Low, decimals)}, {Signed(scale, estimate.High, decimals)}]";
        return $"{Signed(scale, estimate.Value, decimals)}{unit} {limits}";
    }

    /// <summary>A plain amount of a metric without error of its own, such as a threshold.</summary>
    public static string Amount(Metric metric, double value)
    {
        var scale = Scale.Of(metric, value);
        return Significant(value * scale.Factor, 6) + scale.Unit;
    }

    /// <summary>Half of the interval's width: <c>±0.9 percentage points</c>.</summary>
    public static string HalfWidth(Metric metric, double half)
    {
        var scale = Scale.Of(metric, half);
        return "±" + Significant(half * scale.Factor, 2) + (metric.Kind == MetricKind.Proportion ? " percentage points" : scale.Unit);
    }

    /// <summary>A share as percent with two significant digits, more near 100 %.</summary>
    public static string Percent(double share) => Significant(share * 100, share > 0.99 && share < 1 ? 5 : 3) + " %";

    /// <summary>A count with grouped thousands.</summary>
    public static string Count(double count) => count >= 1e15 ? Significant(count, 2) : Math.Round(count).ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number of trials to recommend: two significant digits, rounded up.</summary>
    public static string About(double trials)
    {
        if (!double.IsFinite(trials)) return "more than any number of";
        var step = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, trials))) - 1));
        return Count(Math.Ceiling(trials / step) * step);
    }

    /// <summary>A p value: three decimals, or below 0.001.</summary>
    public static string PValue(double p) =>
        double.IsNaN(p) ? "–" : p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Rounded to significant digits, written without an exponent while that is readable.</summary>
    public static string Significant(double value, int digits)
    {
        if (value == 0 || !double.IsFinite(value)) return value == 0 ? "0" : double.IsNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
        var power = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        if (power is < -6 or > 14) return Minus(value.ToString("0." + new string('#', digits - 1) + "e0", CultureInfo.InvariantCulture));
        var decimals = Math.Clamp(digits - 1 - power, 0, 12);
        var text = Math.Round(value, decimals, MidpointRounding.AwayFromZero).ToString("#,0." + new string('#', decimals), CultureInfo.InvariantCulture);
        return Minus(text);
    }

    private static string Signed(Scale scale, double value, int decimals) => (value > 0 ? "+" : "") + scale.Write(value, decimals);

    private static string Minus(string text) => text.Replace("-", "−", StringComparison.Ordinal);

    /// <summary>Unit in which a metric reads well.</summary>
    private readonly record struct Scale(double Factor, string Unit)
    {
        private const int Digits = 6;

        public static Scale Of(Metric metric, double value) => metric switch
        {
            { Kind: MetricKind.Proportion } => new(100, " %"),
            { Unit: "s" } => Math.Abs(value) switch
            {
                0 => new(1, " s"),
                < 1e-3 => new(1e6, " µs"),
                < 0.5 => new(1e3, " ms"),
                _ => new(1, " s"),
            },
            { Unit: "/s" } => new(1, "/s"),
            _ when metric == Metric.Utilisation || metric == Metric.WastedShare => new(100, " %"),
            _ => new(1, ""),
        };

        public int Decimals(Estimate estimate)
        {
            // One-sided, because an interval at the edge of its range has half a width only.
            var reach = double.IsFinite(estimate.High) ? estimate.High - estimate.Low : 2 * (estimate.Value - estimate.Low);
            var half = reach / 2 * Factor;
            if (!(half > 0)) return Math.Abs(estimate.Value * Factor) is 0 or >= 100 ? 0 : 2;
            // Where trials hardly differ, as at a timeout, the interval would ask for more digits than anybody reads.
            var largest = Math.Max(Math.Abs(estimate.Value * Factor), half);
            var readable = Digits - 1 - (int)Math.Floor(Math.Log10(largest));
            return Math.Clamp(Math.Min((int)Math.Ceiling(-Math.Log10(half) - 1e-9) + 1, readable), 0, 9);
        }

        public string Write(double value, int decimals)
        {
            var scaled = value * Factor;
            if (double.IsInfinity(scaled)) return scaled > 0 ? "∞" : "−∞";
            if (Math.Abs(scaled) >= 1e9 || (decimals > 6 && Math.Abs(scaled) is > 0 and < 1e-4)) return Exponent(scaled, decimals);
            var rounded = Math.Round(scaled, decimals, MidpointRounding.AwayFromZero);
            return Minus((rounded == 0 ? 0 : rounded).ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture));
        }

        // Far from 1 an exponent reads better than a row of zeros.
        private static string Exponent(double value, int decimals)
        {
            var digits = Math.Clamp(decimals + (int)Math.Floor(Math.Log10(Math.Abs(value))), 1, 4);
            return Minus(value.ToString("0." + new string('0', digits) + "e0", CultureInfo.InvariantCulture));
        }
    }
}
