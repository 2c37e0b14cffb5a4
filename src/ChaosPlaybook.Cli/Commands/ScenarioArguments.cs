using System.CommandLine;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary>The options that change a scenario on its way in; the same for every verb that reads one.</summary>
internal sealed class ScenarioArguments
{
    private readonly Option<long?> _trials = new("--trials") { Description = "Trials per cell, instead of the scenario's.", HelpName = "N" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Master seed, instead of the scenario's.", HelpName = "S" };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Replaces a value of the scenario, such as executors.petstore.cost=2; may be repeated.", HelpName = "path=value",
    };

    public void AddTo(Command command)
    {
        command.Add(_trials);
        command.Add(_seed);
        command.Add(_set);
    }

    public ScenarioOverrides Read(ParseResult parsed) => new()
    {
        Trials = parsed.GetValue(_trials),
        Seed = parsed.GetValue(_seed),
        Sets = [.. (parsed.GetValue(_set) ?? []).Select(Split)],
    };

    /// <summary>Reads the scenario and says everything that is wrong with it; nothing when an error blocks.</summary>
    public static Plan? Plan(Terminal terminal, string path, ScenarioOverrides change)
    {
        var reading = ScenarioFile.Read(path, change);
        foreach (var problem in reading.Problems) terminal.Error.WriteLine(problem);
        if (!reading.HasErrors) return reading.Plan;
        var errors = reading.Problems.Count(problem => problem.Severity == Severity.Error);
        terminal.Error.WriteLine($"{Counted.Of(errors, "error")}; nothing was run, nothing was written");
        return null;
    }

    internal static (string, string) Split(string text)
    {
        var at = text.IndexOf('=');
        return at > 0 ? (text[..at], text[(at + 1)..]) : throw new InputException($"--set is \"{text}\"; allowed: path=value, such as trials=500");
    }
}
