using System.CommandLine;
using System.Text;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Reporting;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>summary DIR…</c>: the experiments of many results folders together.</summary>
internal static class SummaryCommand
{
    public static Command Make(Terminal terminal)
    {
        var folders = new Argument<string[]>("DIR") { Description = "Results folders that hold experiments, oldest first.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = "Write summary.md, summary.json and trend.svg into this folder.", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of Markdown." };
        var command = new Command("summary", "Sums up the experiments of many results folders: how they ended, targets, scores and their trend.") { folders, output, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } claimed) OutputFile.ClaimFolder(claimed, "--out");
            var results = StatusCommand.Distinct(parsed.GetValue(folders)!).Select(path => (Folder: path, ResultsWriter.Read(path).Result)).ToList();
            if (results.FirstOrDefault(each => each.Result.Experiments.Count == 0).Folder is { } empty)
                throw new InputException($"{empty} holds no experiment; leave it out, or run a scenario that has one");
            var summary = PeriodSummary.Of(results);
            terminal.Output.Write(parsed.GetValue(json) ? PeriodReport.Json(summary) : PeriodReport.Markdown(summary));
            if (parsed.GetValue(output) is { } folder) Write(summary, folder);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(PeriodSummary summary, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (name, text) in (IEnumerable<(string, string)>)[
                ("summary.md", PeriodReport.Markdown(summary, "trend.svg")), ("summary.json", PeriodReport.Json(summary)),
                ("trend.svg", SvgRenderer.Render(ScoreTrendChart.For(summary).Chart, SvgMode.Standalone))])
                File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(false));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException(problem.Message);
        }
    }
}
