using System.CommandLine;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>export RESULTS --to FORMAT</c>: results in a format of another tool.</summary>
internal static class ExportCommand
{
    /// <summary>Every format; a new one is one line.</summary>
    private static readonly ExportFormat[] _formats =
    [
        new("template", "report of each experiment after the template of CHAOS_ENGINEER, Markdown", source => TemplateReport.Write(source.Experiments)),
        new("qe", "report and score of each experiment as qe-chaos-engineer writes them, JSON", source => QeReport.Write(source.Experiments)),
        new("sections", "five sections over all experiments: summary, patterns, issues, fixes, comparison; Markdown", source => SectionsReport.Write(source.Experiments, source.Result.Plan.Baseline)),
        new("chaostoolkit", "journal of one experiment as Chaos Toolkit writes it, JSON", source => ChaosToolkitJournal.Write(source.Experiment)),
    ];

    public static Command Make(Terminal terminal)
    {
        var results = new Argument<string>("RESULTS") { Description = "A results folder." };
        var to = new Option<string>("--to")
        {
            Description = $"The format: {string.Join("; ", _formats.Select(format => $"{format.Name} ({format.Description})"))}.", HelpName = "FORMAT", Required = true,
        };
        var cell = new Option<int?>("--cell") { Description = "Only this cell, as in cells.csv; default all that have what the format needs.", HelpName = "N" };
        var output = new Option<string?>("--out") { Description = "Write to this file; default the output.", HelpName = "FILE" };
        var value = new Option<double?>("--value-per-success") { Description = "template: worth of a success, for revenue.", HelpName = "V" };
        var users = new Option<double?>("--users") { Description = "template: users who ask evenly, for those affected.", HelpName = "N" };
        var command = new Command("export", "Writes results in a format of another tool.") { results, to, cell, output, value, users };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(to)!;
            string[] names = [.. _formats.Select(format => format.Name)];
            var format = _formats.FirstOrDefault(format => format.Name == name)
                ?? throw new InputException($"--to is \"{name}\"; allowed: {string.Join(", ", names)}{NearestName.Hint(name, names)}");
            OutputFile.Claim(parsed.GetValue(output), "--out");
            var path = parsed.GetValue(results)!;
            var business = new BusinessValue(NotNegative(parsed, value), NotNegative(parsed, users));
            var text = format.Write(new ExportSource(path, ResultsWriter.Read(path).Result, parsed.GetValue(cell))
            {
                Business = business is { PerSuccess: null, Users: null } ? null : business,
            });
            if (parsed.GetValue(output) is not { } file)
            {
                terminal.Output.Write(text);
                return ExitCode.Done;
            }
            OutputFile.Write(file, text);
            return ExitCode.Done;
        });
        return command;
    }

    private static double? NotNegative(ParseResult parsed, Option<double?> option) => parsed.GetValue(option) is not { } value ? null
        : value >= 0 && double.IsFinite(value) ? value : throw new InputException($"{option.Name} is {value}; allowed [0, ∞)");
}

/// <summary>A format that results can be written in.</summary>
/// <param name="Name">Value of <c>--to</c>.</param>
/// <param name="Description">What it is, for the help.</param>
/// <param name="Write">Gives the text; complains with an <see cref="InputException"/> about what the results lack.</param>
internal sealed record ExportFormat(string Name, string Description, Func<ExportSource, string> Write);

/// <summary>What there is to export.</summary>
/// <param name="Folder">The results folder.</param>
/// <param name="Result">What it holds.</param>
/// <param name="Cell">The cell that is wanted; nothing for all.</param>
internal sealed record ExportSource(string Folder, SweepResult Result, int? Cell)
{
    /// <summary>What successes are worth. Default not known.</summary>
    public BusinessValue? Business { get; init; }

    /// <summary>The experiments of the wanted cells, at least one.</summary>
    public IReadOnlyList<ReportedExperiment> Experiments
    {
        get
        {
            var all = ReportedExperiment.Of(Result);
            if (all.Count == 0) throw new InputException($"{Folder} holds no experiment; run a scenario that has an experiment");
            List<ReportedExperiment> wanted = [.. all.Where(each => Cell is not { } cell || each.Cell.Cell == cell).Select(each => each with { Business = Business })];
            return wanted.Count > 0 ? wanted : throw new InputException($"--cell is {Cell}; there are experiments of cells {Cells(all)}");
        }
    }

    /// <summary>The only one of the wanted experiments.</summary>
    public ReportedExperiment Experiment => Experiments is [var only] ? only
        : throw new InputException($"this format holds one experiment; name it with --cell: {Cells(Experiments)}");

    private static string Cells(IReadOnlyList<ReportedExperiment> all) => string.Join(", ", all.Select(each => $"{each.Cell.Cell} ({each.Setting})"));
}
