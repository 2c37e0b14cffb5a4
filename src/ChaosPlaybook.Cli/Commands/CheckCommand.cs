using System.CommandLine;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>check SCENARIO…</c>: says everything that is wrong, runs nothing.</summary>
internal static class CheckCommand
{
    public static Command Make(Terminal terminal)
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = "Scenario files.", Arity = ArgumentArity.OneOrMore };
        var change = new ScenarioArguments();
        var command = new Command("check", "Checks scenarios: every problem at once, with line and column; runs nothing.") { scenarios };
        change.AddTo(command);
        command.SetAction(parsed =>
        {
            var wrong = 0;
            foreach (var path in parsed.GetValue(scenarios)!)
            {
                var reading = ScenarioFile.Read(path, change.Read(parsed));
                foreach (var problem in reading.Problems) terminal.Error.WriteLine(problem);
                if (reading.Plan is { } plan && !reading.HasErrors)
                    terminal.Output.WriteLine($"{path}: ok, {Counted.Of(plan.Cells, "cell")}, {Counted.Of(plan.Cells * plan.Trials, "trial")}");
                else
                    wrong++;
            }
            return wrong == 0 ? ExitCode.Done : ExitCode.BadInput;
        });
        return command;
    }
}
