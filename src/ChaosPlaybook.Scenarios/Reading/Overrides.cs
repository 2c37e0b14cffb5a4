using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Scenarios;

/// <summary>Puts values of the command line into the tree; the file's own nodes stay as they are.</summary>
internal static class Overrides
{
    /// <summary>The tree with every override in it.</summary>
    public static Node Apply(Node root, ScenarioOverrides overrides, ProblemList problems)
    {
        if (overrides.Trials is { } trials) root = Number(root, "trials", trials.ToString());
        if (overrides.Seed is { } seed) root = Number(root, "seed", seed.ToString());
        foreach (var (path, value) in overrides.Sets)
        {
            var place = new Place($"--set {path}", 0, 0);
            if (YamlReader.Read(value.Length == 0 ? "''" : value, place.File, problems, located: false) is { } node)
                root = Put(root, path, path, node, place, problems) ?? root;
        }
        return root;
    }

    private static Node Number(Node root, string key, string text)
    {
        var place = new Place($"--{key}", 0, 0);
        return root is MapNode map ? With(map, key, new ScalarNode(place, text, plain: true), place) : root;
    }

    private static Node? Put(Node node, string rest, string path, Node value, Place place, ProblemList problems)
    {
        if (rest.Length == 0) return value;
        var done = path[..(path.Length - rest.Length)].TrimEnd('.');
        switch (node)
        {
            case MapNode map:
                // Names may contain dots (p99.9), so the longest key that fits is the one that is meant.
                var key = map.Entries.Select(entry => entry.Key.Text).Where(key => Begins(rest, key)).MaxBy(key => key.Length);
                if (key is not null)
                    return Put(map[key]!, rest[key.Length..].TrimStart('.'), path, value, place, problems) is { } inner ? With(map, key, inner, place) : null;
                var next = rest.Split('.', '[')[0];
                if (next == rest) return With(map, rest, value, place);
                var keys = map.Entries.Select(entry => entry.Key.Text).ToList();
                problems.Error(place, $"{Join(done, next)} is not in the scenario; there are: {string.Join(", ", keys)}{NearestName.Hint(next, keys)}");
                return null;
            case ListNode list:
                var end = rest.IndexOf(']');
                if (rest[0] == '[' && end > 0 && int.TryParse(rest[1..end], out var index) && index >= 0 && index < list.Items.Count)
                {
                    return Put(list.Items[index], rest[(end + 1)..].TrimStart('.'), path, value, place, problems) is { } item
                        ? new ListNode(list.Place, [.. list.Items.Select((old, i) => i == index ? item : old)]) : null;
                }
                problems.Error(place, $"{done} is a list of {list.Items.Count}; continue with [0] to [{list.Items.Count - 1}]");
                return null;
            default:
                problems.Error(place, $"{done} is a single value; nothing is below it");
                return null;
        }
    }

    private static bool Begins(string rest, string key) =>
        key.Length > 0 && rest.StartsWith(key, StringComparison.Ordinal) && (rest.Length == key.Length || rest[key.Length] is '.' or '[');

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static MapNode With(MapNode map, string key, Node value, Place place)
    {
        if (map[key] is null) return new(map.Place, [.. map.Entries, new(new ScalarNode(place, key, plain: true), value)]);
        var first = map.Entries.First(entry => entry.Key.Text == key);
        return new(map.Place, [.. map.Entries.Select(entry => ReferenceEquals(entry, first) ? entry with { Value = value } : entry)]);
    }
}
