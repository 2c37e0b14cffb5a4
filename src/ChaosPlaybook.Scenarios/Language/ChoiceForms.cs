using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Scenarios;

/// <summary>One of the things a choice offers: its key and what stands behind the key.</summary>
internal sealed record Variant<T>(string Key, string Doc, Form<T> Form);

/// <summary>A mapping of exactly one key out of several: <c>retry: {…}</c>.</summary>
internal sealed class ChoiceForm<T>(string what, string doc, IReadOnlyList<Variant<T>> variants, bool mayBeDisabled = false) : Form<Chosen<T>>
{
    /// <summary>Beside the one key: whether the thing is there at all.</summary>
    public const string EnabledKey = "enabled";

    /// <summary>Beside the one key: where in its list the thing stands.</summary>
    public const string OrderKey = "order";

    private static readonly FlagForm _enabled = new();
    private static readonly NumberForm _order = new(new(0, 1000));

    /// <summary>What is chosen from.</summary>
    public IReadOnlyList<Variant<T>> Variants { get; } = variants;

    public override string Expected => $"{what}, one of: {string.Join(", ", Variants.Select(variant => variant.Key))}";

    public override IEnumerable<Form> Parts => Variants.Select(variant => variant.Form);

    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.Refer(what.Split(' ')[^1], () =>
    {
        var properties = new JsonObject();
        foreach (var variant in Variants)
        {
            var schema = variant.Form.Schema(definitions);
            properties[variant.Key] = schema.ContainsKey("$ref") ? schema : SchemaDefinitions.Described(schema, variant.Doc);
        }
        if (mayBeDisabled) properties[EnabledKey] = SchemaDefinitions.Described(_enabled.Schema(definitions), "Whether it is there at all. Default true.");
        if (mayBeDisabled) properties[OrderKey] = SchemaDefinitions.Described(_order.Schema(definitions), "Where it stands: 1 for the first place of the list. Default as written.");
        return new()
        {
            ["type"] = "object", ["description"] = doc, ["properties"] = properties, ["additionalProperties"] = false,
            ["oneOf"] = new JsonArray([.. Variants.Select(variant => new JsonObject { ["required"] = new JsonArray(variant.Key) })]),
        };
    });

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out Chosen<T> value)
    {
        value = default;
        if (node is not MapNode map) return Refuse(node, path, binding, out value);
        var enabled = true;
        double? order = null;
        var fine = true;
        (Entry Entry, Variant<T> Variant)? chosen = null;
        foreach (var entry in binding.Distinct(map, path))
        {
            var there = path.Child(entry.Key.Text);
            if (mayBeDisabled && entry.Key.Text == EnabledKey) fine &= _enabled.TryBind(entry.Value, there, binding, out enabled);
            else if (mayBeDisabled && entry.Key.Text == OrderKey)
            {
                if (_order.TryBind(entry.Value, there, binding, out var place)) order = place;
                else fine = false;
            }
            else if (Variants.FirstOrDefault(variant => variant.Key == entry.Key.Text) is not { } variant)
            {
                var keys = Variants.Select(v => v.Key).Order(StringComparer.Ordinal).ToList();
                if (mayBeDisabled) keys.AddRange([EnabledKey, OrderKey]);
                binding.Problems.Error(entry.Key.Place,
                    $"{there} is unknown; allowed: {string.Join(", ", keys)}{NearestName.Hint(entry.Key.Text, keys)}");
                fine = false;
            }
            else if (chosen is { } first)
            {
                binding.Problems.Error(entry.Key.Place,
                    $"{there} stands beside {first.Variant.Key} ({first.Entry.Key.Place.Short}); exactly one of them is allowed");
                fine = false;
            }
            else chosen = (entry, variant);
        }
        if (chosen is not var (only, form))
        {
            if (fine) binding.Problems.Error(node.Place, $"{path} chooses nothing; expected {Expected}");
            return false;
        }
        var bound = form.Form.TryBind(only.Value, path.Child(form.Key), binding, out var item);
        if (!bound || !fine) return false;
        value = new(item!, form.Key, only.Key.Place, path.Child(form.Key), enabled) { Order = order };
        return true;
    }
}

/// <summary>What was chosen, under which key, and where it stands.</summary>
internal sealed record Chosen<T>(T Value, string Key, Place Place, Path Path, bool Enabled)
{
    /// <summary>Where in its list it stands, from 1 on; nothing for as written.</summary>
    public double? Order { get; init; }
}

/// <summary>Written in one of several ways, told apart by kind: single value, list or mapping.</summary>
internal sealed class KindForm<T>(string expected, Form<T>? scalar = null, Form<T>? list = null, Form<T>? map = null) : Form<T>
{
    public override string Expected => expected;

    public override IEnumerable<Form> Parts => new Form?[] { scalar, list, map }.OfType<Form>();

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        SchemaDefinitions.AnyOf([.. Parts.Select(form => form.Schema(definitions))]);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out T value)
    {
        var form = node switch { ListNode => list, MapNode => map, ScalarNode { IsEmpty: true } => null, _ => scalar };
        return form is null ? Refuse(node, path, binding, out value) : form.TryBind(node, path, binding, out value);
    }
}

/// <summary>Turns what a form gives into something else; says so when that is impossible.</summary>
internal sealed class MappedForm<TFrom, T>(Form<TFrom> form, Func<TFrom, T> map) : Form<T>
{
    public override string Expected => form.Expected;

    public override IEnumerable<Form> Parts => [form];

    public override JsonObject Schema(SchemaDefinitions definitions) => form.Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!form.TryBind(node, path, binding, out var from)) return false;
        value = map(from);
        return true;
    }
}
