using System.CommandLine;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>judge SCENARIO</c>: writes a playbook from measurements.</summary>
internal static class JudgeCommand
{
    public static Command Make(Terminal terminal)
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "The scenario file." };
        var change = new ScenarioArguments();
        var at = new Option<string?>("--at") { Description = "Levels of factors; the others are taken where playbooks do worst.", HelpName = "factor=level,…" };
        var output = new Option<string?>("--out") { Description = "File for the playbook; default the output.", HelpName = "FILE" };
        var command = new Command("judge", "Writes a playbook in the original engine's format: for each step and error code the reaction that measurably helps most.") { scenario, at, output };
        change.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var path = parsed.GetValue(scenario)!;
            var overrides = change.Read(parsed);
            if (ScenarioArguments.Plan(terminal, path, overrides) is null) return Task.FromResult(ExitCode.BadInput);
            OutputFile.Claim(parsed.GetValue(output), "--out");
            using var progress = new ProgressLine(terminal, TimeProvider.System);
            string text;
            try
            {
                text = Judge.Write(path, overrides, AdviseCommand.Levels(parsed.GetValue(at)), overrides.Trials ?? 5000, progress, cancel);
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
