using System.CommandLine;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>merge DIR…</c>: joins the shards of one sweep.</summary>
internal static class MergeCommand
{
    public static Command Make(Terminal terminal)
    {
        var parts = new Argument<string[]>("DIR") { Description = "Results folders of the shards.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = "Results folder; default results/<scenario name>.", HelpName = "DIR" };
        var png = new Option<bool>("--png") { Description = "Also convert the charts to PNG (rsvg-convert, inkscape or chromium)." };
        var command = new Command("merge", "Joins the shards of one sweep; the result equals that of the whole.") { parts, output, png };
        command.SetAction(parsed =>
        {
            var provenance = Provenance.Start(TimeProvider.System, 1, [.. parsed.Tokens.Select(token => token.Value)]);
            if (parsed.GetValue(output) is { } claimed) OutputFile.ClaimFolder(claimed, "--out");
            var results = StatusCommand.Distinct(parsed.GetValue(parts)!).Select(path => (Folder: path, ResultsWriter.Read(path).Result)).ToList();
            SweepResult whole;
            try
            {
                whole = ResultMerge.Merge([.. results.Select(part => part.Result)]);
            }
            catch (ArgumentException problem)
            {
                throw new InputException(problem.Message);
            }
            Disjoint(results);
            var folder = ResultsWriter.Claim(parsed.GetValue(output) ?? Path.Combine("results", whole.Plan.Name), whole.Plan.Name);
            new ResultsWriter(folder, terminal).Write(whole, provenance(), parsed.GetValue(png));
            ResultsWriter.Print(whole, folder.Path, terminal);
            return whole.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Shards have no finished design point in common; parts that have one were not made as parts of one division.</summary>
    private static void Disjoint(List<(string Folder, SweepResult Result)> parts)
    {
        var owners = new Dictionary<int, string>();
        foreach (var (folder, result) in parts)
        {
            foreach (var point in ResultMerge.FinishedPoints(result.Plan, result))
            {
                if (owners.TryAdd(point, folder)) continue;
                var levels = string.Join(", ", result.Plan.Factors.Zip(result.Plan.Points[point].Levels).Select(pair => $"{pair.First.Name} {pair.Second.Text}"));
                throw new InputException($"{owners[point]} and {folder} both hold {(levels.Length > 0 ? $"the design point {levels}" : "the only design point")}; leave one of them out");
            }
        }
    }
}
