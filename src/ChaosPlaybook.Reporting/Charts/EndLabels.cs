namespace ChaosPlaybook.Reporting;

/// <summary>Names of series at the ends of their lines, moved apart where lines end close together.</summary>
internal sealed class EndLabels
{
    private const double FontSize = 12.5;
    private const double Gap = 16;
    private const double WidestName = 190;
    private const double FarthestMove = 70;
    private const int Most = 8;

    private readonly IReadOnlyList<Series> _series;

    private EndLabels(IReadOnlyList<Series> series) => _series = series;

    /// <summary>Space needed right of the plot.</summary>
    public double Width => 26 + _series.Max(series => TextWidth.Of(series.Name, FontSize));

    /// <summary>The labels, or nothing when the names do not fit: too long, too many, or lines that end early.</summary>
    public static EndLabels? For(Chart chart, Func<double, Frame> frameOfWidth)
    {
        if (!chart.Mark.HasLineEnds || chart.Panels.Count != 1 || chart.X.Categories is not null) return null;
        var series = chart.Panels[0].Series;
        if (series.Count is 0 or > Most || series.Any(one => TextWidth.Of(one.Name, FontSize) > WidestName)) return null;
        var labels = new EndLabels(series);
        var frame = frameOfWidth(labels.Width);
        var last = series.SelectMany(one => one.Points).Max(point => point.X);
        if (series.Any(one => one.Points.Count == 0 || one.Points[^1].X != last || !frame.Shows(one.Points[^1]))) return null;
        var wishes = labels.Wishes(frame);
        var places = LabelPlacement.Spread(wishes, Gap, frame.Top + 2, frame.Bottom - 2);
        return places is null || wishes.Zip(places, (wish, place) => Math.Abs(wish - place)).Max() > FarthestMove ? null : labels;
    }

    /// <summary>Draws the names, with a thin leader to each line end that is not straight beside its name.</summary>
    public void Draw(SvgCanvas canvas, Frame frame)
    {
        var wishes = Wishes(frame);
        var places = LabelPlacement.Spread(wishes, Gap, frame.Top + 2, frame.Bottom - 2)!;
        for (var i = 0; i < _series.Count; i++)
        {
            canvas.Path(
                SvgCanvas.Polyline((frame.Right - 4, wishes[i]), (frame.Right + 4, wishes[i]), (frame.Right + 14, places[i]), (frame.Right + 18, places[i])),
                canvas.Stroke(Paint.Series(_series[i].Slot), 1) + " fill=\"none\"", "leader");
            canvas.Text(frame.Right + 21, places[i] + 4.5, _series[i].Name, FontSize, "label", Paint.Series(_series[i].Slot), bold: false);
        }
    }

    private double[] Wishes(Frame frame) => [.. _series.Select(one => frame.Y.At(one.Points[^1].Y))];
}
