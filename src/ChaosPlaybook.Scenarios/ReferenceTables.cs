using System.Text;
using System.Text.RegularExpressions;

namespace ChaosPlaybook.Scenarios;

/// <summary>Keeps the tables of the manual in step with the declaration.</summary>
internal static partial class ReferenceTables
{
    /// <summary>
    /// The text with every table between <c>&lt;!-- table: name --&gt;</c> and <c>&lt;!-- end --&gt;</c> written anew.
    /// </summary>
    public static string Fill(string markdown) => Marks().Replace(markdown, mark =>
        $"<!-- table: {mark.Groups[1].Value} -->\n{Table(mark.Groups[1].Value)}<!-- end -->");

    private static string Table(string name) => name switch
    {
        "strategies" => Choice(Reference.Strategies),
        "faults" => Choice(Reference.Faults),
        "workloads" => Choice(Reference.Workloads),
        "arrivals" => Choice(Reference.Arrivals),
        "laws" => Choice(Reference.Distributions),
        "metrics" => Metrics(),
        _ => Keys(Named(name)),
    };

    private static ReferenceEntry Named(string name) =>
        Reference.Sections.Concat(Reference.Strategies).Concat(Reference.Faults).Concat(Reference.Workloads).Concat(Reference.Arrivals).Concat(Reference.Distributions)
            .FirstOrDefault(entry => entry.Name == name) ?? throw new ArgumentException($"the manual asks for a table \"{name}\"; there is none");

    private static string Choice(IReadOnlyList<ReferenceEntry> entries)
    {
        var table = new StringBuilder("| key | keys or value | what |\n|---|---|---|\n");
        foreach (var entry in entries)
        {
            var value = entry.Fields.Count > 0 ? string.Join(", ", entry.Fields.Select(field => $"`{field.Key}`")) : Cell(entry.Value);
            table.Append($"| `{entry.Name}` | {value} | {Cell(entry.Doc)} |\n");
        }
        return table.ToString();
    }

    private static string Keys(ReferenceEntry entry)
    {
        var table = new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var field in entry.Fields)
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
