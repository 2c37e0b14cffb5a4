using System.CommandLine;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>schema</c>: the JSON schema of scenarios, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Make(Terminal terminal)
    {
        var command = new Command("schema", "Prints the JSON schema of scenarios, for editors.");
        command.SetAction(_ =>
        {
            ScenarioSchema.Write(terminal.Output);
            return ExitCode.Done;
        });
        return command;
    }
}
