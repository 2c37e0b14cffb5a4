using System.Text;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>The report as one page that opens offline: style and charts inside, no script, nothing fetched.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="result">The sweep.</param>
    /// <param name="findings">What <see cref="Findings.Of"/> found.</param>
    /// <param name="charts">What <see cref="StandardCharts.For"/> drew.</param>
    /// <param name="provenance">When, where and how, as the caller knows it; the only text that may differ between equal sweeps.</param>
    public static string Write(
        SweepResult result, IReadOnlyList<Finding> findings, IReadOnlyList<NamedChart> charts, IReadOnlyList<(string Name, string Value)> provenance)
    {
        ArgumentNullException.ThrowIfNull(result);
        var sections = ReportContent.Of(result, findings, charts, provenance);
        var title = Text(ReportContent.Title(result));
        var page = new StringBuilder();
        page.Append($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        page.Append($"<title>{title}</title>\n<style>\n{HtmlStyle.Css}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<nav aria-label=\"Contents\">\n<ul>\n");
        foreach (var section in sections) page.Append($"<li><a href=\"#{section.Anchor}\">{Text(section.Title)}</a></li>\n");
        page.Append("</ul>\n</nav>\n</header>\n<main>\n");
        foreach (var section in sections)
        {
            page.Append($"<section id=\"{section.Anchor}\" aria-labelledby=\"{section.Anchor}-heading\">\n<h2 id=\"{section.Anchor}-heading\">{Text(section.Title)}</h2>\n");
            foreach (var block in section.Blocks) Append(page, block);
            page.Append("</section>\n");
        }
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder page, Block block)
    {
        switch (block)
        {
            case Paragraph paragraph:
                page.Append(paragraph.Lead ? $"<p class=\"lead\">{Text(paragraph.Text)}</p>\n" : $"<p>{Text(paragraph.Text)}</p>\n");
                break;
            case Bullets bullets:
                page.Append("<ul>\n").Append(string.Concat(bullets.Items.Select(item => $"<li>{Text(item)}</li>\n"))).Append("</ul>\n");
                break;
            case VerdictBlock verdict:
                page.Append($"<article class=\"verdict {verdict.Status.ToString().ToLowerInvariant()}\">\n<h3><span class=\"badge\">{verdict.Word}</span> {Text(verdict.Title)}</h3>\n");
                page.Append(string.Concat(verdict.Sentences.Select(sentence => $"<p>{Text(sentence)}</p>\n"))).Append("</article>\n");
                break;
            case FindingList list:
                page.Append("<ul class=\"findings\">\n");
                foreach (var finding in list.Items)
                {
                    var severity = finding.Severity.ToString().ToLowerInvariant();
                    page.Append($"<li class=\"{severity}\"><strong><span class=\"badge\">{severity}</span> {Text(finding.Title)}</strong><br/>{Text(finding.Detail)}</li>\n");
                }
                page.Append("</ul>\n");
                break;
            case Figure figure:
                page.Append($"<figure>\n{SvgRenderer.Render(figure.Chart.Chart, SvgMode.Inline)}<figcaption>{Text(figure.Chart.Reading)}</figcaption>\n</figure>\n");
                break;
            case Table table:
                AppendTable(page, table);
                break;
        }
    }

    private static void AppendTable(StringBuilder page, Table table)
    {
        page.Append($"<h3>{Text(table.Caption)}</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Text(table.Caption)}\">\n<table>\n<thead><tr>");
        foreach (var (name, number) in table.Columns) page.Append($"<th scope=\"col\"{Class(number)}>{Text(name)}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>");
            for (var i = 0; i < row.Count; i++) page.Append($"<td{Class(table.Columns[i].Number)}>{Split(row[i], table.Columns[i].Number)}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody>\n</table>\n</div>\n");
    }

    private static string Class(bool number) => number ? " class=\"number\"" : "";

    // The interval goes to a second, quieter line below its value.
    private static string Split(string cell, bool number)
    {
        var at = number ? cell.IndexOf(" [", StringComparison.Ordinal) : -1;
        return at < 0 ? Text(cell) : $"{Text(cell[..at])}<small>{Text(cell[at..])}</small>";
    }

    // A number and its percent sign stay on one line.
    private static string Text(string text) => SvgCanvas.Escape(text).Replace(" %", "\u00A0%", StringComparison.Ordinal);
}
