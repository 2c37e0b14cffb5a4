using System.Text;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>The report as Markdown; charts are links to <c>charts/</c> beside it.</summary>
public static class MarkdownReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="result">The sweep.</param>
    /// <param name="findings">What <see cref="Findings.Of"/> found.</param>
    /// <param name="charts">What <see cref="StandardCharts.For"/> drew.</param>
    /// <param name="provenance">When, where and how, as the caller knows it; the only text that may differ between equal sweeps.</param>
    public static string Write(
        SweepResult result, IReadOnlyList<Finding> findings, IReadOnlyList<NamedChart> charts, IReadOnlyList<(string Name, string Value)> provenance)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder();
        text.Append($"# {Escape(ReportContent.Title(result))}\n");
        foreach (var section in ReportContent.Of(result, findings, charts, provenance))
        {
            text.Append($"\n## {Escape(section.Title)}\n");
            foreach (var block in section.Blocks) Append(text.Append('\n'), block);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, Block block)
    {
        switch (block)
        {
            case Paragraph paragraph:
                text.Append(paragraph.Lead ? $"**{Escape(paragraph.Text)}**\n" : $"{Escape(paragraph.Text)}\n");
                break;
            case Bullets bullets:
                foreach (var item in bullets.Items) text.Append($"- {Escape(item)}\n");
                break;
            case VerdictBlock verdict:
                text.Append($"### {verdict.Word.ToUpperInvariant()}: {Escape(verdict.Title)}\n\n{Escape(string.Join(" ", verdict.Sentences))}\n");
                break;
            case FindingList list:
                foreach (var finding in list.Items) text.Append($"- {finding.Severity}: **{Escape(finding.Title)}.** {Escape(finding.Detail)}\n");
                break;
            case Figure figure:
                text.Append($"### {Escape(figure.Chart.Chart.Title)}\n\n![{Escape(figure.Chart.Chart.Title)}](charts/{figure.Chart.Name}.svg)\n\n{Escape(figure.Chart.Reading)}\n");
                break;
            case Table table:
                text.Append($"### {Escape(table.Caption)}\n\n|");
                foreach (var (name, _) in table.Columns) text.Append($" {Cell(name)} |");
                text.Append("\n|");
                foreach (var (_, number) in table.Columns) text.Append(number ? " ---: |" : " --- |");
                foreach (var row in table.Rows) text.Append("\n|").Append(string.Concat(row.Select(cell => $" {Cell(cell)} |")));
                text.Append('\n');
                break;
        }
    }

    private static string Cell(string text) => Escape(" " + text)[1..].Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>Plain text for Markdown: nothing in it becomes markup, a link or a heading. Intervals in brackets stay as they read.</summary>
    private static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '<') safe.Append("&lt;");
            else if (letter == '>') safe.Append("&gt;");
            else if (letter == '&') safe.Append("&amp;");
            else if (char.IsControl(letter)) safe.Append(' ');
            else if (letter is '*' or '`' or '\\' or '_' or '~' || (letter == ']' && i + 1 < text.Length && text[i + 1] is '(' or ':' or '[')) safe.Append('\\').Append(letter);
            else if (letter is '#' or '-' or '+' or '=' && i == 0) safe.Append('\\').Append(letter);
            else safe.Append(letter);
        }
        return safe.ToString();
    }
}
