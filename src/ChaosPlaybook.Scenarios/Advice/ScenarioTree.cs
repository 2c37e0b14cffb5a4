using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Scenarios;

/// <summary>A scenario as a tree that can be changed and made into a plan again.</summary>
internal static class ScenarioTree
{
    private const long MaxBytes = 1 << 20;

    /// <summary>Reads the tree of a scenario file with the overrides in it.</summary>
    /// <exception cref="ArgumentException">It does not read.</exception>
    public static (MapNode Root, SideFiles Files) Read(string path, ScenarioOverrides overrides)
    {
        var (text, wrong) = Utf8.Read(path, MaxBytes);
        if (text is null) throw new ArgumentException($"{path}: {wrong}");
        var problems = new ProblemList();
        var root = YamlReader.Read(text, path, problems);
        if (root is not null) root = Overrides.Apply(root, overrides, problems);
        Refuse(problems, path);
        return ((MapNode)root!, new(System.IO.Path.GetDirectoryName(path) ?? ""));
    }

    /// <summary>The plan of a tree, which may be a part of a scenario: one level of many.</summary>
    /// <exception cref="ArgumentException">It is no scenario; the message has every error.</exception>
    public static Plan Plan(MapNode root, SideFiles files)
    {
        var problems = new ProblemList();
        var plan = PlanBuilder.Build(root, files, problems, part: true);
        Refuse(problems, "");
        return plan!;
    }

    /// <summary>With a key set.</summary>
    public static MapNode With(this MapNode map, string key, Node value)
    {
        var entry = new Entry(new ScalarNode(default, key, plain: true), value);
        return map[key] is null ? new(map.Place, [.. map.Entries, entry])
            : new(map.Place, [.. map.Entries.Select(old => old.Key.Text == key ? old with { Value = value } : old)]);
    }

    /// <summary>Without some keys.</summary>
    public static MapNode Without(this MapNode map, params string[] keys) =>
        new(map.Place, [.. map.Entries.Where(entry => !keys.Contains(entry.Key.Text))]);

    private static void Refuse(ProblemList problems, string path)
    {
        if (!problems.HasErrors) return;
        throw new ArgumentException(string.Join(Environment.NewLine, problems.Sorted(path).Where(problem => problem.Severity == Severity.Error)));
    }
}
