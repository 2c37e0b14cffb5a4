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
            var results = parsed.GetValue(parts)!.Select(path => ResultsWriter.Read(path).Result).ToList();
            SweepResult whole;
            try
            {
                whole = ResultMerge.Merge(results);
            }
            catch (ArgumentException problem)
            {
                throw new InputException(problem.Message);
            }
            var folder = ResultsWriter.Claim(parsed.GetValue(output) ?? Path.Combine("results", whole.Plan.Name), whole.Plan.Name);
            new ResultsWriter(folder, terminal).Write(whole, provenance(), parsed.GetValue(png));
            ResultsWriter.Print(whole, folder.Path, terminal);
            return whole.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
        });
        return command;
    }
}
