using System.CommandLine;
using System.Globalization;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>compare BEFORE AFTER</c>: what changed between two results; a gate for regressions.</summary>
internal static class CompareCommand
{
    public static Command Make(Terminal terminal)
    {
        var before = new Argument<string>("BEFORE") { Description = "Results folder of the earlier run." };
        var after = new Argument<string>("AFTER") { Description = "Results folder of the later run." };
        var map = new Option<string[]>("--map") { Description = "Compares a playbook of BEFORE with one of another name in AFTER; may be repeated.", HelpName = "old=new" };
        var metric = new Option<string[]>("--metric") { Description = "Compares this metric only; may be repeated.", HelpName = "NAME" };
        var all = new Option<bool>("--all") { Description = "Also show what did not change." };
        var command = new Command("compare", "Compares two results cell by cell; ends with 1 if anything got worse beyond chance.") { before, after, map, metric, all };
        command.SetAction(parsed =>
        {
            var (old, late) = (ResultsWriter.Read(parsed.GetValue(before)!).Result, ResultsWriter.Read(parsed.GetValue(after)!).Result);
            var renamed = (parsed.GetValue(map) ?? []).Select(pair => Pair(pair, old.Plan, late.Plan)).ToDictionary(pair => pair.New, pair => pair.Old);
            var metrics = parsed.GetValue(metric) is { Length: > 0 } names ? names.Select(Named).ToList() : null;
            var difference = ResultDifference.Of(old, late, renamed, metrics);
            if (difference.Cells.Count == 0) throw new InputException("no cell of the later result has one of the same playbook and levels in the earlier one; name the pairs with --map old=new");
            Print(late.Plan, difference, renamed, parsed.GetValue(all), terminal.Output);
            return difference.IsWorse ? ExitCode.HypothesisFailed : ExitCode.Done;
        });
        return command;
    }

    private static void Print(Plan plan, ResultDifference difference, Dictionary<string, string> renamed, bool all, TextWriter output)
    {
        output.WriteLine($"{plan.Name}: {(difference.SameSeed ? "same seed; trials are not stored, so" : "different seeds;")} differences are taken as those of independent samples, Holm-corrected");
        foreach (var cell in difference.Cells.GroupBy(cell => cell.Cell))
        {
            var shown = cell.Where(row => all || row.Verdict is Verdict.Better or Verdict.Worse).ToList();
            var patterns = difference.Patterns.Where(row => row.Cell == cell.Key && (all || row.Change != PatternChange.Still)).ToList();
            if (shown.Count == 0 && patterns.Count == 0) continue;
            var first = cell.First();
            output.WriteLine();
            output.WriteLine($"  {first.Playbook}{(renamed.TryGetValue(first.Playbook, out var was) ? $" (was {was})" : "")}"
                + string.Concat(plan.Factors.Zip(first.Levels).Select(pair => $", {pair.First.Name} {pair.Second.Text}")));
            foreach (var row in shown)
                output.WriteLine($"    {row.Metric}: {Number(row.Before.Value)} → {Number(row.After.Value)}, {Signed(row.Difference.Value)} [{Signed(row.Difference.Low)}, {Signed(row.Difference.High)}] {ResultNames.Of(row.Verdict)}");
            foreach (var row in patterns)
                output.WriteLine($"    {row.Outcome}: {row.Before:N0} → {row.After:N0}, {row.Change.ToString().ToLowerInvariant()}");
        }
        output.WriteLine();
        var counts = difference.Cells.CountBy(cell => cell.Verdict).ToDictionary();
        output.WriteLine($"  {counts.GetValueOrDefault(Verdict.Better)} better, {counts.GetValueOrDefault(Verdict.Worse)} worse, "
            + $"{counts.GetValueOrDefault(Verdict.Inconclusive)} open, {counts.GetValueOrDefault(Verdict.Equal)} equal"
            + (difference.Unmatched > 0 ? $"; {Counted.Of(difference.Unmatched, "cell has", "cells have")} no counterpart" : ""));
    }

    private static (string Old, string New) Pair(string text, Plan before, Plan after)
    {
        var parts = text.Split('=');
        if (parts.Length != 2) throw new InputException($"--map is \"{text}\"; allowed: old=new");
        if (!before.Playbooks.Contains(parts[0])) throw new InputException($"the earlier result has no playbook \"{parts[0]}\"; there are: {string.Join(", ", before.Playbooks)}{NearestName.Hint(parts[0], before.Playbooks)}");
        if (!after.Playbooks.Contains(parts[1])) throw new InputException($"the later result has no playbook \"{parts[1]}\"; there are: {string.Join(", ", after.Playbooks)}{NearestName.Hint(parts[1], after.Playbooks)}");
        return (parts[0], parts[1]);
    }

    internal static Metric Named(string name)
    {
        var names = Metric.All.Select(metric => metric.Name).ToList();
        return Metric.Named(name) ?? throw new InputException($"\"{name}\" is no metric; there are: {string.Join(", ", names)}{NearestName.Hint(name, names)}");
    }

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static string Signed(double value) => (value < 0 ? "−" : "+") + Math.Abs(value).ToString("G3", CultureInfo.InvariantCulture);
}
