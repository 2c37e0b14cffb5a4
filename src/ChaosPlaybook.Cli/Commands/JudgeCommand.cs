using System.CommandLine;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>judge SCENARIO|DIR</c>: writes a playbook from measurements.</summary>
internal static class JudgeCommand
{
    public static Command Make(Terminal terminal)
    {
        var source = new SourceArguments();
        var at = new Option<string?>("--at") { Description = "Levels of factors; the others are taken where playbooks do worst.", HelpName = "factor=level,…" };
        var output = new Option<string?>("--out") { Description = "File for the playbook; default the output.", HelpName = "FILE" };
        var command = new Command("judge", "Writes a playbook in the original engine's format: for each step and error code the reaction that measurably helps most.") { at, output };
        source.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var from = source.Read(parsed);
            if (ScenarioArguments.Plan(terminal, from.Scenario, from.Overrides) is null) return Task.FromResult(ExitCode.BadInput);
            OutputFile.Claim(parsed.GetValue(output), "--out");
            using var progress = new ProgressLine(terminal, TimeProvider.System);
            string text;
            try
            {
                var levels = from.Point(null, AdviseCommand.Levels(parsed.GetValue(at))).At;
                text = Judge.Write(from.Scenario, from.Overrides, levels, source.Trials(parsed) ?? 5000, progress, cancel);
            }
            catch (ArgumentException problem)
            {
                throw new InputException(problem.Message);
            }
            progress.Finish();
            if (parsed.GetValue(output) is not { } file)
            {
                terminal.Output.Write(text);
                return Task.FromResult(ExitCode.Done);
            }
            OutputFile.Write(file, text);
            terminal.Output.WriteLine($"{file} is written; use it as rules: {{ file: {file} }}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
