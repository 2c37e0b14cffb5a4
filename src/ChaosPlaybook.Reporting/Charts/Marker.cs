namespace ChaosPlaybook.Reporting;

/// <summary>Shapes of points: eight outlines, filled first, hollow afterwards.</summary>
internal static class Marker
{
    private const int Shapes = 8;

    /// <summary>Draws the marker of a slot around a point.</summary>
    public static void Draw(SvgCanvas canvas, double x, double y, int slot, double radius = 3.6)
    {
        var hollow = slot / Shapes % 2 == 1;
        var paint = hollow
            ? canvas.Fill(Paint.Page) + canvas.Stroke(Paint.Series(slot), 1.6)
            : canvas.Fill(Paint.Series(slot));
        canvas.Path(Outline(slot % Shapes, x, y, radius), paint, "marker");
    }

    private static string Outline(int shape, double x, double y, double r) => shape switch
    {
        0 => SvgCanvas.Circle(x, y, r),
        1 => SvgCanvas.Polygon((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)),
        2 => SvgCanvas.Polygon((x, y - (1.3 * r)), (x + (1.2 * r), y + (0.9 * r)), (x - (1.2 * r), y + (0.9 * r))),
        3 => SvgCanvas.Polygon((x, y - (1.4 * r)), (x + (1.4 * r), y), (x, y + (1.4 * r)), (x - (1.4 * r), y)),
        4 => SvgCanvas.Polygon((x, y + (1.3 * r)), (x + (1.2 * r), y - (0.9 * r)), (x - (1.2 * r), y - (0.9 * r))),
        5 => Cross(x, y, r),
        6 => SvgCanvas.Polygon((x - (1.4 * r), y - (0.6 * r)), (x + (1.4 * r), y - (0.6 * r)), (x + (1.4 * r), y + (0.6 * r)), (x - (1.4 * r), y + (0.6 * r))),
        _ => SvgCanvas.Polygon((x - (0.6 * r), y - (1.4 * r)), (x + (0.6 * r), y - (1.4 * r)), (x + (0.6 * r), y + (1.4 * r)), (x - (0.6 * r), y + (1.4 * r))),
    };

    private static string Cross(double x, double y, double r)
    {
        var t = 0.45 * r;
        var l = 1.3 * r;
        return SvgCanvas.Polygon(
            (x - t, y - l), (x + t, y - l), (x + t, y - t), (x + l, y - t), (x + l, y + t), (x + t, y + t),
            (x + t, y + l), (x - t, y + l), (x - t, y + t), (x - l, y + t), (x - l, y - t), (x - t, y - t));
    }
}
