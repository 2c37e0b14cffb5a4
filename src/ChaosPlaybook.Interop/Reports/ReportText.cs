using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Interop;

/// <summary>Markdown and JSON as the reports write them.</summary>
internal static class ReportText
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A heading of a level.</summary>
    public static StringBuilder Heading(this StringBuilder text, int level, string title) => text.Append($"{(text.Length > 0 && text[^2] != '\n' ? "\n" : "")}{new string('#', level)} {Plain(title)}\n\n");

    /// <summary>A list; or the words for none.</summary>
    public static StringBuilder Bullets(this StringBuilder text, IEnumerable<string> items, string none)
    {
        var any = false;
        foreach (var item in items)
        {
            text.Append($"- {Plain(item)}\n");
            any = true;
        }
        return any ? text : text.Append($"{none}\n");
    }

    /// <summary>A table.</summary>
    public static StringBuilder Table(this StringBuilder text, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.Append($"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => " --- |"))}\n");
        foreach (var row in rows) text.Append($"| {string.Join(" | ", row.Select(cell => Plain(cell).Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
        return text;
    }

    /// <summary>Plain text for Markdown: nothing in it becomes markup.</summary>
    public static string Plain(string text)
    {
        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (char.IsControl(letter)) letter = ' ';
            var next = i + 1 < text.Length ? text[i + 1] : ' ';
            var tag = letter == '<' && (next is '/' or '!' || char.IsAsciiLetter(next));
            var link = (letter == ']' && (next is '(' or '[')) || (letter == '[' && i == 0);
            // Inside a word an underscore is one.
            var inWord = letter == '_' && i > 0 && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(next);
            if (tag || link || (letter is '*' or '`' or '\\' or '_' or '~' && !inWord)) safe.Append('\\');
            safe.Append(letter);
        }
        return safe.ToString();
    }

    /// <summary>Indented JSON with a line end.</summary>
    public static string Json(JsonNode node) => node.ToJsonString(_indented) + "\n";

    /// <summary>A number; null for what is not finite, which JSON cannot say.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>The limits of an estimate.</summary>
    public static JsonArray Interval(Estimate estimate) => [Number(estimate.Low), Number(estimate.High)];

    /// <summary>A list of texts.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode?)JsonValue.Create(text))];

    /// <summary>A virtual moment as a date.</summary>
    /// <param name="seconds">Seconds since the start of a trial.</param>
    /// <param name="end">What follows: the zone, or nothing.</param>
    public static string Moment(double seconds, string end = "Z") =>
        ReportedExperiment.Epoch.AddTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)).ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + end;
}
