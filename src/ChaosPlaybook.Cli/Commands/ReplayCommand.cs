using System.CommandLine;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;
using ChaosPlaybook.Reporting;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>replay SCENARIO</c>: one trial again, event by event.</summary>
internal static class ReplayCommand
{
    public static Command Make(Terminal terminal)
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "The scenario file." };
        var change = new ScenarioArguments();
        var cell = new Option<int>("--cell") { Description = "The cell, as in cells.csv.", HelpName = "N" };
        var replication = new Option<long>("--replication") { Description = "The replication, as in trials.csv.", HelpName = "R" };
        var against = new Option<string?>("--against") { Description = "Also replay the same replication under this playbook, and say where the two part.", HelpName = "PLAYBOOK" };
        var svg = new Option<string?>("--svg") { Description = "Write a Gantt chart to this file.", HelpName = "FILE" };
        var command = new Command("replay", "Replays one trial: steps, attempts, waits, refusals, as text and as a Gantt chart.") { scenario };
        change.AddTo(command);
        foreach (Option option in (Option[])[cell, replication, against, svg]) command.Add(option);
        command.SetAction(parsed =>
        {
            if (ScenarioArguments.Plan(terminal, parsed.GetValue(scenario)!, change.Read(parsed)) is not { } plan) return ExitCode.BadInput;
            var number = parsed.GetValue(replication);
            if (number is < 0 or >= 1L << 48) throw new InputException($"--replication is {number}; allowed [0, 2^48)");
            var wanted = parsed.GetValue(cell);
            if (wanted < 0 || wanted >= plan.Cells) throw new InputException($"--cell is {wanted}; the scenario has cells 0 to {plan.Cells - 1}");
            OutputFile.Claim(parsed.GetValue(svg), "--svg", replaces: true);
            var point = plan.Points[wanted / plan.Playbooks.Count];
            var replays = new List<Replay> { Play(plan, point, wanted % plan.Playbooks.Count, number) };
            if (parsed.GetValue(against) is { } name) replays.Add(Play(plan, point, Playbook(plan, name), number));
            foreach (var replay in replays)
            {
                ReplayText.Write(replay, terminal.Output);
                terminal.Output.WriteLine();
            }
            if (replays.Count > 1) ReplayText.WriteDifference(replays[0], replays[1], terminal.Output);
            if (parsed.GetValue(svg) is { } file) OutputFile.Write(file, Gantt.Render(replays));
            return ExitCode.Done;
        });
        return command;
    }

    private static int Playbook(Plan plan, string name)
    {
        var index = plan.Playbooks.ToList().IndexOf(name);
        return index >= 0 ? index : throw new InputException($"--against is \"{name}\"; there are: {string.Join(", ", plan.Playbooks)}{NearestName.Hint(name, plan.Playbooks)}");
    }

    private static Replay Play(Plan plan, DesignPoint point, int playbook, long replication)
    {
        var trace = new EventTrace();
        var world = new World(point.Worlds[playbook], plan.Seed, trace);
        world.Run(replication, out var record);
        var levels = string.Concat(plan.Factors.Zip(point.Levels).Select(pair => $", {pair.First.Name} {pair.Second.Text}"));
        return Replay.Of($"{plan.Playbooks[playbook]}{levels}, replication {replication}", record, trace) with { Experiment = world.Monitored?.Events ?? [] };
    }
}
