namespace ChaosPlaybook.Reporting;

/// <summary>Samples and names of series in rows, for charts whose lines cannot carry their names.</summary>
internal sealed class Legend
{
    private const double FontSize = 12.5;
    private const double SampleWidth = 32;
    private const double Space = 20;
    private const double RowHeight = 20;

    private readonly List<List<(Series Series, string Text, double Width)>> _rows = [];

    /// <summary>Lays the entries out in rows no wider than allowed.</summary>
    public Legend(IEnumerable<Series> entries, double width)
    {
        var used = double.PositiveInfinity;
        foreach (var series in entries)
        {
            var text = TextWidth.Shorten(series.Name, FontSize, width - SampleWidth);
            var own = SampleWidth + TextWidth.Of(text, FontSize);
            if (used + own > width)
            {
                _rows.Add([]);
                used = 0;
            }
            _rows[^1].Add((series, text, own));
            used += own + Space;
        }
    }

    /// <summary>Height of all rows and the space below them.</summary>
    public double Height => _rows.Count == 0 ? 0 : (_rows.Count * RowHeight) + 6;

    /// <summary>Draws the rows from a corner down.</summary>
    public void Draw(SvgCanvas canvas, Mark mark, double left, double top)
    {
        for (var row = 0; row < _rows.Count; row++)
        {
            var x = left;
            var middle = top + (row * RowHeight) + (RowHeight / 2);
            foreach (var (series, text, width) in _rows[row])
            {
                mark.Sample(canvas, x, middle, series.Slot);
                canvas.Text(x + SampleWidth, middle + 4.5, text, FontSize, "legend", Paint.Ink, whole: series.Name);
                x += width + Space;
            }
        }
    }
}
