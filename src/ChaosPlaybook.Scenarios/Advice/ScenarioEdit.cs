namespace ChaosPlaybook.Scenarios;

/// <summary>Sets values in the text of a scenario; everything else stays as it is, comments included.</summary>
public static class ScenarioEdit
{
    /// <summary>The text with some values set.</summary>
    /// <param name="text">YAML of a scenario.</param>
    /// <param name="settings">What to set, as for <c>--set</c>: <c>executors.shop.servers=4</c>; the last key may be new.</param>
    /// <exception cref="ArgumentException">The text is written in a way in which a value cannot be set safely; the message names it.</exception>
    public static string Set(string text, IEnumerable<string> settings)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Aggregate(text.ReplaceLineEndings("\n"), Set);
    }

    private static string Set(string text, string setting)
    {
        var at = setting.IndexOf('=');
        var (path, value) = (setting[..at], setting[(at + 1)..]);
        var root = YamlReader.Read(text, "scenario", new ProblemList()) ?? throw Refused(setting);
        var problems = new ProblemList();
        var wanted = Normal(Overrides.Apply(root, new() { Sets = [(path, value)] }, problems));
        if (problems.HasErrors) throw Refused(setting);
        var dot = path.LastIndexOf('.');
        var (parent, key) = (Find(root, path[..Math.Max(0, dot)]) as MapNode, path[(dot + 1)..]);
        var edited = parent is null ? null : parent[key] is { } present ? Replace(text, present, value) : Insert(text, parent, $"{key}: {value}");
        // Whatever the style of the text: it must read as the value set, and nothing else changed.
        if (edited is not null && YamlReader.Read(edited, "scenario", new ProblemList()) is { } reread && Normal(reread) == wanted) return edited;
        throw Refused(setting);
    }

    private static ArgumentException Refused(string setting) => new($"{setting} cannot be set in the text as it is written; write it by hand, or run with --set {setting}");

    private static Node? Find(Node node, string path)
    {
        if (path.Length == 0) return node;
        if (node is ListNode list && path[0] == '[' && path.IndexOf(']') is > 1 and var end && int.TryParse(path[1..end], out var index) && index >= 0 && index < list.Items.Count)
            return Find(list.Items[index], path[(end + 1)..].TrimStart('.'));
        var entry = (node as MapNode)?.Entries.Where(entry => path == entry.Key.Text || path.StartsWith(entry.Key.Text, StringComparison.Ordinal) && path[entry.Key.Text.Length] is '.' or '[')
            .MaxBy(entry => entry.Key.Text.Length);
        return entry is null ? null : Find(entry.Value, path[entry.Key.Text.Length..].TrimStart('.'));
    }

    private static string? Replace(string text, Node present, string value) =>
        present is ScalarNode { Plain: true } scalar && Offset(text, present) is var at && string.CompareOrdinal(text, at, scalar.Text, 0, scalar.Text.Length) == 0
            ? text[..at] + value + text[(at + scalar.Text.Length)..] : null;

    private static string? Insert(string text, MapNode parent, string entry)
    {
        if (parent.Entries.Count == 0 || parent.Place.Line == 0) return null;
        var open = Offset(text, parent);
        if (open < text.Length && text[open] == '{')
        {
            var close = Close(text, open);
            if (close < 0) return null;
            var end = text[..close].TrimEnd().Length;
            return $"{text[..end]}, {entry}{text[end..]}";
        }
        // Block style: a line of its own above a key that begins its line.
        foreach (var key in parent.Entries.Select(pair => pair.Key))
        {
            var at = Offset(text, key);
            var start = at - (key.Place.Column - 1);
            if (text[start..at].Trim().Length == 0) return $"{text[..at]}{entry}\n{text[start..at]}{text[at..]}";
        }
        return null;
    }

    /// <summary>The brace that closes the one at a place; −1 where quotes or comments make it uncertain.</summary>
    private static int Close(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] is '"' or '\'' or '#') return -1;
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0) return i;
        }
        return -1;
    }

    private static int Offset(string text, Node node)
    {
        var at = 0;
        for (var line = 1; line < node.Place.Line; line++) at = text.IndexOf('\n', at) + 1;
        return at + node.Place.Column - 1;
    }

    /// <summary>One text for equal trees, whatever the order of keys.</summary>
    private static string Normal(Node node) => node switch
    {
        MapNode map => $"{{{string.Join(',', map.Entries.Select(entry => $"{YamlText.Flow(entry.Key)}:{Normal(entry.Value)}").Order(StringComparer.Ordinal))}}}",
        ListNode list => $"[{string.Join(',', list.Items.Select(Normal))}]",
        _ => YamlText.Flow(node),
    };
}
