using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>A limit of a signal, <c>p99 &lt;= 500 ms</c>, or a range, <c>goodput in 45/s..55/s</c>.</summary>
internal class GuardForm : ScalarForm<Guard>
{
    private static readonly Dictionary<string, Signal> _signals = Enum.GetValues<Signal>().ToDictionary(WordForm<Signal>.Of);

    public override string Expected => "a limit such as errorRate <= 1 %";

    /// <summary>Whether a range may be written.</summary>
    protected virtual bool MayBeRange => true;

    /// <summary>The comparisons that may be written; the first of them makes the threshold a floor.</summary>
    protected virtual (string AtLeast, string AtMost) Relations => (">=", "<=");

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "string", ["pattern"] = $"^\\$|^({string.Join('|', _signals.Keys)}) *({Relations.AtLeast}|{Relations.AtMost}{(MayBeRange ? "|in" : "")}) *[.0-9].*$",
    };

    protected override bool TryParse(ScalarNode scalar, Binding binding, [MaybeNullWhen(false)] out Guard value, out string rest) =>
        TryRead(scalar, out value, out rest);

    /// <summary>Reads the text of a scalar that is no reference; <paramref name="rest"/> says what is allowed instead.</summary>
    internal bool TryRead(ScalarNode scalar, out Guard value, out string rest)
    {
        value = default;
        rest = $"expected {Expected}";
        var parts = Regex.Match(scalar.Text, @"^\s*([A-Za-z][A-Za-z0-9]*)\s*([<>=!]+|\bin\b)\s*(\S.*?)\s*$");
        if (!parts.Success) return false;
        var (name, relation, threshold) = (parts.Groups[1].Value, parts.Groups[2].Value, parts.Groups[3].Value);
        if (!_signals.TryGetValue(name, out var signal))
            rest = $"no signal {name}; allowed: {string.Join(", ", _signals.Keys)}{NearestName.Hint(name, _signals.Keys)}";
        else if (relation == "in" && MayBeRange) return TryRange(signal, threshold, out value, out rest);
        else if (relation != Relations.AtLeast && relation != Relations.AtMost)
            rest = $"{relation} has no place here; allowed: {Relations.AtLeast}, {Relations.AtMost}{(MayBeRange ? ", in" : "")}";
        else if (Measure(threshold, signal, out var number) is { } wrong) rest = wrong;
        else
        {
            value = new(signal, relation == Relations.AtLeast, number);
            return true;
        }
        return false;
    }

    private static bool TryRange(Signal signal, string text, out Guard value, out string rest)
    {
        value = default;
        if (text.Split("..") is not [var low, var high])
        {
            rest = $"the range is \"{text}\"; expected two numbers such as 45/s..55/s";
            return false;
        }
        rest = Measure(low.Trim(), signal, out var floor) ?? Measure(high.Trim(), signal, out _) ?? "";
        if (rest.Length > 0) return false;
        Measure(high.Trim(), signal, out var ceiling);
        if (floor > ceiling)
        {
            rest = $"the range is {text}; its end lies below its beginning";
            return false;
        }
        value = new(signal, AtLeast: false, ceiling) { Floor = floor };
        return true;
    }

    /// <summary>The threshold in the signal's unit, or what is wrong with it.</summary>
    private static string? Measure(string text, Signal signal, out double number)
    {
        number = 0;
        if (Quantity.Trap(text) is { } trap) return $"the threshold is {text}: {trap}";
        var (split, unit) = (Quantity.Split(text), Signals.Unit(signal));
        if (split is (var plain, "")) number = plain;
        else if (unit == "1" && split is (var percent, "%")) number = Quantity.OfPercent(percent);
        else if (unit == "s" && Quantity.Seconds(text) is { } seconds) number = seconds;
        else if (unit == "/s" && RateForm.PerSecond(text) is { } rate) number = rate;
        else
        {
            var allowed = unit switch { "s" => "a duration or a number of seconds", "1" => "a ratio such as 0.95 or 95 %", "/s" => "a rate such as 80/s", _ => "a number" };
            return $"the threshold is \"{text}\"; expected {allowed}";
        }
        if (unit == "1" && number is < 0 or > 1) return $"the threshold is {text}; {WordForm<Signal>.Of(signal)} lies in [0, 1]";
        return number < 0 ? $"the threshold is {text}; no signal is negative" : null;
    }
}

/// <summary>What ends an experiment, <c>errorRate &gt; 5 %</c>: the opposite of the limit that it breaks. Nothing stands for <c>cascade</c>.</summary>
internal sealed class BreachForm : GuardForm
{
    public override string Expected => "a condition such as errorRate > 5 %";

    protected override bool MayBeRange => false;

    // What must not be above the threshold is kept at most there.
    protected override (string AtLeast, string AtMost) Relations => ("<", ">");
}

/// <summary>A condition that ends an experiment, or the word <c>cascade</c>.</summary>
internal sealed class AbortWhenForm : ScalarForm<Guard?>
{
    private const string Cascade = "cascade";
    private static readonly BreachForm _breach = new();

    public override string Expected => $"{_breach.Expected}, or {Cascade}";

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        SchemaDefinitions.AnyOf([new JsonObject { ["const"] = Cascade }, _breach.Schema(definitions)]);

    protected override bool TryParse(ScalarNode scalar, Binding binding, out Guard? value, out string rest)
    {
        value = null;
        rest = "";
        if (scalar.Text == Cascade) return true;
        var fine = _breach.TryRead(scalar, out var guard, out rest);
        if (rest == $"expected {_breach.Expected}") rest = $"expected {Expected}";
        value = fine ? guard : null;
        return fine;
    }
}
