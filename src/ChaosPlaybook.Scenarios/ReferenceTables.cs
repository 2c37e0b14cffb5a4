using System.Text;
using System.Text.RegularExpressions;

namespace ChaosPlaybook.Scenarios;

/// <summary>Keeps the tables of the manual in step with the declaration.</summary>
internal static partial class ReferenceTables
{
    private static readonly IReadOnlyDictionary<string, ReferenceEntry> _shapes = Reference.Shapes();

    /// <summary>
    /// The text with every table between <c>&lt;!-- table: name --&gt;</c> and <c>&lt;!-- end --&gt;</c> written anew.
    /// </summary>
    public static string Fill(string markdown) => Marks().Replace(markdown, mark =>
        $"<!-- table: {mark.Groups[1].Value} -->\n{Table(mark.Groups[1].Value)}<!-- end -->");

    private static string Table(string name) => name switch
    {
        "strategies" => Choice(Reference.Strategies),
        "faults" => Choice(Reference.Faults),
        "faultWindow" => Keys(Reference.FaultWindow),
        "workloads" => Choice(Reference.Workloads),
        "arrivals" => Choice(Reference.Arrivals),
        "laws" => Choice(Reference.Distributions),
        "budgets" => Choice(Reference.Budgets),
        "algorithms" => Choice(Reference.Algorithms),
        "metrics" => Metrics(),
        _ => _shapes.TryGetValue(name, out var entry) ? Keys(Own(entry))
            : throw new ArgumentException($"the manual asks for a table \"{name}\"; there is none"),
    };

    /// <summary>Its keys without those of a fault's window, which have a table of their own.</summary>
    private static IReadOnlyList<ReferenceField> Own(ReferenceEntry entry) =>
        Reference.FaultWindow.All(entry.Fields.Contains) ? [.. entry.Fields.Except(Reference.FaultWindow)] : entry.Fields;

    private static string Choice(IReadOnlyList<ReferenceEntry> entries)
    {
        var table = new StringBuilder("| key | keys or value | what |\n|---|---|---|\n");
        foreach (var entry in entries)
        {
            var value = entry.Fields.Count > 0 ? string.Join(", ", Own(entry).Select(field => $"`{field.Key}`")) : Cell(entry.Value);
            table.Append($"| `{entry.Name}` | {value} | {Cell(entry.Doc)} |\n");
        }
        return table.ToString();
    }

    private static string Keys(IReadOnlyList<ReferenceField> fields)
    {
        var table = new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var field in fields)
        {
            var fallback = field.Required ? "required" : field.Default.Length == 0 ? "" : $"`{field.Default}`";
            table.Append($"| `{field.Key}` | {Cell(field.Allowed)} | {fallback} | {Cell(field.Doc)} |\n");
        }
        return table.ToString();
    }

    private static string Metrics()
    {
        var table = new StringBuilder("| metric | what | unit | better |\n|---|---|---|---|\n");
        foreach (var metric in Reference.Metrics)
            table.Append($"| `{metric.Name}` | {metric.Label} | {metric.Unit} | {metric.Better.ToString().ToLowerInvariant()} |\n");
        return table.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|");

    [GeneratedRegex(@"<!-- table: (\w+) -->\n[\s\S]*?<!-- end -->")]
    private static partial Regex Marks();
}
