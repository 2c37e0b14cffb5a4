using System.CommandLine;
using System.Globalization;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>advise SCENARIO|DIR</c>: what fails, and which changes to a playbook measurably help.</summary>
internal static class AdviseCommand
{
    private static readonly string[] _ours = ["failure-patterns.json", "fix-proposals.json", "advice.md", "fixes", DeltaPages.FileName];

    public static Command Make(Terminal terminal)
    {
        var source = new SourceArguments();
        var playbook = new Option<string?>("--playbook") { Description = "The playbook to improve; default the first that is not the baseline.", HelpName = "P" };
        var at = new Option<string?>("--at") { Description = "Levels of factors; the others are taken where the playbook does worst.", HelpName = "factor=level,…" };
        var within = new Option<string?>("--within") { Description = "Time for looking at failures and causes; what was seen by then is used and said to be partial. Default no limit.", HelpName = "60s" };
        var since = new Option<string?>("--since") { Description = "Folder of earlier advice (--out): shows what became of its failures.", HelpName = "DIR" };
        var top = new Option<int>("--top") { Description = "Fixes that are confirmed on fresh luck and shown in full.", DefaultValueFactory = _ => 3, HelpName = "N" };
        var output = new Option<string?>("--out") { Description = "Folder for failure-patterns.json, fix-proposals.json, advice.md and fixes/.", HelpName = "DIR" };
        var apply = new Option<int?>("--apply") { Description = "Write the scenario with fix N as a further playbook; needs --to.", HelpName = "N" };
        var to = new Option<string?>("--to") { Description = "The file that --apply writes.", HelpName = "FILE" };
        top.Within(1, 20);
        var command = new Command("advise", "Finds what fails under a playbook and why, and ranks fixes by their simulated gain.");
        source.AddTo(command);
        foreach (Option option in (Option[])[playbook, at, within, since, top, output, apply, to]) command.Add(option);
        command.SetAction((parsed, cancel) =>
        {
            var (number, file) = (parsed.GetValue(apply), parsed.GetValue(to));
            if (number is null != file is null) throw new InputException("--apply and --to go together: --apply 1 --to fixed.yaml");
            if (number < 1) throw new InputException($"--apply is {number}; fixes count from 1");
            OutputFile.Claim(file, "--to");
            var from = source.Read(parsed);
            var budget = parsed.GetValue(within) is { } time ? new TimeBudget(Time(time), TimeProvider.System) : null;
            var earlier = parsed.GetValue(since) is { } old ? DeltaPages.Read(old) : null;
            if (ScenarioArguments.Plan(terminal, from.Scenario, from.Overrides) is not { } plan) return Task.FromResult(ExitCode.BadInput);
            if (file is not null) SameFolder(from.Scenario, file);
            if (parsed.GetValue(output) is { } folder) Claim(folder);
            var (asked, levels) = Ask(from, plan, earlier, parsed.GetValue(playbook), Levels(parsed.GetValue(at)));
            using var progress = new ProgressLine(terminal, TimeProvider.System);
            Advice advice;
            try
            {
                advice = Advisor.Ask(from.Scenario, from.Overrides, new()
                {
                    Playbook = asked, At = levels, Trials = source.Trials(parsed), Top = parsed.GetValue(top), Progress = progress, Budget = budget,
                }, cancel);
            }
            catch (ArgumentException problem)
            {
                throw new InputException(problem.Message);
            }
            progress.Finish();
            var pages = new AdvicePages(advice, from, earlier is null ? null : AdviceDelta.Of(earlier, advice.Failures), parsed.GetValue(top));
            pages.Print(terminal.Output);
            if (parsed.GetValue(output) is { } written)
            {
                pages.Write(written);
                terminal.Output.WriteLine();
                terminal.Output.WriteLine($"Advice: {Path.Combine(written, "advice.md")}");
            }
            if (number is { } fix) Apply(advice, from.Scenario, fix, file!, terminal);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>Playbook and levels: those asked for, those of the earlier advice, those of the results.</summary>
    private static (string? Playbook, IReadOnlyDictionary<string, string> At) Ask(
        ScenarioSource from, Plan plan, FailureAnalysis? earlier, string? playbook, Dictionary<string, string> at)
    {
        if (earlier is not null)
        {
            if (plan.Playbooks.Contains(earlier.Playbook)) playbook ??= earlier.Playbook;
            foreach (var (name, level) in earlier.Levels)
                if (plan.Factors.Any(factor => factor.Name == name)) at.TryAdd(name, level);
        }
        return from.Point(playbook, at);
    }

    private static TimeSpan Time(string text)
    {
        var number = text.TrimEnd([.. "abcdefghijklmnopqrstuvwxyz "]);
        var unit = text[number.Length..].Trim() switch { "ms" => 1e-3, "s" => 1, "min" => 60, "h" => 3600, _ => double.NaN };
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount * unit is > 0 and < 1e6
            ? TimeSpan.FromSeconds(amount * unit) : throw new InputException($"--within is \"{text}\"; allowed: a time with ms, s, min or h, such as 60s");
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
        var name = $"{advice.Failures.Playbook}-{fix.Name}";
        if (name.Length > 64) name = name[..64].TrimEnd('-');
        try
        {
            var text = ScenarioEdit.Set(File.ReadAllText(scenario), fix.Settings);
            OutputFile.Write(file, fix.ChangesPlaybook ? ScenarioPatch.AddPlaybook(text, name, fix.Patch) : text);
        }
        catch (ArgumentException problem)
        {
            throw new InputException(problem.Message);
        }
        List<string> done = [.. fix.ChangesPlaybook ? [$"has the further playbook {name}"] : Array.Empty<string>(), .. fix.Settings.Count > 0 ? [$"sets {string.Join(", ", fix.Settings)} for every playbook"] : Array.Empty<string>()];
        terminal.Output.WriteLine($"{file} {string.Join(" and ", done)}; next: chaosplaybook advise {file} --playbook {(fix.ChangesPlaybook ? name : advice.Failures.Playbook)} --since with the folder of --out, or run and compare");
    }
}
