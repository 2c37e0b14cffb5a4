namespace ChaosPlaybook.Reporting;

/// <summary>A line through the values and a bar per interval; series stand a little beside each other so that bars do not hide bars.</summary>
internal sealed class LineWithBarsMark : Mark
{
    internal override bool HasLineEnds => true;

    internal override void Draw(SvgCanvas canvas, Frame frame, Panel panel, string clip)
    {
        var step = Math.Min(6, 30.0 / Math.Max(1, panel.Series.Count));
        for (var i = 0; i < panel.Series.Count; i++)
        {
            var series = panel.Series[i];
            var shift = (i - ((panel.Series.Count - 1) / 2.0)) * step;
            LineWithBandMark.DrawLine(canvas, frame, series, shift);
            foreach (var point in series.Points.Where(point => point.HasInterval && frame.Shows(point)))
            {
                var x = frame.X!.At(point.X) + shift;
                Bar(canvas, series.Slot, (x, frame.Y.At(point.Low)), (x, frame.Y.At(point.High)), (3, 0), double.IsInfinity(point.High));
            }
        }
    }

    /// <summary>A bar between two limits with caps; an open end carries an arrow instead.</summary>
    internal static void Bar(SvgCanvas canvas, int slot, (double X, double Y) low, (double X, double Y) high, (double X, double Y) cap, bool open)
    {
        var paint = canvas.Stroke(Paint.Series(slot), 1.6);
        canvas.Line(low.X, low.Y, high.X, high.Y, paint, "bar");
        canvas.Line(low.X - cap.X, low.Y - cap.Y, low.X + cap.X, low.Y + cap.Y, paint);
        if (!open)
        {
            canvas.Line(high.X - cap.X, high.Y - cap.Y, high.X + cap.X, high.Y + cap.Y, paint);
            return;
        }
        var back = cap.X > 0 ? (X: 0.0, Y: 6.0) : (X: -6.0, Y: 0.0);
        canvas.Path(
            SvgCanvas.Polygon(high, (high.X + back.X - cap.X, high.Y + back.Y - cap.Y), (high.X + back.X + cap.X, high.Y + back.Y + cap.Y)),
            canvas.Fill(Paint.Series(slot)), "open");
    }
}
