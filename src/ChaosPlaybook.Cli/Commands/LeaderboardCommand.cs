using System.CommandLine;
using System.Globalization;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>leaderboard DIR…</c>: playbooks of several results, best first.</summary>
internal static class LeaderboardCommand
{
    public static Command Make(Terminal terminal)
    {
        var folders = new Argument<string[]>("DIR") { Description = "Results folders.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("leaderboard", "Ranks the playbooks of results folders by the lower bound of their success rate where they do worst.") { folders };
        command.SetAction(parsed =>
        {
            var rows = StatusCommand.Distinct(parsed.GetValue(folders)!).SelectMany(path => Rows(path, ResultsWriter.Read(path).Result))
                .OrderByDescending(row => row.Worst.Low).ThenBy(row => row.Scenario, StringComparer.Ordinal).ThenBy(row => row.Playbook, StringComparer.Ordinal).ToList();
            // A scenario that was run several times needs the folder to tell its rows apart.
            var several = rows.GroupBy(row => row.Scenario).Where(same => same.Select(row => row.Folder).Distinct().Count() > 1).Select(same => same.Key).ToHashSet();
            var names = rows.ConvertAll(row => $"{row.Scenario}/{row.Playbook}{(several.Contains(row.Scenario) ? $" in {row.Folder}" : "")}");
            var width = names.Max(name => name.Length);
            terminal.Output.WriteLine($"  #  {"playbook".PadRight(width)}  at least  success, worst cell         mean   legacy score");
            foreach (var (index, row) in rows.Index())
                terminal.Output.WriteLine($"{index + 1,3}  {names[index].PadRight(width)}  {Percent(row.Worst.Low),8}  "
                    + $"{Percent(row.Worst.Value),7} {At(row),-18}  {Percent(row.Mean),7}  {row.Legacy.ToString("F1", CultureInfo.InvariantCulture),7}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>
    /// One row per playbook. The legacy score is that of the original engine over all cells: 100 · success rate − 50 · inconsistency
    /// rate − 2 · mean duration in seconds.
    /// </summary>
    private static IEnumerable<Row> Rows(string folder, SweepResult result) =>
        from cell in result.Cells
        group cell by cell.Playbook into cells
        let worst = cells.MinBy(cell => cell[Metric.SuccessRate].Low)!
        let mean = cells.Average(cell => cell[Metric.SuccessRate].Value)
        let inconsistent = cells.Average(cell => cell.Estimates.TryGetValue(Metric.Inconsistency.Name, out var rate) && double.IsFinite(rate.Value) ? rate.Value : 0)
        let seconds = cells.Average(cell => cell[Metric.DurationMean].Value)
        select new Row(folder, result.Plan.Name, cells.Key, worst[Metric.SuccessRate], string.Join(", ", result.Plan.Factors.Zip(worst.Levels).Select(pair => $"{pair.First.Name} {pair.Second.Text}")),
            mean, 100 * mean - 50 * inconsistent - 2 * seconds);

    private static string At(Row row) => row.Levels.Length == 0 ? "" : $"({row.Levels})";

    private static string Percent(double share) => (100 * share).ToString("F2", CultureInfo.InvariantCulture) + " %";

    private sealed record Row(string Folder, string Scenario, string Playbook, Statistics.Estimate Worst, string Levels, double Mean, double Legacy);
}
