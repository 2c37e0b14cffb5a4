using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Scenarios;

/// <summary>One key of a mapping: what it means, how it is written, and what holds without it.</summary>
internal abstract class Field(string key, string doc, bool required, string defaultText)
{
    public string Key { get; } = key;

    public string Doc { get; } = doc;

    public bool Required { get; } = required;

    /// <summary>The default as it would be written; empty for none.</summary>
    public string DefaultText { get; } = defaultText;

    public abstract Form Form { get; }

    public abstract bool TryBind(Node node, Path path, Values values);
}

/// <summary>A key whose value is a <typeparamref name="T"/>.</summary>
internal sealed class Field<T>(string key, Form<T> form, string doc, bool required, T? fallback, string defaultText)
    : Field(key, doc, required, defaultText)
{
    public override Form Form => form;

    /// <summary>The same with its type.</summary>
    public Form<T> Typed => form;

    /// <summary>What holds when the key is left out.</summary>
    public T? Fallback { get; } = fallback;

    public override bool TryBind(Node node, Path path, Values values)
    {
        if (!values.Binding.Remember(form, node, path, out var value)) return false;
        values.Set(this, value);
        return true;
    }
}

/// <summary>What the keys of one mapping hold.</summary>
internal sealed class Values(MapNode node, Path path, Binding binding)
{
    private readonly Dictionary<Field, object?> _values = [];

    public MapNode Node { get; } = node;

    public Path Path { get; } = path;

    public Binding Binding { get; } = binding;

    /// <summary>The value of a key, or its default.</summary>
    public T Get<T>(Field<T> field) => _values.TryGetValue(field, out var value) ? (T)value! : field.Fallback!;

    /// <summary>Whether the key was given.</summary>
    public bool Has(Field field) => _values.ContainsKey(field);

    public void Set(Field field, object? value) => _values[field] = value;

    /// <summary>Where the value of a given key stands; without it, where the mapping stands.</summary>
    public Node At(Field field) => Node[field.Key] ?? Node;

    /// <summary>Whether a factor decides about the key.</summary>
    public bool IsSwept(Field field) => Node[field.Key]?.Factors.Count > 0;

    /// <summary>Refuses the value of a key because of another key's value.</summary>
    public void Refuse(Field field, string rest) => Binding.RefuseTogether(At(field), Path.Child(field.Key), rest, Node);
}

/// <summary>Ways of saying the same thing that exclude one another, each a group of keys.</summary>
/// <param name="Groups">The groups; in a <see cref="Complete"/> one all keys are needed.</param>
/// <param name="Complete">A chosen group needs all its keys.</param>
/// <param name="Needed">One of the groups must be chosen.</param>
internal sealed record Alternatives(IReadOnlyList<IReadOnlyList<Field>> Groups, bool Complete = true, bool Needed = true)
{
    public override string ToString() => string.Join(" or ", Groups.Select(group => string.Join(Complete ? " and " : ", ", group.Select(field => field.Key))));
}

/// <summary>A mapping with known keys, declared as a table of its fields.</summary>
/// <param name="name">Its name in the schema and in the manual.</param>
/// <param name="doc">What it is for, in one sentence.</param>
/// <param name="fields">Its keys.</param>
/// <param name="alternatives">Keys that exclude one another.</param>
/// <param name="make">From the values of the keys; called only when every one of them is right.</param>
/// <param name="check">What no single key can tell; refuses through <see cref="Values.Refuse"/> and answers whether all is well.</param>
/// <param name="early">Whether that is asked even where a key is wrong; it then reads what it can through a <see cref="Peek"/>.</param>
internal sealed class Shape<T>(
    string name, string doc, IReadOnlyList<Field> fields, Func<Values, T> make, Alternatives? alternatives = null, Func<Values, bool>? check = null, bool early = false)
    : Form<T>, IShape
{
    public string Name { get; } = name;

    public string Doc { get; } = doc;

    public IReadOnlyList<Field> Fields { get; } = fields;

    public Alternatives? Alternatives { get; } = alternatives;

    public override string Expected => $"a mapping with the keys {string.Join(", ", Fields.Select(known => known.Key))}";

    public override IEnumerable<Form> Parts => Fields.Select(known => known.Form);

    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.Refer(Name, () => definitions.Mapping(this));

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not MapNode map) return Refuse(node, path, binding, out value);
        var values = new Values(map, path, binding);
        var fine = true;
        foreach (var entry in binding.Distinct(map, path))
        {
            var there = path.Child(entry.Key.Text);
            if (Fields.FirstOrDefault(field => field.Key == entry.Key.Text) is { } field) fine &= field.TryBind(entry.Value, there, values);
            else fine = Unknown(entry, there, binding);
        }
        foreach (var field in Fields)
            if (field.Required && map[field.Key] is null) fine = Missing(field, values);
        fine &= Alternatives is null || Agree(Alternatives, values);
        if (!fine && !early || check is not null && !check(values) || !fine) return false;
        value = make(values);
        return true;
    }

    /// <summary>Refuses a key that is not declared.</summary>
    public bool Unknown(Entry entry, Path there, Binding binding)
    {
        var keys = Fields.Select(field => field.Key).Order(StringComparer.Ordinal).ToList();
        binding.Problems.Error(entry.Key.Place,
            $"{there} is unknown; allowed: {string.Join(", ", keys)}{NearestName.Hint(entry.Key.Text, keys)}");
        return false;
    }

    /// <summary>Refuses the mapping because a key is not there.</summary>
    public static bool Missing(Field field, Values values)
    {
        values.Binding.Problems.Error(values.Node.Place, $"{values.Path.Child(field.Key)} is missing; expected {field.Form.Expected}");
        return false;
    }

    private static bool Agree(Alternatives alternatives, Values values)
    {
        // A key with a wrong value still says which way was meant, so the nodes are asked and not the values.
        var begun = alternatives.Groups.Where(group => group.Any(field => values.Node[field.Key] is not null)).ToList();
        if (begun.Count == 0)
        {
            if (alternatives.Needed) values.Binding.Problems.Error(values.Node.Place, $"{values.Path} needs {alternatives}");
            return !alternatives.Needed;
        }
        if (begun.Count > 1)
        {
            var (one, other) = (Given(begun[0], values), Given(begun[1], values));
            if (values.Node.Entries.ToList().IndexOf(other) < values.Node.Entries.ToList().IndexOf(one)) (one, other) = (other, one);
            values.Binding.Problems.Error(other.Key.Place,
                $"{values.Path.Child(other.Key.Text)} stands beside {one.Key.Text} ({one.Key.Place.Short}); allowed: {alternatives}, not both");
            return false;
        }
        var missing = alternatives.Complete ? begun[0].Where(field => values.Node[field.Key] is null).ToList() : [];
        foreach (var field in missing) Missing(field, values);
        return missing.Count == 0;
    }

    private static Entry Given(IReadOnlyList<Field> group, Values values) =>
        values.Node.Entries.First(entry => group.Any(field => field.Key == entry.Key.Text));
}

/// <summary>What tables and the schema read of a shape.</summary>
internal interface IShape
{
    string Name { get; }

    string Doc { get; }

    IReadOnlyList<Field> Fields { get; }

    Alternatives? Alternatives { get; }
}
