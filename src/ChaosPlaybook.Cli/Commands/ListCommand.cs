using System.CommandLine;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>list [WHAT]</c>: what a scenario may contain, or one entry with its keys.</summary>
internal static class ListCommand
{
    private static readonly (string Name, Func<IReadOnlyList<ReferenceEntry>> Entries)[] _sections =
    [
        ("strategies", () => Reference.Strategies), ("faults", () => Reference.Faults), ("workloads", () => Reference.Workloads), ("arrivals", () => Reference.Arrivals),
        ("distributions", () => Reference.Distributions), ("sections", () => Reference.Sections),
        ("metrics", () => [.. Reference.Metrics.Select(metric => new ReferenceEntry(metric.Name, metric.Label, [], metric.Unit))]),
    ];

    public static Command Make(Terminal terminal)
    {
        var what = new Argument<string?>("WHAT")
        {
            Description = $"{string.Join(", ", _sections.Select(section => section.Name))}, or a name such as retry.", Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("list", "Lists what a scenario may contain; with a name: its keys, defaults and allowed values.") { what };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(what);
            if (asked is null)
            {
                foreach (var (name, entries) in _sections) PrintSection(name, entries(), terminal.Output);
                return ExitCode.Done;
            }
            if (_sections.FirstOrDefault(section => section.Name == asked).Entries is { } chosen)
            {
                PrintSection(asked, chosen(), terminal.Output);
                return ExitCode.Done;
            }
            var found = _sections.SelectMany(section => section.Entries().Where(entry => entry.Name == asked).Select(entry => (section.Name, Entry: entry))).ToList();
            if (found.Count == 0)
            {
                var names = _sections.SelectMany(section => section.Entries().Select(entry => entry.Name).Prepend(section.Name)).Distinct().ToList();
                throw new InputException($"\"{asked}\" is nothing a scenario knows{NearestName.Hint(asked, names)}; list without a name shows everything");
            }
            foreach (var (section, entry) in found) PrintEntry(section, entry, terminal.Output);
            return ExitCode.Done;
        });
        return command;
    }

    private static void PrintSection(string name, IReadOnlyList<ReferenceEntry> entries, TextWriter output)
    {
        output.WriteLine(name);
        var width = entries.Max(entry => entry.Name.Length);
        foreach (var entry in entries) output.WriteLine($"  {entry.Name.PadRight(width)}  {entry.Doc}");
        output.WriteLine();
    }

    private static void PrintEntry(string section, ReferenceEntry entry, TextWriter output)
    {
        output.WriteLine($"{entry.Name} ({section}): {entry.Doc}");
        if (entry.Fields.Count == 0 && entry.Value.Length > 0) output.WriteLine($"  {entry.Value}");
        foreach (var field in entry.Fields)
        {
            output.WriteLine($"  {field.Key}: {field.Doc}");
            output.WriteLine($"      {field.Allowed}{(field.Required ? "; required" : field.Default.Length > 0 ? $"; default {field.Default}" : "")}");
        }
        output.WriteLine();
    }
}
