using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using ChaosPlaybook.Cli.Commands;
using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Cli;

/// <summary>The verbs, and what every verb has in common: help, errors, exit codes.</summary>
internal static partial class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, Terminal terminal, CancellationToken cancel)
    {
        var root = new RootCommand("Sweeps failure rates over agents and executors, compares playbooks, and gives CSV, charts and a verdict.")
        {
            RunCommand.Make(terminal), StatusCommand.Make(terminal), StatusCommand.MakeStop(terminal), CheckCommand.Make(terminal), PlanCommand.Make(terminal), ReportCommand.Make(terminal),
            MergeCommand.Make(terminal), ReplayCommand.Make(terminal), ListCommand.Make(terminal), NewCommand.Make(terminal), SchemaCommand.Make(terminal),
            ExportCommand.Make(terminal), SummaryCommand.Make(terminal),
            TraceCommand.Make(terminal), MetricsCommand.Make(terminal),
            AdviseCommand.Make(terminal), TuneCommand.Make(terminal), TuneCommand.MakeEvolve(terminal), CompareCommand.Make(terminal), LeaderboardCommand.Make(terminal),
            RegistryCommand.Make(terminal), JudgeCommand.Make(terminal),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Complain(parsed, terminal.Error);
            return ExitCode.BadInput;
        }
        try
        {
            var settings = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return parsed.InvokeAsync(settings, cancel).GetAwaiter().GetResult();
        }
        catch (InputException problem)
        {
            terminal.Error.WriteLine($"error: {problem.Message}");
            return ExitCode.BadInput;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"error: {problem.Message}");
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            terminal.Error.WriteLine("interrupted; nothing was finished yet, nothing was written");
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The last line of defence: whatever gets here is a bug of ours and is said to be one.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            terminal.Error.WriteLine($"This is a bug of chaosplaybook, not of your scenario: {bug}");
            return ExitCode.OurBug;
        }
    }

    private static void Complain(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        var names = command.Options.Select(option => option.Name).Concat(command.Subcommands.Select(verb => verb.Name)).ToList();
        // A verb that is misspelt is not a verb that is missing.
        var errors = parsed.Errors.Where(problem => parsed.UnmatchedTokens.Count == 0 || !problem.Message.StartsWith("Required command", StringComparison.Ordinal));
        foreach (var problem in errors) error.WriteLine($"error: {Plain(problem.Message)}");
        foreach (var word in parsed.UnmatchedTokens)
            if (NearestName.Hint(word, names) is { Length: > 0 } hint) error.WriteLine($"  {word}{hint}");
        error.WriteLine($"See: chaosplaybook {string.Concat(Verbs(parsed.CommandResult).Select(verb => verb + " "))}--help");
    }

    private static IEnumerable<string> Verbs(CommandResult? at) => at is null or { Command: RootCommand } ? [] : [.. Verbs(at.Parent as CommandResult), at.Command.Name];

    // The parser names types of the language; people know numbers.
    private static string Plain(string message)
    {
        var parts = TypeName().Match(message);
        if (!parts.Success) return message;
        var allowed = parts.Groups[3].Value.Contains("UInt", StringComparison.Ordinal) ? "a whole number from 0 on"
            : parts.Groups[3].Value.Contains("Int", StringComparison.Ordinal) ? "a whole number"
            : parts.Groups[3].Value.Contains("Double", StringComparison.Ordinal) ? "a number" : "another kind of value";
        return $"{parts.Groups[2].Value} is \"{parts.Groups[1].Value}\"; allowed: {allowed}";
    }

    [GeneratedRegex("^Cannot parse argument '(.*)' for option '(.*)' as expected type '(.*)'")]
    private static partial Regex TypeName();
}

/// <summary>The input is wrong in a way that has no place in a file: a folder, an option.</summary>
internal sealed class InputException(string message) : Exception(message);
