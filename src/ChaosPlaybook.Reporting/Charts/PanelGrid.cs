namespace ChaosPlaybook.Reporting;

/// <summary>Where the panels of a chart stand, and the words around them.</summary>
internal sealed class PanelGrid
{
    private const double Gap = 22;
    private const double LineHeight = 22;
    private const double TitleSize = 13, TitleLine = 16;
    private const double Below = 44;            // tick labels, axis label, air
    private const double Inset = 14;            // keeps the first and last marker off the frame
    private const double WidestCategory = 250;
    private const double NarrowCategory = 150;

    private readonly Chart _chart;
    private readonly int _columns;
    private readonly double _above;
    private readonly string[][] _titles;

    private PanelGrid(Chart chart, double left, double top, double right)
    {
        _chart = chart;
        var count = chart.Panels.Count;
        _columns = chart.Columns > 0 ? Math.Min(chart.Columns, 4) : count <= 2 ? count : count == 4 ? 2 : 3;
        var height = chart.X.Categories is { } names
            ? names.Count * chart.Mark.RowHeight(WidestRow(chart))
            : chart.PanelHeight > 0 ? chart.PanelHeight : _columns switch { 1 => 290, 2 => 200, _ => 180 };

        var gutters = Enumerable.Range(0, _columns).Select(column => Gutter(column, height)).ToArray();
        var width = (right - left - gutters.Sum() - ((_columns - 1) * Gap)) / _columns;
        _titles = [.. chart.Panels.Select((panel, i) => Lines(panel.Title, width + (HasYLabels(i) && !Sideways ? YScale(panel, height).LabelWidth + 7 : 0)))];
        _above = (_titles.Max(lines => lines.Length) switch { 0 => 0, 1 => 19, _ => 19 + TitleLine }) + NameHeight;
        Frames =
        [
            .. chart.Panels.Select((panel, i) => Place(
                panel,
                left + gutters.Take((i % _columns) + 1).Sum() + (i % _columns * (width + Gap)),
                top + (i / _columns * (_above + height + Below)) + _above,
                width, height)),
        ];
        Bottom = Frames[^1].Bottom + Below - 8;
    }

    /// <summary>Plot area of each panel.</summary>
    public IReadOnlyList<Frame> Frames { get; }

    /// <summary>Lowest pixel used.</summary>
    public double Bottom { get; }

    private bool Sideways => _chart.X.Categories is not null;

    // Upright panels carry the name of y above the axis, where it need not be turned; sideways ones only names of reference lines.
    private double NameHeight => !Sideways || _chart.Y.Lines.Any(line => line.Label.Length > 0) ? LineHeight : 2;

    /// <summary>Lays the panels of a chart between two sides, below a height.</summary>
    public static PanelGrid Lay(Chart chart, double left, double top, double right) => new(chart, left, top, right);

    /// <summary>Whether a panel writes the labels of its upright axis.</summary>
    public bool HasYLabels(int panel) => panel % _columns == 0 || (!Sideways && !_chart.SharedY);

    /// <summary>Title and axis names of a panel.</summary>
    public void DrawWords(SvgCanvas canvas, int panel)
    {
        var frame = Frames[panel];
        var start = HasYLabels(panel) && !Sideways ? frame.Left - frame.Y.LabelWidth - 7 : frame.Left;
        var lines = _titles[panel];
        for (var i = 0; i < lines.Length; i++)
            Write(canvas, start, frame.Top - NameHeight - 6 - ((lines.Length - 1 - i) * TitleLine), frame.Right - start, lines[i], TitleSize, "panel", Paint.Ink);
        var yName = Named(_chart.Y.Label, frame.Y.Unit);
        if (!Sideways && HasYLabels(panel)) Write(canvas, start, frame.Top - 12, frame.Right - start, yName, AxisScale.FontSize, "axis", Paint.Muted);
        // Once below each column; a sideways panel whose unit is not that of the one below it needs its own.
        if (panel + _columns < Frames.Count && (!Sideways || Frames[panel + _columns].Y.Unit == frame.Y.Unit)) return;
        var name = Sideways ? yName : Named(_chart.X.Label, frame.X!.Unit);
        var text = TextWidth.Shorten(name, AxisScale.FontSize, frame.Width);
        canvas.Text(frame.Left + (frame.Width / 2), frame.Bottom + 35, text, AxisScale.FontSize, "axis", Paint.Muted, "middle", whole: name);
    }

    // Two lines at most; what is too much for the second is shortened in its middle.
    private static string[] Lines(string title, double width)
    {
        if (title.Length == 0) return [];
        var lines = TextWidth.Wrap(title, TitleSize, width, bold: true);
        return lines.Count <= 2 ? [.. lines] : [lines[0], string.Join(' ', lines.Skip(1))];
    }

    private static void Write(SvgCanvas canvas, double x, double y, double width, string text, double size, string role, Paint paint)
    {
        var bold = role == "panel";
        if (text.Length > 0) canvas.Text(x, y, TextWidth.Shorten(text, size, width, bold), size, role, paint, bold: bold, whole: text);
    }

    private static string Named(string label, string unit) => unit.Length == 0 ? label : $"{label} ({unit})";

    private Frame Place(Panel panel, double x, double y, double width, double height) => Sideways
        ? new()
        {
            Left = x, Top = y, Width = width, Height = height, Categories = _chart.X.Categories,
            Y = YScale(panel, width - (2 * Inset)).Between(x + Inset, x + width - Inset),
        }
        : new()
        {
            Left = x, Top = y, Width = width, Height = height,
            X = XScale(width - (2 * Inset)).Between(x + Inset, x + width - Inset),
            Y = YScale(panel, height).Between(y + height, y),
        };

    private AxisScale XScale(double pixels) => AxisScale.For(
        _chart.X, _chart.Panels.SelectMany(panel => panel.Series).SelectMany(series => series.Points).Select(point => point.X), pixels, across: true, round: false);

    private AxisScale YScale(Panel panel, double pixels) => AxisScale.For(
        _chart.Y, (_chart.SharedY ? _chart.Panels : [panel]).SelectMany(_chart.Mark.Extent), pixels, across: Sideways, round: true);

    private double Gutter(int column, double height)
    {
        if (column > 0 && (Sideways || _chart.SharedY)) return 0;
        if (Sideways) return Math.Min(_columns > 1 ? NarrowCategory : WidestCategory, _chart.X.Categories!.Max(name => TextWidth.Of(name, AxisScale.FontSize))) + 16;
        return _chart.Panels.Where((_, i) => i % _columns == column).Max(panel => YScale(panel, height).LabelWidth) + 9;
    }

    private static int WidestRow(Chart chart) => chart.Panels.Max(panel =>
        panel.Series.SelectMany(series => series.Points).GroupBy(point => point.X).Select(row => row.Count()).DefaultIfEmpty(1).Max());
}
