using System.CommandLine;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>report DIR</c>: draws charts and pages anew from a results folder.</summary>
internal static class ReportCommand
{
    public static Command Make(Terminal terminal)
    {
        var directory = new Argument<string>("DIR") { Description = "A results folder." };
        var png = new Option<bool>("--png") { Description = "Also convert the charts to PNG (rsvg-convert, inkscape or chromium)." };
        var command = new Command("report", "Draws charts and pages anew from result.json, and prints the table.") { directory, png };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(directory)!;
            var stored = ResultsWriter.Read(path);
            var folder = ResultsWriter.Claim(path, stored.Result.Plan.Name);
            new ResultsWriter(folder, terminal).WritePages(stored.Result, parsed.GetValue(png));
            ResultsWriter.Print(stored.Result, path, terminal);
            return ExitCode.Done;
        });
        return command;
    }
}
