using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>One of a few words; the members of an enumeration, written in camelCase.</summary>
internal sealed class WordForm<T> : ScalarForm<T> where T : struct, Enum
{
    private static readonly Dictionary<string, T> _words =
        Enum.GetValues<T>().ToDictionary(value => char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..]);

    public override string Expected => "one of: " + string.Join(", ", _words.Keys);

    /// <summary>The word for a value.</summary>
    public static string Of(T value) => _words.First(pair => pair.Value.Equals(value)).Key;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        definitions.OrFactor(new JsonObject { ["enum"] = new JsonArray([.. _words.Keys.Select(word => JsonValue.Create(word))]) });

    protected override bool TryParse(ScalarNode scalar, Binding binding, out T value, out string rest)
    {
        rest = $"allowed: {string.Join(", ", _words.Keys)}{NearestName.Hint(scalar.Text, _words.Keys)}";
        return _words.TryGetValue(scalar.Text, out value);
    }
}

/// <summary>One of a list of names known to the language, such as the metrics.</summary>
internal sealed class NamedForm<T>(string what, IReadOnlyList<string> names, Func<string, T?> find) : ScalarForm<T> where T : class
{
    public override string Expected => what;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        definitions.OrFactor(new JsonObject { ["enum"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) });

    protected override bool TryParse(ScalarNode scalar, Binding binding, [MaybeNullWhen(false)] out T value, out string rest)
    {
        rest = $"allowed: {string.Join(", ", names)}{NearestName.Hint(scalar.Text, names)}";
        value = find(scalar.Text);
        return value is not null;
    }
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class FlagForm : ScalarForm<bool>
{
    public override string Expected => "true or false";

    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.OrFactor(new JsonObject { ["type"] = "boolean" });

    protected override bool TryParse(ScalarNode scalar, Binding binding, out bool value, out string rest)
    {
        rest = scalar.Plain ? "allowed: true, false" : "write true or false without quotes";
        value = scalar.Text == "true";
        return scalar.Plain && scalar.Text is "true" or "false";
    }
}

/// <summary>Free text, optionally of a certain pattern.</summary>
internal sealed class TextForm(string expected, string? pattern = null) : ScalarForm<string>
{
    private const int MaxLength = 2000;

    public override string Expected => expected;

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (pattern is not null) schema["pattern"] = pattern;
        return schema;
    }

    protected override bool TryParse(ScalarNode scalar, Binding binding, out string value, out string rest)
    {
        value = scalar.Text;
        rest = scalar.Text.Length > MaxLength ? $"at most {MaxLength} characters" : $"expected {expected}";
        return scalar.Text.Length <= MaxLength && (pattern is null || Regex.IsMatch(scalar.Text, pattern));
    }
}

/// <summary>The name of something declared elsewhere in the scenario: an executor, a step, a playbook.</summary>
internal sealed class ReferenceForm(string what, Func<Binding, IReadOnlyList<string>> names) : ScalarForm<string>
{
    public override string Expected => $"the name of {(what[0] is 'e' ? "an" : "a")} {what}";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };

    protected override bool TryParse(ScalarNode scalar, Binding binding, out string value, out string rest)
    {
        value = scalar.Text;
        var known = names(binding);
        rest = $"no such {what}; allowed: {string.Join(", ", known)}{NearestName.Hint(scalar.Text, known)}";
        var found = known.Contains(value);
        if (found) binding.Used.Add($"{what} {value}");
        return found;
    }
}

/// <summary>A list of error codes, classes and kinds: <c>[503, 5xx, timeout]</c>.</summary>
internal sealed class FilterForm : Form<ErrorFilter>
{
    private static readonly ListForm<string> _list = new(new Pattern(), 1, 100);

    public override string Expected => "a list of error codes (503), classes (5xx), timeout, rejected, any";

    /// <summary>As it is written in a scenario.</summary>
    public static string Write(ErrorFilter filter) => $"[{string.Join(", ", filter.Patterns)}]";

    public override JsonObject Schema(SchemaDefinitions definitions) => _list.Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out ErrorFilter value)
    {
        value = null;
        if (node is not ListNode) return Refuse(node, path, binding, out value);
        if (!_list.TryBind(node, path, binding, out var patterns)) return false;
        value = new(patterns);
        return true;
    }

    private sealed class Pattern : ScalarForm<string>
    {
        private static readonly string[] _words = ["timeout", "rejected", "any", "4xx", "5xx"];

        public override string Expected => "an error code (503), a class (5xx), timeout, rejected or any";

        public override JsonObject Schema(SchemaDefinitions definitions) => definitions.OrFactor(
            new JsonObject { ["type"] = "integer", ["minimum"] = 100, ["maximum"] = 999 },
            new JsonObject { ["type"] = "string", ["pattern"] = "^([1-9]xx|[1-9][0-9][0-9]|timeout|rejected|any)$" });

        protected override bool TryParse(ScalarNode scalar, Binding binding, out string value, out string rest)
        {
            value = scalar.Text;
            rest = $"allowed: a code 100-999, a class 1xx-9xx, timeout, rejected, any{NearestName.Hint(scalar.Text, _words)}";
            return ErrorFilter.IsPattern(scalar.Text);
        }
    }
}
