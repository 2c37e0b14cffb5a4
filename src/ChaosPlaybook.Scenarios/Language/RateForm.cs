using System.Text.Json.Nodes;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>A rate, such as <c>80/s</c> or <c>5/min</c>; events per second.</summary>
internal sealed class RateForm(Bounds bounds) : BoundedForm<double>(bounds with { Unit = "/s" })
{
    public override string Expected => $"a rate such as 80/s or 5/min, {Bounds}";

    /// <summary>Events per second, or nothing when the text is no rate.</summary>
    public static double? PerSecond(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || !Quantity.Units.TryGetValue(text[(slash + 1)..].TrimStart(), out var seconds)) return null;
        return Quantity.Split(text[..slash].TrimEnd()) is (var number, "") ? number / seconds : null;
    }

    public override string Write(double value) => $"{value:R}/s";

    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.OrFactor(definitions.Refer("rate", () => new()
    {
        ["type"] = "string",
        ["pattern"] = $"^[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? ?/ ?({string.Join('|', Quantity.Units.Keys)})$",
        ["description"] = "A number of events per unit of time: 80/s.",
    }));

    protected override (double Number, string? Wrong) Measure(ScalarNode scalar)
    {
        if (PerSecond(scalar.Text) is { } rate) return (rate, null);
        var number = scalar.Text.Split('/')[0].TrimEnd();
        if (Quantity.Trap(number) is { } trap) return (0, trap);
        return (0, Quantity.Split(number) is (_, "") ? $"a rate needs a unit of time: 80/s; units: {Quantity.UnitNames}" : "expected a rate such as 80/s or 5/min");
    }

    protected override double Convert(double number) => number;
}
