namespace ChaosPlaybook.Scenarios;

/// <summary>Adds to the text of a scenario; everything that stands there stays as it is, comments included.</summary>
public static class ScenarioPatch
{
    /// <summary>Whether a scenario names a file by a path that counts from its own folder.</summary>
    /// <param name="text">YAML of a scenario.</param>
    public static bool RefersToFiles(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return YamlReader.Read(text, "scenario", new ProblemList()) is { } root && Refers(root);
    }

    private static bool Refers(Node node) => node switch
    {
        MapNode map => map.Entries.Any(entry => entry is { Key.Text: "file", Value: ScalarNode file } ? !System.IO.Path.IsPathRooted(file.Text) : Refers(entry.Value)),
        ListNode list => list.Items.Any(Refers),
        _ => false,
    };

    /// <summary>The text with a further playbook at the end of <c>playbooks</c>.</summary>
    /// <param name="text">YAML of a scenario.</param>
    /// <param name="name">Name of the new playbook.</param>
    /// <param name="playbook">The playbook as YAML, a single key with its value, such as <see cref="FixProposal.Patch"/>.</param>
    /// <exception cref="ArgumentException">The text has no <c>playbooks</c> in block style, or one of that name.</exception>
    public static string AddPlaybook(string text, string name, string playbook)
    {
        ArgumentNullException.ThrowIfNull(text);
        var root = YamlReader.Read(text, "scenario", new ProblemList()) as MapNode;
        if (root?["playbooks"] is not MapNode { Entries: [var first, ..] } table) throw new ArgumentException("the scenario has no playbooks");
        if (table[name] is not null) throw new ArgumentException($"the scenario has a playbook {name} already");
        if (Layers.Layer(playbook) is not MapNode { Entries: [var entry] }) throw new ArgumentException("the playbook is not a single key with its value");
        var key = root.Entries.First(pair => pair.Key.Text == "playbooks").Key;
        if (first.Key.Place.Line == key.Place.Line) throw new ArgumentException("playbooks stands in one line; write one playbook per line first");
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').ToList();
        var next = root.Entries.Select(pair => pair.Key.Place.Line).Where(line => line > key.Place.Line).DefaultIfEmpty(lines.Count + 1).Min();
        var at = next - 1;
        while (at > 0 && (lines[at - 1].Trim().Length == 0 || lines[at - 1].StartsWith('#'))) at--;
        lines.InsertRange(at, YamlText.Block(name, entry.Value, first.Key.Place.Column - 1).TrimEnd('\n').Split('\n'));
        return string.Join('\n', lines) + "\n";
    }
}
