namespace ChaosPlaybook.Reporting;

/// <summary>A line through the values and an area between the limits; broken where a value is undefined.</summary>
internal sealed class LineWithBandMark : Mark
{
    internal override bool HasLineEnds => true;

    internal override void Draw(SvgCanvas canvas, Frame frame, Panel panel, string clip)
    {
        foreach (var series in panel.Series)
        {
            foreach (var run in Runs(frame, series, needInterval: true))
            {
                var corners = run.Select(point => (frame.X!.At(point.X), frame.Y.At(point.High)))
                    .Concat(run.AsEnumerable().Reverse().Select(point => (frame.X!.At(point.X), frame.Y.At(point.Low)))).ToArray();
                if (run.Count > 1)
                    canvas.Path(SvgCanvas.Polygon(corners), canvas.Fill(Paint.Series(series.Slot), 0.2) + clip, "band");
                else
                    canvas.Line(corners[0].Item1, corners[0].Item2, corners[1].Item1, corners[1].Item2, canvas.Stroke(Paint.Series(series.Slot), 2), "bar");
            }
        }
        foreach (var series in panel.Series) DrawLine(canvas, frame, series, 0);
    }

    /// <summary>The line and its markers, moved sideways by some pixels.</summary>
    internal static void DrawLine(SvgCanvas canvas, Frame frame, Series series, double shift)
    {
        var paint = canvas.Stroke(Paint.Series(series.Slot), 2.2, Palette.DashOf(series.Slot)) + " fill=\"none\" stroke-linejoin=\"round\"";
        foreach (var run in Runs(frame, series, needInterval: false))
        {
            if (run.Count < 2) continue;
            var corners = run.Select(point => (frame.X!.At(point.X) + shift, frame.Y.At(point.Y))).ToArray();
            canvas.Path(SvgCanvas.Polyline(corners), paint, "line");
        }
        foreach (var point in series.Points.Where(frame.Shows))
            Marker.Draw(canvas, frame.X!.At(point.X) + shift, frame.Y.At(point.Y), series.Slot);
    }

    /// <summary>Stretches of points without a gap.</summary>
    private static IEnumerable<List<SeriesPoint>> Runs(Frame frame, Series series, bool needInterval)
    {
        var run = new List<SeriesPoint>();
        foreach (var point in series.Points)
        {
            if (frame.Shows(point) && (!needInterval || point.HasInterval))
            {
                run.Add(point);
                continue;
            }
            if (run.Count > 0) yield return run;
            run = [];
        }
        if (run.Count > 0) yield return run;
    }
}
