using System.Globalization;
using System.Text.Json;

namespace ChaosPlaybook.Interop;

/// <summary>What all messages of OTLP/JSON have in common: the JSON form of proto3, 64-bit integers as texts, ids as hexadecimal digits.</summary>
internal static class OtlpJson
{
    public const string Scope = "ChaosPlaybook";

    /// <summary>Writes a message: <c>resourceX → scopeX → X</c> with one resource and one scope.</summary>
    public static void Write(Stream to, string signal, string items, string scenario, Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteStartArray($"resource{signal}");
        json.WriteStartObject();
        json.WriteStartObject("resource");
        json.WriteStartArray("attributes");
        Attribute(json, "service.name", scenario);
        Attribute(json, "telemetry.sdk.name", "chaosplaybook");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray($"scope{signal}");
        json.WriteStartObject();
        json.WriteStartObject("scope");
        json.WriteString("name", Scope);
        json.WriteEndObject();
        json.WriteStartArray(items);
        write(json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Attribute(Utf8JsonWriter json, string key, string value) => Attribute(json, key, "stringValue", value);

    public static void Attribute(Utf8JsonWriter json, string key, long value) => Attribute(json, key, "intValue", Text(value));

    public static void Attribute(Utf8JsonWriter json, string key, double value)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
        Number(json, "doubleValue", value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Time(Utf8JsonWriter json, string name, double seconds) => json.WriteString(name, Text(TrialIdentity.UnixNanoseconds(seconds)));

    /// <summary>A double; what JSON has no number for is written as proto3 asks.</summary>
    public static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Attribute(Utf8JsonWriter json, string key, string type, string value)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
        json.WriteString(type, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
