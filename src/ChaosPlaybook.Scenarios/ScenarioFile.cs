namespace ChaosPlaybook.Scenarios;

/// <summary>Reads scenarios: YAML in, a plan or every problem out.</summary>
public static class ScenarioFile
{
    private const long MaxBytes = 1 << 20;

    /// <summary>Reads a scenario file. Files that it refers to are looked for in its own folder.</summary>
    /// <param name="path">The file; messages name it as given here.</param>
    /// <param name="overrides">Values that replace those of the file.</param>
    public static ScenarioReading Read(string path, ScenarioOverrides? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (text, wrong) = Utf8.Read(path, MaxBytes);
        if (text is not null) return Parse(text, path, overrides);
        return new(null, [new(Severity.Error, path, 0, 0, wrong!)]);
    }

    /// <summary>Reads the text of a scenario.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="path">The name under which messages speak of it; its folder is where other files are looked for.</param>
    /// <param name="overrides">Values that replace those of the text.</param>
    public static ScenarioReading Parse(string text, string path, ScenarioOverrides? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(path);
        var problems = new ProblemList();
        var root = YamlReader.Read(text, path, problems);
        if (root is null) return new(null, problems.Sorted(path));
        root = Overrides.Apply(root, overrides ?? new(), problems);
        var plan = PlanBuilder.Build(root, new(System.IO.Path.GetDirectoryName(path) ?? ""), problems);
        return new(problems.HasErrors ? null : plan, problems.Sorted(path));
    }
}
