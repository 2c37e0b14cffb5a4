namespace ChaosPlaybook.Reporting;

/// <summary>Draws one panel: grid, ticks, reference lines, then the mark on top.</summary>
internal static class PanelPainter
{
    /// <summary>Draws a panel into its frame.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="index">Which panel.</param>
    /// <param name="frame">Its plot area.</param>
    /// <param name="yLabels">Write the labels of the upright axis; panels that share it write them once per row.</param>
    public static void Draw(SvgCanvas canvas, Chart chart, int index, Frame frame, bool yLabels)
    {
        var clipId = $"{canvas.Id}-clip-{index}";
        canvas.Raw($"<clipPath id=\"{clipId}\"><rect x=\"{SvgCanvas.N(frame.Left)}\" y=\"{SvgCanvas.N(frame.Top)}\" width=\"{SvgCanvas.N(frame.Width)}\" height=\"{SvgCanvas.N(frame.Height)}\"/></clipPath>");
        if (frame.Categories is null)
            Upright(canvas, frame, yLabels);
        else
            Sideways(canvas, frame, yLabels);
        foreach (var line in chart.Y.Lines) Reference(canvas, chart, frame, line);
        if (!chart.Panels[index].Series.SelectMany(series => series.Points).Any(frame.Shows))
            canvas.Text(frame.Left + (frame.Width / 2), frame.Top + (frame.Height / 2) + 4, "no value", AxisScale.FontSize, "empty", Paint.Muted, "middle");
        chart.Mark.Draw(canvas, frame, chart.Panels[index], $" clip-path=\"url(#{clipId})\"");
        foreach (var line in chart.Y.Lines.Where(line => line.Label.Length > 0 && index == 0)) ReferenceName(canvas, chart, frame, line);
    }

    private static void Upright(SvgCanvas canvas, Frame frame, bool yLabels)
    {
        foreach (var tick in frame.Y.Ticks)
        {
            var y = frame.Y.At(tick.Value);
            canvas.Line(frame.Left, y, frame.Right, y, canvas.Stroke(Paint.Grid, 1));
            if (yLabels) canvas.Text(frame.Left - 7, y + 4.2, tick.Label, AxisScale.FontSize, "tick", Paint.Muted, "end");
        }
        canvas.Line(frame.Left, frame.Bottom, frame.Right, frame.Bottom, canvas.Stroke(Paint.Muted, 1));
        foreach (var tick in frame.X!.Ticks)
        {
            var x = frame.X.At(tick.Value);
            canvas.Line(x, frame.Bottom, x, frame.Bottom + 4, canvas.Stroke(Paint.Muted, 1));
            canvas.Text(x, frame.Bottom + 17, tick.Label, AxisScale.FontSize, "tick", Paint.Muted, "middle");
        }
    }

    private static void Sideways(SvgCanvas canvas, Frame frame, bool names)
    {
        foreach (var tick in frame.Y.Ticks)
        {
            var x = frame.Y.At(tick.Value);
            canvas.Line(x, frame.Top, x, frame.Bottom, canvas.Stroke(Paint.Grid, 1));
            canvas.Text(x, frame.Bottom + 17, tick.Label, AxisScale.FontSize, "tick", Paint.Muted, "middle");
        }
        for (var category = 0; category < frame.Categories!.Count; category++)
        {
            if (category > 0)
            {
                var y = frame.Top + (category * frame.Row);
                canvas.Line(frame.Left, y, frame.Right, y, canvas.Stroke(Paint.Grid, 1, "1 3"));
            }
            if (!names) continue;
            var name = frame.Categories[category];
            var text = TextWidth.Shorten(name, AxisScale.FontSize, frame.Left - 30);
            canvas.Text(frame.Left - 9, frame.Centre(category) + 4.2, text, AxisScale.FontSize, "tick", Paint.Ink, "end", whole: name);
        }
        canvas.Line(frame.Left, frame.Bottom, frame.Right, frame.Bottom, canvas.Stroke(Paint.Muted, 1));
    }

    private static void Reference(SvgCanvas canvas, Chart chart, Frame frame, ReferenceLine line)
    {
        if (!frame.Y.Shows(line.Value)) return;
        var at = frame.Y.At(line.Value);
        var paint = canvas.Stroke(Paint.Ink, 1.2, line.Label.Length > 0 ? "7 4" : "");
        if (chart.X.Categories is null)
            canvas.Line(frame.Left, at, frame.Right, at, paint, "reference");
        else
            canvas.Line(at, frame.Top, at, frame.Bottom, paint, "reference");
    }

    // Beside its line, at the end and side where it hides the least of the data.
    private static void ReferenceName(SvgCanvas canvas, Chart chart, Frame frame, ReferenceLine line)
    {
        if (!frame.Y.Shows(line.Value)) return;
        var at = frame.Y.At(line.Value);
        var width = TextWidth.Of(line.Label, AxisScale.FontSize);
        var halo = "reference-name";
        if (chart.X.Categories is not null)
        {
            var middle = Math.Clamp(at, frame.Left + (width / 2), Math.Max(frame.Left + (width / 2), frame.Right - (width / 2)));
            canvas.Text(middle, frame.Top - 5, line.Label, AxisScale.FontSize, halo, Paint.Muted, "middle");
            return;
        }
        var best = (Hits: int.MaxValue, Left: 0.0, Baseline: 0.0);
        foreach (var left in (double[])[frame.Left + 6, frame.Right - width - 6, frame.Left + ((frame.Width - width) / 2)])
        {
            foreach (var baseline in (double[])[at - 5, at + 14])
            {
                if (baseline - 11 < frame.Top || baseline + 3 > frame.Bottom) continue;
                var hits = Hits(chart.Panels[0], frame, left, left + width, baseline - 11, baseline + 3);
                if (hits < best.Hits) best = (hits, left, baseline);
            }
        }
        if (best.Hits < int.MaxValue) canvas.Text(best.Left, best.Baseline, line.Label, AxisScale.FontSize, halo, Paint.Muted);
    }

    private static int Hits(Panel panel, Frame frame, double left, double right, double top, double bottom)
    {
        var hits = 0;
        foreach (var series in panel.Series)
        {
            var shown = series.Points.Where(frame.Shows).Select(point => (X: frame.X!.At(point.X), Y: frame.Y.At(point.Y))).ToList();
            for (var i = 1; i < shown.Count; i++)
            {
                for (var step = 0; step <= 20; step++)
                {
                    var x = shown[i - 1].X + ((shown[i].X - shown[i - 1].X) * step / 20);
                    var y = shown[i - 1].Y + ((shown[i].Y - shown[i - 1].Y) * step / 20);
                    if (x >= left && x <= right && y >= top - 3 && y <= bottom + 3) hits++;
                }
            }
        }
        return hits;
    }
}
