namespace ChaosPlaybook.Reporting;

/// <summary>One bar per category, its parts stacked from the left in series order.</summary>
/// <param name="ofWhole">Parts are shares of a whole, in its colours; otherwise amounts in those of the series, and bars are as long as their sum.</param>
internal sealed class StackedBarsMark(bool ofWhole) : Mark
{
    internal override double RowHeight(int series) => 34;

    internal override IEnumerable<double> Extent(Panel panel) => ofWhole
        ? [0, 1]
        : panel.Series.SelectMany(series => series.Points).Where(point => double.IsFinite(point.Y)).GroupBy(point => point.X).Select(bar => bar.Sum(point => point.Y)).Prepend(0);

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
                    canvas.Rect(from, frame.Centre(category) - 10, to - from, 20, canvas.Fill(Colour(series.Slot)) + canvas.Stroke(Paint.Page, 0.7), ofWhole ? "share" : "amount", series.Name);
                    left += point.Y;
                }
            }
        }
    }

    internal override void Sample(SvgCanvas canvas, double x, double y, int slot) =>
        canvas.Rect(x + 4, y - 6, 18, 12, canvas.Fill(Colour(slot)) + canvas.Stroke(Paint.Muted, 0.6));

    private Paint Colour(int slot) => ofWhole ? Paint.Share(slot) : Paint.Series(slot);
}
