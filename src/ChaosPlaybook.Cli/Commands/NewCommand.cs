using System.CommandLine;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>new NAME</c>: a commented scenario to start from.</summary>
internal static class NewCommand
{
    public static Command Make(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the scenario; the file becomes NAME.yaml." };
        var command = new Command("new", "Writes a commented scenario to start from, with the schema for editors beside it.") { name };
        var experiment = new Option<bool>("--experiment") { Description = "A chaos experiment: steady state, injection, abort conditions, rollback, verdict." };
        command.Add(experiment);
        command.SetAction(parsed =>
        {
            var text = parsed.GetValue(name)!;
            if (text.Length == 0 || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
                throw new InputException($"\"{text}\" is no name for a scenario; allowed: letters, digits, - and _");
            var file = $"{text}.yaml";
            if (File.Exists(file)) throw new InputException($"{file} exists already; choose another name");
            File.WriteAllText(file, parsed.GetValue(experiment) ? ExperimentTemplate.Of(text) : ScenarioTemplate.Minimal(text));
            const string schema = "scenario.schema.json";
            if (!File.Exists(schema))
            {
                using var writer = new StreamWriter(schema) { NewLine = "\n" };
                ScenarioSchema.Write(writer);
            }
            terminal.Output.WriteLine($"{file} is written; next: chaosplaybook run {file}");
            return ExitCode.Done;
        });
        return command;
    }
}
