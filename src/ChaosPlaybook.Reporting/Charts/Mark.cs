namespace ChaosPlaybook.Reporting;

/// <summary>How points become ink. A new mark is one new file.</summary>
public abstract class Mark
{
    /// <summary>A line per series, its interval as a band.</summary>
    public static Mark LineWithBand { get; } = new LineWithBandMark();

    /// <summary>A line per series, intervals as bars beside each other.</summary>
    public static Mark LineWithBars { get; } = new LineWithBarsMark();

    /// <summary>Shares of a whole over a numeric axis, stacked in series order from below.</summary>
    public static Mark StackedArea { get; } = new StackedAreaMark();

    /// <summary>A dot with its interval per category and series.</summary>
    public static Mark Dots { get; } = new DotsMark();

    /// <summary>Shares of a whole per category, stacked from the left.</summary>
    public static Mark StackedBars { get; } = new StackedBarsMark(ofWhole: true);

    /// <summary>Amounts per category, stacked from the left to their sum.</summary>
    public static Mark StackedAmounts { get; } = new StackedBarsMark(ofWhole: false);

    /// <summary>The end of each line can carry its name.</summary>
    internal virtual bool HasLineEnds => false;

    /// <summary>Height of a category row that holds this many series; 0 for marks over a numeric axis.</summary>
    internal virtual double RowHeight(int series) => 0;

    /// <summary>Values along y that must be visible.</summary>
    internal virtual IEnumerable<double> Extent(Panel panel) =>
        panel.Series.SelectMany(series => series.Points).SelectMany(point => (double[])[point.Y, point.Low, point.High]);

    /// <summary>Draws the series of a panel.</summary>
    internal abstract void Draw(SvgCanvas canvas, Frame frame, Panel panel, string clip);

    /// <summary>Draws the sample of a series in the legend, 26 wide around a height.</summary>
    internal virtual void Sample(SvgCanvas canvas, double x, double y, int slot)
    {
        canvas.Line(x, y, x + 26, y, canvas.Stroke(Paint.Series(slot), 2.2, Palette.DashOf(slot)));
        Marker.Draw(canvas, x + 13, y, slot);
    }
}
