using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>A number within bounds, in one of the ways the language writes numbers.</summary>
internal abstract class BoundedForm<T>(Bounds bounds) : ScalarForm<T>
{
    /// <summary>Allowed values; durations in seconds.</summary>
    public Bounds Bounds { get; } = bounds;

    /// <summary>Text that this form reads as <paramref name="value"/>.</summary>
    public abstract string Write(double value);

    /// <summary>The number that the text means, or what is wrong with it.</summary>
    protected abstract (double Number, string? Wrong) Measure(ScalarNode scalar);

    /// <summary>From the number within bounds.</summary>
    protected abstract T Convert(double number);

    protected override bool TryParse(ScalarNode scalar, Binding binding, [MaybeNullWhen(false)] out T value, out string rest)
    {
        value = default;
        (var number, rest) = Measure(scalar) is (var measured, var wrong) ? (measured, wrong ?? "") : default;
        if (rest.Length > 0) return false;
        rest = $"allowed {Bounds}";
        if (!Bounds.Contain(number)) return false;
        value = Convert(number)!;
        return true;
    }

    /// <summary>A plain number: no quotes, no unit.</summary>
    protected static (double Number, string? Wrong) Plain(ScalarNode scalar, string expected)
    {
        if (Quantity.Trap(scalar.Text) is { } trap) return (0, trap);
        if (Quantity.Split(scalar.Text) is not (var number, "")) return (0, $"expected {expected}");
        return scalar.Plain ? (number, null) : (0, "write the number without quotes");
    }

    /// <summary>Bounds in JSON schema; infinities are left out.</summary>
    protected void AddBounds(JsonObject schema)
    {
        if (double.IsFinite(Bounds.Low)) schema[Bounds.LowOpen ? "exclusiveMinimum" : "minimum"] = Bounds.Low;
        if (double.IsFinite(Bounds.High)) schema[Bounds.HighOpen ? "exclusiveMaximum" : "maximum"] = Bounds.High;
    }
}

/// <summary>A pure number.</summary>
internal sealed class NumberForm(Bounds bounds) : BoundedForm<double>(bounds)
{
    public override string Expected => $"a number, {Bounds}";

    public override string Write(double value) => value.ToString("R");

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "number" };
        AddBounds(schema);
        return definitions.OrFactor(schema);
    }

    protected override (double Number, string? Wrong) Measure(ScalarNode scalar) => Plain(scalar, "a number");

    protected override double Convert(double number) => number;
}

/// <summary>A whole number.</summary>
internal sealed class CountForm(Bounds bounds) : BoundedForm<long>(bounds)
{
    public override string Expected => $"a whole number, {Bounds}";

    public override string Write(double value) => value.ToString("R");

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "integer" };
        AddBounds(schema);
        return definitions.OrFactor(schema);
    }

    protected override (double Number, string? Wrong) Measure(ScalarNode scalar)
    {
        var (number, rest) = Plain(scalar, "a whole number");
        return rest is null && number != Math.Floor(number) ? (0, "expected a whole number") : (number, rest);
    }

    protected override long Convert(double number) => (long)number;
}

/// <summary>A seed: any whole number of 64 bits, which a floating-point number could not hold.</summary>
internal sealed class SeedForm : ScalarForm<ulong>
{
    public override string Expected => "a whole number, [0, 18446744073709551615]";

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        definitions.OrFactor(new JsonObject { ["type"] = "integer", ["minimum"] = 0 });

    protected override bool TryParse(ScalarNode scalar, Binding binding, out ulong value, out string rest)
    {
        rest = Quantity.Trap(scalar.Text) ?? (scalar.Plain ? $"expected {Expected}" : "write the number without quotes");
        value = 0;
        return Quantity.Trap(scalar.Text) is null && scalar.Plain && scalar.Text.All(char.IsAsciiDigit) && ulong.TryParse(scalar.Text, out value);
    }
}

/// <summary>A ratio: <c>0.2</c> or <c>20 %</c>.</summary>
internal sealed class RatioForm(Bounds bounds) : BoundedForm<double>(bounds)
{
    public override string Expected => $"a ratio such as 0.2 or 20 %, {Bounds}";

    public override string Write(double value) => value.ToString("R");

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "number" };
        AddBounds(schema);
        return definitions.OrFactor(schema, new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? ?%$" });
    }

    protected override (double Number, string? Wrong) Measure(ScalarNode scalar) =>
        Quantity.Trap(scalar.Text) is null && Quantity.Split(scalar.Text) is (var number, "%")
            ? (Quantity.OfPercent(number), null)
            : Plain(scalar, "a ratio such as 0.2 or 20 %");

    protected override double Convert(double number) => number;
}

/// <summary>A duration with a unit, in seconds; where told, also <c>forever</c>.</summary>
internal sealed class DurationForm(Bounds bounds, bool orForever = false) : BoundedForm<double>(bounds with { Unit = "s" })
{
    public override string Expected => orForever ? $"a duration, {Bounds}, or forever" : $"a duration, {Bounds}";

    public override string Write(double value) => double.IsPositiveInfinity(value) ? "forever" : $"{value:R} s";

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var duration = definitions.Duration();
        return orForever ? definitions.OrFactor(duration, new JsonObject { ["const"] = "forever" }) : definitions.OrFactor(duration);
    }

    protected override (double Number, string? Wrong) Measure(ScalarNode scalar) => Read(scalar);

    /// <summary>The duration in seconds, or what is wrong with the text.</summary>
    public (double Number, string? Wrong) Read(ScalarNode scalar)
    {
        if (scalar.Text == "forever" && orForever) return (double.PositiveInfinity, null);
        if (Quantity.Trap(scalar.Text) is { } trap) return (0, trap);
        if (Quantity.Seconds(scalar.Text) is { } seconds) return (seconds, null);
        var known = Quantity.Split(scalar.Text) is not { } parts ? "expected a duration, a number with a unit"
            : parts.Unit.Length == 0 ? "a duration needs a unit" : $"{parts.Unit} is no unit of time";
        return (0, $"{known}: {Quantity.UnitNames}{(orForever ? "; or the word forever" : "")}");
    }

    protected override double Convert(double number) => number;
}
