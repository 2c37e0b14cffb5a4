using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>A file of a report, not yet written.</summary>
/// <param name="Path">Path below the results folder, with forward slashes.</param>
/// <param name="Content">Text, to be written as UTF-8 without a byte order mark.</param>
public sealed record ReportFile(string Path, string Content);

/// <summary>Everything the room makes of a sweep.</summary>
public static class Report
{
    /// <summary>Charts and pages: <c>charts/*.svg</c>, <c>report.md</c>, <c>report.html</c>. Same result and provenance, same bytes.</summary>
    /// <param name="result">The sweep.</param>
    /// <param name="provenance">When, where and how: shown in the last section of the pages and nowhere else.</param>
    public static IReadOnlyList<ReportFile> Files(SweepResult result, IReadOnlyList<(string Name, string Value)> provenance)
    {
        var charts = StandardCharts.For(result);
        var findings = Findings.Of(result);
        return
        [
            .. charts.Select(chart => new ReportFile($"charts/{chart.Name}.svg", SvgRenderer.Render(chart.Chart, SvgMode.Standalone))),
            new("report.md", MarkdownReport.Write(result, findings, charts, provenance)),
            new("report.html", HtmlReport.Write(result, findings, charts, provenance)),
        ];
    }
}
