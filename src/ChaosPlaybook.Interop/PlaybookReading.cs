using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop;

/// <summary>Something wrong, or worth knowing, about a foreign file.</summary>
/// <param name="IsError">An error blocks; the rest is a warning.</param>
/// <param name="File">Name of the file as given.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in characters, from 1.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
public sealed record ForeignProblem(bool IsError, string File, int Line, int Column, string Message);

/// <summary>The rules of one tool of a playbook file.</summary>
/// <param name="Name">Name as written in the file.</param>
/// <param name="Line">Line of the name, from 1.</param>
/// <param name="Column">Column of the name, from 1.</param>
/// <param name="Rules">Reactions by error code.</param>
public sealed record PlaybookTool(string Name, int Line, int Column, IReadOnlyDictionary<int, Rule> Rules);

/// <summary>What a playbook file says.</summary>
/// <param name="File">Name of the file as given.</param>
/// <param name="Description">From <c>_metadata.description</c>; empty without one.</param>
/// <param name="Tools">Tools in the order written.</param>
/// <param name="Default">Reaction to everything else; fail fast without one.</param>
/// <param name="Problems">Everything wrong with the file, in the order of its lines.</param>
public sealed record PlaybookReading(
    string File, string Description, IReadOnlyList<PlaybookTool> Tools, Rule Default, IReadOnlyList<ForeignProblem> Problems)
{
    /// <summary>Whether anything blocks.</summary>
    public bool HasErrors => Problems.Any(problem => problem.IsError);

    /// <summary>The rules with the tools' names as written in the file.</summary>
    public RulesOptions Rules => new() { Table = Tools.ToDictionary(tool => tool.Name, tool => tool.Rules), Default = Default };

    /// <summary>
    /// The rules with the names of a scenario's steps: a tool serves the step of the same name, letter case, <c>_</c> and
    /// <c>-</c> ignored. A tool without a step is a warning, since the file may serve more than this scenario; two tools of one
    /// step are an error.
    /// </summary>
    public (RulesOptions Rules, IReadOnlyList<ForeignProblem> Problems) For(IReadOnlyList<string> steps)
    {
        var table = new Dictionary<string, IReadOnlyDictionary<int, Rule>>();
        var problems = new List<ForeignProblem>();
        foreach (var tool in Tools)
        {
            var step = steps.FirstOrDefault(step => Plain(step) == Plain(tool.Name));
            if (step is null)
                problems.Add(new(false, File, tool.Line, tool.Column,
                    $"{tool.Name} is no step of the scenario; its rules are never used; steps: {string.Join(", ", steps)}{Hint(tool.Name, steps)}"));
            else if (!table.TryAdd(step, tool.Rules))
                problems.Add(new(true, File, tool.Line, tool.Column, $"{tool.Name} is the second tool for the step {step}; one is allowed"));
        }
        return (new RulesOptions { Table = table, Default = Default }, problems);
    }

    private static string Hint(string name, IReadOnlyList<string> steps) =>
        NearestName.Of(Plain(name), steps.Select(Plain)) is { } near ? $"; did you mean \"{steps.First(step => Plain(step) == near)}\"?" : "";

    private static string Plain(string name) => name.Replace("_", "").Replace("-", "").ToLowerInvariant();
}
