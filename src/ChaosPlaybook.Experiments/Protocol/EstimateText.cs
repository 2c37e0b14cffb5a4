using System.Globalization;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>Estimates in sentences: value, unit and interval, with as many digits as the interval leaves meaningful.</summary>
public static class EstimateText
{
    /// <summary>A time: <c>41.2 s [38.0, 44.4]</c>.</summary>
    public static string Seconds(Estimate estimate) => Of(estimate, 1, " s");

    /// <summary>A share: <c>71 % [62, 79]</c>.</summary>
    public static string Share(Estimate estimate) => Of(estimate, 100, " %");

    /// <summary>A plain number: <c>120 [115, 125]</c>.</summary>
    public static string Plain(Estimate estimate) => Of(estimate, 1, "");

    /// <summary>A signal in its unit.</summary>
    public static string Of(Signal signal, Estimate estimate) => Signals.Unit(signal) switch
    {
        // A mean of shares lies between 0 and 1, whatever its interval; more may succeed in a while than start in it.
        "1" => Share(signal == Signal.GoodputShare ? estimate : estimate with { Low = Math.Max(0, estimate.Low), High = Math.Min(1, estimate.High) }),
        "" => Plain(estimate),
        var unit => Of(estimate, 1, unit[0] == '/' ? unit : $" {unit}"),
    };

    /// <summary>A share without error of its own, such as a limit: <c>90 %</c>.</summary>
    public static string Percent(double share) => $"{Number(100 * share)} %";

    /// <summary>A number without error of its own, at most six significant digits.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "–" : double.IsInfinity(value) ? (value > 0 ? "∞" : "-∞") : value.ToString("#,0.######", CultureInfo.InvariantCulture);

    /// <summary>A name as it is written in a scenario: <c>successRate</c>.</summary>
    public static string Name<T>(T value) where T : struct, Enum => value.ToString() is var name ? $"{char.ToLowerInvariant(name[0])}{name[1..]}" : "";

    private static string Of(Estimate estimate, double factor, string unit)
    {
        if (double.IsNaN(estimate.Value)) return "–";
        var half = (estimate.High - estimate.Low) / 2 * factor;
        var decimals = half > 0 && double.IsFinite(half) ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(half)), 0, 6) : 3;
        string Write(double value) => double.IsFinite(value) ? Number(Math.Round(value * factor, decimals, MidpointRounding.AwayFromZero)) : Number(value);
        return double.IsNaN(estimate.Low) || double.IsNaN(estimate.High)
            ? $"{Write(estimate.Value)}{unit} [no interval]" : $"{Write(estimate.Value)}{unit} [{Write(estimate.Low)}, {Write(estimate.High)}]";
    }
}
