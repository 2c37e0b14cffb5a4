using System.CommandLine;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>advise SCENARIO</c>: what fails, and which changes to a playbook measurably help.</summary>
internal static class AdviseCommand
{
    private static readonly string[] _ours = ["failure-patterns.json", "fix-proposals.json", "advice.md", "fixes"];

    public static Command Make(Terminal terminal)
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "The scenario file." };
        var change = new ScenarioArguments();
        var playbook = new Option<string?>("--playbook") { Description = "The playbook to improve; default the first that is not the baseline.", HelpName = "P" };
        var at = new Option<string?>("--at") { Description = "Levels of factors; the others are taken where the playbook does worst.", HelpName = "factor=level,…" };
        var top = new Option<int>("--top") { Description = "Fixes that are confirmed on fresh luck and shown in full.", DefaultValueFactory = _ => 3, HelpName = "N" };
        var output = new Option<string?>("--out") { Description = "Folder for failure-patterns.json, fix-proposals.json, advice.md and fixes/.", HelpName = "DIR" };
        var apply = new Option<int?>("--apply") { Description = "Write the scenario with fix N as a further playbook; needs --to.", HelpName = "N" };
        var to = new Option<string?>("--to") { Description = "The file that --apply writes.", HelpName = "FILE" };
        top.Within(1, 20);
        var command = new Command("advise", "Finds what fails under a playbook and why, and ranks fixes by their simulated gain.") { scenario };
        change.AddTo(command);
        foreach (Option option in (Option[])[playbook, at, top, output, apply, to]) command.Add(option);
        command.SetAction((parsed, cancel) =>
        {
            var path = parsed.GetValue(scenario)!;
            var (number, file) = (parsed.GetValue(apply), parsed.GetValue(to));
            if (number is null != file is null) throw new InputException("--apply and --to go together: --apply 1 --to fixed.yaml");
            if (number < 1) throw new InputException($"--apply is {number}; fixes count from 1");
            OutputFile.Claim(file, "--to");
            var overrides = change.Read(parsed);
            if (ScenarioArguments.Plan(terminal, path, overrides) is null) return Task.FromResult(ExitCode.BadInput);
            if (file is not null) SameFolder(path, file);
            if (parsed.GetValue(output) is { } folder) Claim(folder);
            using var progress = new ProgressLine(terminal, TimeProvider.System);
            Advice advice;
            try
            {
                advice = Advisor.Ask(path, overrides, new()
                {
                    Playbook = parsed.GetValue(playbook), At = Levels(parsed.GetValue(at)), Trials = overrides.Trials, Top = parsed.GetValue(top), Progress = progress,
                }, cancel);
            }
            catch (ArgumentException problem)
            {
                throw new InputException(problem.Message);
            }
            progress.Finish();
            AdvicePages.Print(advice, parsed.GetValue(top), terminal.Output);
            if (parsed.GetValue(output) is { } written)
            {
                AdvicePages.Write(advice, parsed.GetValue(top), written);
                terminal.Output.WriteLine();
                terminal.Output.WriteLine($"Advice: {Path.Combine(written, "advice.md")}");
            }
            if (number is { } fix) Apply(advice, path, fix, file!, terminal);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    internal static Dictionary<string, string> Levels(string? text)
    {
        var levels = new Dictionary<string, string>();
        foreach (var part in text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var equals = part.IndexOf('=');
            if (equals < 1) throw new InputException($"--at is \"{part}\"; allowed: factor=level, such as failureRate=0.2");
            levels[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }
        return levels;
    }

    private static void Claim(string folder)
    {
        OutputFile.ClaimFolder(folder, "--out");
        if (!Directory.Exists(folder)) return;
        var foreign = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).FirstOrDefault(name => name![0] != '.' && !_ours.Contains(name));
        if (foreign is not null) throw new InputException($"{folder} holds {foreign}, which is no advice; choose another folder");
    }

    /// <summary>A scenario finds its playbook files from its own folder.</summary>
    private static void SameFolder(string scenario, string file)
    {
        var (from, into) = (Path.GetDirectoryName(Path.GetFullPath(scenario))!, Path.GetDirectoryName(Path.GetFullPath(file))!);
        if (from != into && ScenarioPatch.RefersToFiles(File.ReadAllText(scenario)))
            throw new InputException($"--to is {file}; {scenario} refers to files beside it, so the new one must stand in {from} too");
    }

    private static void Apply(Advice advice, string scenario, int number, string file, Terminal terminal)
    {
        if (number < 1 || number > advice.Proposals.Count) throw new InputException($"--apply is {number}; there are fixes 1 to {advice.Proposals.Count}");
        var fix = advice.Proposals[number - 1];
        var name = $"{advice.Failures.Playbook}-{fix.Id}";
        try
        {
            OutputFile.Write(file, ScenarioPatch.AddPlaybook(File.ReadAllText(scenario), name, fix.Patch));
        }
        catch (ArgumentException problem)
        {
            throw new InputException(problem.Message);
        }
        terminal.Output.WriteLine($"{file} has the further playbook {name}; next: chaosplaybook run {file}, then chaosplaybook compare");
    }
}
