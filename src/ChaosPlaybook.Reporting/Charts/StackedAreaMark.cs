namespace ChaosPlaybook.Reporting;

/// <summary>Shares stacked from below in series order. Every series has the same points.</summary>
internal sealed class StackedAreaMark : Mark
{
    internal override IEnumerable<double> Extent(Panel panel) => [0, 1];

    internal override void Draw(SvgCanvas canvas, Frame frame, Panel panel, string clip)
    {
        if (panel.Series.Count == 0) return;
        var xs = panel.Series[0].Points.Select(point => frame.X!.At(point.X)).ToArray();
        var floor = new double[xs.Length];
        foreach (var series in panel.Series)
        {
            var top = floor.Zip(series.Points, (below, point) => below + (double.IsFinite(point.Y) ? point.Y : 0)).ToArray();
            if (series.Points.Any(point => point.Y > 0))
            {
                var outline = xs.Zip(top, (x, y) => (x, frame.Y.At(y)))
                    .Concat(xs.Zip(floor, (x, y) => (x, frame.Y.At(y))).Reverse()).ToArray();
                canvas.Path(
                    SvgCanvas.Polygon(outline), canvas.Fill(Paint.Share(series.Slot)) + canvas.Stroke(Paint.Page, 0.7) + clip, "share", series.Name);
            }
            floor = top;
        }
    }

    internal override void Sample(SvgCanvas canvas, double x, double y, int slot) =>
        canvas.Rect(x + 4, y - 6, 18, 12, canvas.Fill(Paint.Share(slot)) + canvas.Stroke(Paint.Muted, 0.6));
}
