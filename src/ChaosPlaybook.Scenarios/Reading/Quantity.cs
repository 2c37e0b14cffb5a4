using System.Globalization;
using System.Text.RegularExpressions;

namespace ChaosPlaybook.Scenarios;

/// <summary>Reads numbers, percentages and durations, strictly: what other readers of YAML might take for something else is refused.</summary>
internal static partial class Quantity
{
    /// <summary>The units of durations in seconds.</summary>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["us"] = 1e-6, ["ms"] = 1e-3, ["s"] = 1, ["min"] = 60, ["h"] = 3600, ["d"] = 86400,
    };

    /// <summary>The units, for messages.</summary>
    public static string UnitNames { get; } = string.Join(", ", Units.Keys);

    /// <summary>A number and what follows it; nothing when the text does not begin with a number.</summary>
    public static (double Number, string Unit)? Split(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success) return null;
        var number = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? (number, match.Groups[2].Value) : null;
    }

    /// <summary>Seconds of a duration with a unit.</summary>
    public static double? Seconds(string text) =>
        Split(text) is (var number, var unit) && Units.TryGetValue(unit, out var factor) ? Scale(number, factor) : null;

    /// <summary>The ratio that a percentage means.</summary>
    public static double OfPercent(double percent) => Scale(percent, 0.01);

    /// <summary>
    /// Multiplies in decimal, as people do: 99.9 % is the same number as 0.999, and 0.3 ms the same as 0.0003 s, which floating
    /// point alone does not give.
    /// </summary>
    private static double Scale(double number, double factor) =>
        factor == 1 ? number : Math.Abs(number) is >= 1e-9 and <= 1e12 ? (double)((decimal)number * (decimal)factor) : number * factor;

    /// <summary>Why a text that should begin with a number does not, or nothing when there is nothing special about it.</summary>
    public static string? Trap(string text) => text switch
    {
        _ when Octal().IsMatch(text) => "a leading zero means octal to some readers; write the number without it",
        _ when Underscored().IsMatch(text) => "write the number without separators",
        _ when Based().IsMatch(text) => "write the number in decimal",
        _ when NotFinite().IsMatch(text) => "only finite numbers are allowed",
        _ when Pattern().IsMatch(text) && Split(text) is null => "the number is too large",
        _ => null,
    };

    [GeneratedRegex(@"^([-+]?(?:0|[1-9][0-9]*|(?=\.[0-9]))(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?) ?(%|[a-zA-Zµ]*)$")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^[-+]?0[0-9]+(\.[0-9]*)?( ?[a-z%]*)$")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_,']*[_,'][0-9_,'.]*( ?[a-z%]*)$")]
    private static partial Regex Underscored();

    [GeneratedRegex(@"^[-+]?0[xXoObB][0-9a-fA-F_]+$")]
    private static partial Regex Based();

    [GeneratedRegex(@"^[-+]?\.?(inf|Inf|INF|nan|NaN|NAN|infinity|Infinity)$")]
    private static partial Regex NotFinite();
}
