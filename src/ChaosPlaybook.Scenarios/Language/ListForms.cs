using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Scenarios;

/// <summary>A list of equal things, between a fewest and a most.</summary>
internal sealed class ListForm<T>(Form<T> item, int fewest, int most) : Form<IReadOnlyList<T>>
{
    public override string Expected => $"a list{(fewest > 0 ? $" of at least {fewest}" : "")}; each: {item.Expected}";

    public override IEnumerable<Form> Parts => [item];

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "array", ["items"] = item.Schema(definitions), ["minItems"] = fewest, ["maxItems"] = most };

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        if (node is not ListNode list) return Refuse(node, path, binding, out value);
        if (list.Items.Count < fewest || list.Items.Count > most)
        {
            binding.Problems.Error(node.Place, $"{path} has {Counted.Of(list.Items.Count, "item")}; allowed [{fewest}, {most}]");
            value = null;
            return false;
        }
        var items = new List<T>();
        for (var i = 0; i < list.Items.Count; i++)
            if (item.TryBind(list.Items[i], path.Item(i), binding, out var bound)) items.Add(bound);
        value = items;
        return items.Count == list.Items.Count;
    }
}

/// <summary>A key read by <typeparamref name="TKey"/>'s rule, its value, and where the key stands.</summary>
internal sealed record Row<TKey, TValue>(TKey Key, TValue Value, Place Place);

/// <summary>A mapping whose keys are chosen by the author: names, error codes, percentiles.</summary>
internal sealed class TableForm<TKey, TValue>(string keys, Form<TKey> key, Form<TValue> value, int fewest, string? pattern = null)
    : Form<IReadOnlyList<Row<TKey, TValue>>>
{
    public override string Expected => $"a mapping of {keys} to {value.Expected}";

    public override IEnumerable<Form> Parts => [key, value];

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "object", ["minProperties"] = fewest };
        if (pattern is null) schema["additionalProperties"] = value.Schema(definitions);
        else
        {
            schema["patternProperties"] = new JsonObject { [pattern] = value.Schema(definitions) };
            schema["additionalProperties"] = false;
        }
        return schema;
    }

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out IReadOnlyList<Row<TKey, TValue>> rows)
    {
        if (node is not MapNode map) return Refuse(node, path, binding, out rows);
        var bound = new List<Row<TKey, TValue>>();
        var fine = map.Entries.Count >= fewest;
        if (!fine) binding.Problems.Error(node.Place, $"{path} has {Counted.Of(map.Entries.Count, "entry", "entries")}; expected at least {fewest}");
        foreach (var entry in binding.Distinct(map, path))
        {
            // A key is a name and never a reference to a factor: it is read with its own text.
            var there = path.Child(entry.Key.Text);
            var keyed = key.TryBind(new ScalarNode(entry.Key.Place, entry.Key.Text, plain: true), there, binding.WithoutFactors, out var name);
            var valued = binding.Remember(value, entry.Value, there, out var item);
            if (keyed && valued) bound.Add(new(name!, item!, entry.Key.Place));
            else fine = false;
        }
        rows = bound;
        return fine;
    }
}

/// <summary>A mapping of one key, the thing's name, to its settings: <c>getInventory: { call: petstore }</c>.</summary>
internal sealed class NamedItem<T>(string what, string pattern, Form<T> settings) : Form<Row<string, T>>
{
    public override string Expected => $"the name of {what} with {settings.Expected}";

    public override IEnumerable<Form> Parts => [settings];

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "object", ["minProperties"] = 1, ["maxProperties"] = 1,
        ["patternProperties"] = new JsonObject { [pattern] = settings.Schema(definitions) }, ["additionalProperties"] = false,
    };

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out Row<string, T> value)
    {
        if (node is not MapNode map) return Refuse(node, path, binding, out value);
        value = null;
        if (map.Entries is not [var entry])
        {
            binding.Problems.Error(node.Place,
                $"{path} has {Counted.Of(map.Entries.Count, "key")} ({string.Join(", ", map.Entries.Select(e => e.Key.Text))}); expected one: {Expected}");
            return false;
        }
        var named = Regex.IsMatch(entry.Key.Text, pattern);
        if (!named) binding.Problems.Error(entry.Key.Place, $"{path} is named \"{entry.Key.Text}\"; expected {Names.Rule}");
        if (!settings.TryBind(entry.Value, path.Child(entry.Key.Text), binding, out var item) || !named) return false;
        value = new(entry.Key.Text, item, entry.Key.Place);
        return true;
    }
}
