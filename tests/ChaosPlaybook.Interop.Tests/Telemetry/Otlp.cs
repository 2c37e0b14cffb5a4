using System.Globalization;
using System.Text.Json;

namespace ChaosPlaybook.Interop.Tests;

/// <summary>
/// Checks a message of OTLP/JSON against the protocol: the fields of opentelemetry-proto 1.x (trace.proto, metrics.proto, common.proto,
/// resource.proto), the JSON form of proto3, and the exceptions of the OTLP specification (ids as hexadecimal digits, enumerations as
/// numbers).
/// </summary>
internal static class Otlp
{
    // Message → field → type: a message, or one of the checks below; [] for repeated.
    private static readonly Dictionary<string, Dictionary<string, string>> _messages = new()
    {
        ["Traces"] = new() { ["resourceSpans"] = "[]ResourceSpans" },
        ["ResourceSpans"] = new() { ["resource"] = "Resource", ["scopeSpans"] = "[]ScopeSpans", ["schemaUrl"] = "string" },
        ["ScopeSpans"] = new() { ["scope"] = "Scope", ["spans"] = "[]Span", ["schemaUrl"] = "string" },
        ["Span"] = new()
        {
            ["traceId"] = "id16", ["spanId"] = "id8", ["parentSpanId"] = "id8", ["traceState"] = "string", ["name"] = "string", ["kind"] = "0-5",
            ["startTimeUnixNano"] = "fixed64", ["endTimeUnixNano"] = "fixed64", ["attributes"] = "[]KeyValue", ["events"] = "[]Event", ["status"] = "Status",
        },
        ["Event"] = new() { ["timeUnixNano"] = "fixed64", ["name"] = "string", ["attributes"] = "[]KeyValue" },
        ["Status"] = new() { ["message"] = "string", ["code"] = "0-2" },
        ["Resource"] = new() { ["attributes"] = "[]KeyValue" },
        ["Scope"] = new() { ["name"] = "string", ["version"] = "string" },
        ["KeyValue"] = new() { ["key"] = "string", ["value"] = "AnyValue" },
        ["AnyValue"] = new() { ["stringValue"] = "string", ["intValue"] = "int64", ["doubleValue"] = "double", ["boolValue"] = "bool" },
        ["Metrics"] = new() { ["resourceMetrics"] = "[]ResourceMetrics" },
        ["ResourceMetrics"] = new() { ["resource"] = "Resource", ["scopeMetrics"] = "[]ScopeMetrics" },
        ["ScopeMetrics"] = new() { ["scope"] = "Scope", ["metrics"] = "[]Metric" },
        ["Metric"] = new() { ["name"] = "string", ["description"] = "string", ["unit"] = "string", ["gauge"] = "Gauge", ["sum"] = "Sum", ["summary"] = "Summary" },
        ["Gauge"] = new() { ["dataPoints"] = "[]NumberDataPoint" },
        ["Sum"] = new() { ["dataPoints"] = "[]NumberDataPoint", ["aggregationTemporality"] = "0-2", ["isMonotonic"] = "bool" },
        ["Summary"] = new() { ["dataPoints"] = "[]SummaryDataPoint" },
        ["NumberDataPoint"] = new() { ["attributes"] = "[]KeyValue", ["startTimeUnixNano"] = "fixed64", ["timeUnixNano"] = "fixed64", ["asDouble"] = "double", ["asInt"] = "int64" },
        ["SummaryDataPoint"] = new()
        {
            ["attributes"] = "[]KeyValue", ["startTimeUnixNano"] = "fixed64", ["timeUnixNano"] = "fixed64", ["count"] = "fixed64", ["sum"] = "double", ["quantileValues"] = "[]Quantile",
        },
        ["Quantile"] = new() { ["quantile"] = "double", ["value"] = "double" },
    };

    /// <summary>Checks a message, and gives it back.</summary>
    public static JsonElement Check(Stream message, string type)
    {
        message.Position = 0;
        var root = JsonDocument.Parse(message).RootElement;
        Check(root, type, type);
        return root;
    }

    /// <summary>The text form of an attribute's value, or nothing.</summary>
    public static string? Attribute(JsonElement holder, string key)
    {
        foreach (var attribute in holder.GetProperty("attributes").EnumerateArray())
            if (attribute.GetProperty("key").GetString() == key) return attribute.GetProperty("value").EnumerateObject().Single().Value.ToString();
        return null;
    }

    private static void Check(JsonElement value, string type, string path)
    {
        if (type.StartsWith("[]", StringComparison.Ordinal))
        {
            Assert.True(value.ValueKind == JsonValueKind.Array, path);
            foreach (var (item, number) in value.EnumerateArray().Select((item, number) => (item, number))) Check(item, type[2..], $"{path}[{number}]");
            if (type == "[]KeyValue") Assert.Distinct(value.EnumerateArray().Select(pair => pair.GetProperty("key").GetString()));
            return;
        }
        if (_messages.TryGetValue(type, out var fields))
        {
            Assert.True(value.ValueKind == JsonValueKind.Object, path);
            Assert.Distinct(value.EnumerateObject().Select(member => member.Name));
            foreach (var member in value.EnumerateObject())
            {
                Assert.True(fields.ContainsKey(member.Name), $"{path} has a field {member.Name}");
                Check(member.Value, fields[member.Name], $"{path}.{member.Name}");
            }
            return;
        }
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var holds = type switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "id16" => text.Length == 32 && text.All(char.IsAsciiHexDigit) && text.Any(digit => digit != '0'),
            "id8" => text.Length == 16 && text.All(char.IsAsciiHexDigit) && text.Any(digit => digit != '0'),
            "fixed64" => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            "int64" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "double" => value.ValueKind == JsonValueKind.Number || text is "NaN" or "Infinity" or "-Infinity",
            _ => value.ValueKind == JsonValueKind.Number && value.GetInt32() >= type[0] - '0' && value.GetInt32() <= type[2] - '0',
        };
        Assert.True(holds, $"{path} is {value}, no {type}");
    }
}
