using System.Text;

namespace ChaosPlaybook.Reporting;

/// <summary>Turns a <see cref="Chart"/> into SVG. Same chart, same bytes.</summary>
public static class SvgRenderer
{
    /// <summary>Width of every chart in pixels of its view box; the height follows the content.</summary>
    public const double Width = 760;

    private const double Margin = 16;

    /// <summary>Draws the chart.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="mode">Whether it stands alone or inside a page.</param>
    public static string Render(Chart chart, SvgMode mode)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var canvas = new SvgCanvas(mode, Identifier(chart.Id));
        var top = Header(canvas, chart);

        var ends = EndLabels.For(chart, right => PanelGrid.Lay(chart, Margin, 0, Width - Margin - right).Frames[0]);
        if (ends is null && NeedsLegend(chart))
        {
            var legend = new Legend(Entries(chart), Width - (2 * Margin));
            legend.Draw(canvas, chart.Mark, Margin, top);
            top += legend.Height;
        }

        var grid = PanelGrid.Lay(chart, Margin, top, Width - Margin - (ends?.Width ?? 0));
        for (var i = 0; i < chart.Panels.Count; i++)
        {
            grid.DrawWords(canvas, i);
            PanelPainter.Draw(canvas, chart, i, grid.Frames[i], grid.HasYLabels(i));
        }
        ends?.Draw(canvas, grid.Frames[0]);
        return Wrap(chart, canvas, mode, Math.Ceiling(grid.Bottom + Margin));
    }

    private static double Header(SvgCanvas canvas, Chart chart)
    {
        var y = Margin;
        foreach (var line in TextWidth.Wrap(chart.Title, 16, Width - (2 * Margin), bold: true))
        {
            canvas.Text(Margin, y + 13, line, 16, "title", Paint.Ink, bold: true);
            y += 21;
        }
        foreach (var line in TextWidth.Wrap(chart.Subtitle, 13, Width - (2 * Margin)))
        {
            canvas.Text(Margin, y + 12, line, 13, "subtitle", Paint.Muted);
            y += 17;
        }
        return y + 9;
    }

    /// <summary>Every series once, in order of first appearance.</summary>
    private static IEnumerable<Series> Entries(Chart chart) =>
        chart.Panels.SelectMany(panel => panel.Series).DistinctBy(series => (series.Name, series.Slot));

    // Rows that already carry the names of their series need no legend.
    private static bool NeedsLegend(Chart chart) =>
        chart.X.Categories is not { } names || chart.Mark is not DotsMark || chart.Panels.SelectMany(panel => panel.Series)
            .Any(series => series.Points.Any(point => names[(int)point.X] != series.Name));

    private static string Wrap(Chart chart, SvgCanvas canvas, SvgMode mode, double height)
    {
        var description = chart.Description.Length > 0 ? chart.Description : chart.Subtitle;
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SvgCanvas.N(Width)} {SvgCanvas.N(height)}\"");
        if (mode == SvgMode.Standalone) svg.Append($" width=\"{SvgCanvas.N(Width)}\" height=\"{SvgCanvas.N(height)}\"");
        svg.Append($" role=\"img\" aria-labelledby=\"{canvas.Id}-title {canvas.Id}-desc\" font-family=\"{SvgCanvas.Fonts}\">\n");
        svg.Append($"<title id=\"{canvas.Id}-title\">{SvgCanvas.Escape(chart.Title)}</title>\n");
        svg.Append($"<desc id=\"{canvas.Id}-desc\">{SvgCanvas.Escape(description)}</desc>\n");
        if (mode == SvgMode.Standalone)
            svg.Append($"<rect width=\"{SvgCanvas.N(Width)}\" height=\"{SvgCanvas.N(height)}\" fill=\"{Palette.LightPage}\"/>\n");
        return svg.Append(canvas).Append("</svg>\n").ToString();
    }

    /// <summary>Letters, digits and hyphens only: safe as an id whatever the chart is called.</summary>
    private static string Identifier(string text) =>
        "chart-" + string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
}
