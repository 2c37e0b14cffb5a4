namespace ChaosPlaybook.Reporting;

/// <summary>Lines over time, too many points for markers, with their intervals as bands; stretches of time may be shaded.</summary>
/// <param name="shades">Stretches of the x axis that lie in shade.</param>
/// <param name="disturbed">Stretches of the x axis in which something is out of the ordinary.</param>
/// <param name="moment">A moment to be marked by an upright line; NaN for none.</param>
internal sealed class CourseMark(
    IReadOnlyList<(double From, double To)> shades, IReadOnlyList<(double From, double To)> disturbed, double moment = double.NaN) : Mark
{
    private static readonly Paint _amber = Paint.Share(2);

    internal override void Draw(SvgCanvas canvas, Frame frame, Panel panel, string clip)
    {
        foreach (var (from, to) in shades)
        {
            var left = frame.X!.At(from);
            canvas.Rect(left, frame.Top, Math.Max(0, frame.X.At(to) - left), frame.Height, canvas.Fill(Paint.Muted, 0.12), "shade");
        }
        foreach (var (from, to) in disturbed)
        {
            var left = frame.X!.At(from);
            canvas.Rect(left, frame.Top, Math.Max(1, frame.X.At(to) - left), frame.Height, canvas.Fill(_amber, 0.4) + clip, "disturbed");
        }
        if (!double.IsNaN(moment))
        {
            var at = frame.X!.At(moment);
            canvas.Line(at, frame.Top, at, frame.Bottom, canvas.Stroke(Paint.Ink, 1.2, "7 4") + clip, "moment");
        }
        foreach (var series in panel.Series)
        {
            foreach (var run in Runs(series.Points, point => frame.Shows(point) && point.HasInterval))
            {
                var corners = run.Select(point => (frame.X!.At(point.X), frame.Y.At(point.High)))
                    .Concat(run.AsEnumerable().Reverse().Select(point => (frame.X!.At(point.X), frame.Y.At(point.Low)))).ToArray();
                canvas.Path(SvgCanvas.Polygon(corners), canvas.Fill(Paint.Series(series.Slot), 0.25) + clip, "band");
            }
        }
        foreach (var series in panel.Series)
        {
            var paint = Stroke(canvas, series.Slot) + " fill=\"none\" stroke-linejoin=\"round\"" + clip;
            foreach (var run in Runs(series.Points, frame.Shows))
                canvas.Path(SvgCanvas.Polyline([.. run.Select(point => (frame.X!.At(point.X), frame.Y.At(point.Y)))]), paint, "line");
        }
    }

    internal override void Sample(SvgCanvas canvas, double x, double y, int slot) => canvas.Line(x, y, x + 26, y, Stroke(canvas, slot));

    private static string Stroke(SvgCanvas canvas, int slot) => canvas.Stroke(Paint.Series(slot), 1.7, Palette.DashOf(slot));

    /// <summary>Stretches of at least two points without a gap.</summary>
    private static IEnumerable<List<SeriesPoint>> Runs(IReadOnlyList<SeriesPoint> points, Func<SeriesPoint, bool> shows)
    {
        List<SeriesPoint> run = [];
        foreach (var point in points.Append(new(double.NaN, double.NaN, double.NaN, double.NaN)))
        {
            if (shows(point))
            {
                run.Add(point);
                continue;
            }
            if (run.Count > 1) yield return run;
            run = [];
        }
    }
}
