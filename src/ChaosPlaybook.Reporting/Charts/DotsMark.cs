namespace ChaosPlaybook.Reporting;

/// <summary>One row per category, one dot with its interval per series, one below the other within the row.</summary>
internal sealed class DotsMark : Mark
{
    private const double Gap = 15;

    internal override double RowHeight(int series) => Math.Max(30, (Gap * series) + 12);

    internal override void Draw(SvgCanvas canvas, Frame frame, Panel panel, string clip)
    {
        foreach (var category in Enumerable.Range(0, frame.Categories!.Count))
        {
            var here = panel.Series
                .SelectMany(series => series.Points.Where(point => point.X == category).Select(point => (series.Slot, Point: point))).ToList();
            for (var i = 0; i < here.Count; i++)
            {
                var (slot, point) = here[i];
                if (!frame.Shows(point)) continue;
                var y = frame.Centre(category) + ((i - ((here.Count - 1) / 2.0)) * Gap);
                if (point.HasInterval)
                    LineWithBarsMark.Bar(canvas, slot, (frame.Y.At(point.Low), y), (frame.Y.At(point.High), y), (0, 4), double.IsInfinity(point.High));
                Marker.Draw(canvas, frame.Y.At(point.Y), y, slot, 4.5);
            }
        }
    }

    internal override void Sample(SvgCanvas canvas, double x, double y, int slot)
    {
        canvas.Line(x + 2, y, x + 24, y, canvas.Stroke(Paint.Series(slot), 1.6));
        Marker.Draw(canvas, x + 13, y, slot, 4.5);
    }
}
