using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>tune SCENARIO|DIR</c> and <c>evolve SCENARIO|DIR</c>: search settings of a playbook by successive halving.</summary>
internal static partial class TuneCommand
{
    public static Command Make(Terminal terminal) => Make(terminal, "tune", "Searches settings of a playbook by successive halving, and measures the winner on fresh luck.", file: false);

    /// <summary><c>evolve</c>: the same for the playbook file of the original engine that a playbook refers to.</summary>
    public static Command MakeEvolve(Terminal terminal) =>
        Make(terminal, "evolve", "Mutates the playbook file that a playbook refers to within the original engine's ranges, and keeps what is measurably best.", file: true);

    private static Command Make(Terminal terminal, string verb, string doc, bool file)
    {
        var source = new SourceArguments();
        var playbook = new Option<string?>("--playbook") { Description = "The playbook; default the first that is not the baseline.", HelpName = "P" };
        var at = new Option<string?>("--at") { Description = "Levels of factors; the others are taken where the playbook does worst.", HelpName = "factor=level,…" };
        var vary = new Option<string[]>("--vary") { Description = "A range or words to choose from; may be repeated: retry.base=100 ms..5 s, retry.jitter=none|full.", HelpName = "path=low..high", Required = !file };
        var metric = new Option<string>("--for") { Description = "The metric to make good.", DefaultValueFactory = _ => Metric.SuccessRate.Name, HelpName = "METRIC" };
        var limit = new Option<string?>("--subject-to") { Description = "A bound to keep, such as \"durationP99Seconds <= 5\".", HelpName = "BOUND" };
        var budget = new Option<long>("--budget") { Description = "Trials of the search, about.", DefaultValueFactory = _ => 100_000, HelpName = "TRIALS" };
        var output = new Option<string?>("--out") { Description = file ? "File for the winner, as a playbook of the original engine." : "File for the winner, as YAML to be pasted below playbooks:.", HelpName = "FILE" };
        budget.Within(100, 1_000_000_000);
        var command = new Command(verb, doc);
        source.AddTo(command);
        foreach (Option option in (Option[])[playbook, at, metric, limit, budget, output]) command.Add(option);
        if (!file) command.Add(vary);
        command.SetAction((parsed, cancel) =>
        {
            var from = source.Read(parsed);
            var (path, overrides) = (from.Scenario, from.Overrides);
            if (ScenarioArguments.Plan(terminal, path, overrides) is null) return Task.FromResult(ExitCode.BadInput);
            OutputFile.Claim(parsed.GetValue(output), "--out");
            var goal = Goal(parsed.GetValue(metric)!, parsed.GetValue(limit));
            var (name, levels) = from.Point(parsed.GetValue(playbook), AdviseCommand.Levels(parsed.GetValue(at)));
            using var progress = new ProgressLine(terminal, TimeProvider.System);
            Tuning tuning;
            try
            {
                tuning = file ? Evolver.Evolve(path, overrides, name, levels, goal, parsed.GetValue(budget), progress, cancel)
                    : Tuner.Tune(path, overrides, name, levels, parsed.GetValue(vary)!, goal, parsed.GetValue(budget), progress, cancel);
            }
            catch (ArgumentException problem)
            {
                throw new InputException(problem.Message);
            }
            progress.Finish();
            Print(tuning, terminal.Output);
            if (parsed.GetValue(output) is { } target)
            {
                OutputFile.Write(target, tuning.Text);
                terminal.Output.WriteLine($"{target} is written");
            }
            else if (!file) terminal.Output.Write($"\n{tuning.Text}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static SearchGoal Goal(string metric, string? limit)
    {
        if (limit is null) return new(CompareCommand.Named(metric));
        var parts = Bound().Match(limit);
        if (!parts.Success || !double.TryParse(parts.Groups[3].Value, CultureInfo.InvariantCulture, out var threshold))
            throw new InputException($"--subject-to is \"{limit}\"; allowed: metric <= number or metric >= number, such as \"durationP99Seconds <= 5\"");
        return new(CompareCommand.Named(metric), CompareCommand.Named(parts.Groups[1].Value), parts.Groups[2].Value == ">=" ? Relation.AtLeast : Relation.AtMost, threshold);
    }

    private static void Print(Tuning tuning, TextWriter output)
    {
        output.WriteLine($"{tuning.Scenario}: {tuning.Playbook}{string.Concat(tuning.Levels.Select(level => $", {level.Key} {level.Value}"))}, for {tuning.Goal.Metric.Name}");
        foreach (var (index, round) in tuning.Rounds.Index())
        {
            output.WriteLine($"  round {index + 1}: {Counted.Of(round.Entries.Count, "setting")}, {Counted.Of(round.Trials, "trial")} each");
            foreach (var entry in round.Entries.Where(entry => entry.Survives))
                output.WriteLine($"    {Number(entry.Value.Value),10}  {entry.Settings}{(entry.Violation > 0 ? $"; misses the bound by {Number(entry.Violation)}" : "")}");
        }
        output.WriteLine($"  winner on {Counted.Of(tuning.FreshTrials, "fresh trial")}: {tuning.Winner}");
        output.WriteLine($"    {Number(tuning.Found.Value)} [{Number(tuning.Found.Low)}, {Number(tuning.Found.High)}], as it is {Number(tuning.Present.Value)} [{Number(tuning.Present.Low)}, {Number(tuning.Present.High)}]"
            + (tuning.Gain is { } gain ? $", difference {Number(gain.Value)} [{Number(gain.Low)}, {Number(gain.High)}]" : ""));
        if (!(tuning.Gain is { } measured && (tuning.Goal.Metric.Better == Direction.Lower ? measured.High < 0 : measured.Low > 0)))
            output.WriteLine("    not measurably better than as it is; a larger --budget may tell them apart");
        if (tuning.Violation > 0) output.WriteLine($"    misses the bound by {Number(tuning.Violation)} on fresh luck");
    }

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*([A-Za-z][A-Za-z0-9]*)\s*(<=|>=)\s*(\S+)\s*$")]
    private static partial Regex Bound();
}
