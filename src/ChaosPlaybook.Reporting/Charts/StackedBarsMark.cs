namespace ChaosPlaybook.Reporting;

/// <summary>One bar per category, its shares stacked from the left in series order.</summary>
internal sealed class StackedBarsMark : Mark
{
    internal override double RowHeight(int series) => 34;

    internal override IEnumerable<double> Extent(Panel panel) => [0, 1];

    internal override void Draw(SvgCanvas canvas, Frame frame, Panel panel, string clip)
    {
        foreach (var category in Enumerable.Range(0, frame.Categories!.Count))
        {
            var left = 0.0;
            foreach (var series in panel.Series)
            {
                foreach (var point in series.Points.Where(point => point.X == category && point.Y > 0))
                {
                    var (from, to) = (frame.Y.At(left), frame.Y.At(left + point.Y));
                    canvas.Rect(
                        from, frame.Centre(category) - 10, to - from, 20,
                        canvas.Fill(Paint.Share(series.Slot)) + canvas.Stroke(Paint.Page, 0.7), "share", series.Name);
                    left += point.Y;
                }
            }
        }
    }

    internal override void Sample(SvgCanvas canvas, double x, double y, int slot) => Mark.StackedArea.Sample(canvas, x, y, slot);
}
