using System.Text.Json.Nodes;

namespace ChaosPlaybook.Scenarios;

/// <summary>The named parts of the JSON schema while it is being written.</summary>
internal sealed class SchemaDefinitions
{
    private readonly SortedDictionary<string, JsonObject?> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IShape> _shapes = [];

    /// <summary>The mappings with known keys among what was written, by name.</summary>
    public IReadOnlyDictionary<string, IShape> Shapes => _shapes;

    /// <summary>A reference to a part that is written at its first use.</summary>
    public JsonObject Refer(string name, Func<JsonObject> write)
    {
        if (_parts.TryAdd(name, null)) _parts[name] = write();
        return new() { ["$ref"] = $"#/definitions/{name}" };
    }

    /// <summary>A duration with a unit.</summary>
    public JsonObject Duration() => Refer("duration", () => new()
    {
        ["type"] = "string",
        ["pattern"] = $"^[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? ?({string.Join('|', Quantity.Units.Keys)})$",
        ["description"] = $"A number with a unit: {Quantity.UnitNames}.",
    });

    /// <summary>One of several ways, or a reference to a factor.</summary>
    public JsonObject OrFactor(params JsonObject[] ways) => AnyOf([.. ways, Refer("factor", () => new()
    {
        ["type"] = "string", ["pattern"] = $"^\\${Names.Pattern[1..]}", ["description"] = "The level of a factor.",
    })]);

    /// <summary>One of several ways; ways that are choices themselves are taken apart.</summary>
    public static JsonObject AnyOf(IReadOnlyList<JsonObject> ways)
    {
        if (ways is [var only]) return only;
        var all = ways.SelectMany(way => way.Count == 1 && way["anyOf"] is JsonArray inner ? inner.Select(w => w!.DeepClone()) : [(JsonNode)way]);
        return new() { ["anyOf"] = new JsonArray([.. all.DistinctBy(way => way!.ToJsonString())]) };
    }

    /// <summary>A mapping with known keys.</summary>
    public JsonObject Mapping(IShape shape)
    {
        _shapes[shape.Name] = shape;
        var properties = new JsonObject();
        foreach (var field in shape.Fields)
        {
            var text = field.DefaultText.Length == 0 ? field.Doc : $"{field.Doc} Default {field.DefaultText}.";
            properties[field.Key] = Described(field.Form.Schema(this), text);
        }
        var mapping = new JsonObject
        {
            ["type"] = "object", ["description"] = shape.Doc, ["properties"] = properties, ["additionalProperties"] = false,
        };
        var required = shape.Fields.Where(field => field.Required).Select(field => JsonValue.Create(field.Key)).ToArray();
        if (required.Length > 0) mapping["required"] = new JsonArray([.. required]);
        if (shape.Alternatives is { } alternatives) AddAlternatives(mapping, alternatives);
        return mapping;
    }

    /// <summary>The parts, sorted by name.</summary>
    public JsonObject Written() => new(_parts.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Value)));

    /// <summary>Adds a description; readers of draft 7 ignore one beside a reference, so a reference is wrapped.</summary>
    public static JsonObject Described(JsonObject schema, string text)
    {
        if (schema.ContainsKey("$ref")) schema = new() { ["allOf"] = new JsonArray(schema) };
        schema["description"] = text;
        return schema;
    }

    private static void AddAlternatives(JsonObject mapping, Alternatives alternatives)
    {
        JsonObject Any(IEnumerable<Field> group) =>
            new() { ["anyOf"] = new JsonArray([.. group.Select(field => new JsonObject { ["required"] = new JsonArray(field.Key) })]) };
        JsonObject All(IEnumerable<Field> group) =>
            new() { ["required"] = new JsonArray([.. group.Select(field => JsonValue.Create(field.Key))]) };
        // Each way: its own keys, and none of the others'.
        var ways = alternatives.Groups.Select(group =>
        {
            var way = alternatives.Complete ? All(group) : Any(group);
            way["not"] = Any(alternatives.Groups.Where(other => other != group).SelectMany(other => other));
            return way;
        }).ToList();
        if (!alternatives.Needed) ways.Add(new() { ["not"] = Any(alternatives.Groups.SelectMany(group => group)) });
        mapping["oneOf"] = new JsonArray([.. ways]);
    }
}
