using System.Globalization;
using System.Text;

namespace ChaosPlaybook.Reporting;

/// <summary>Where an SVG will live.</summary>
public enum SvgMode
{
    /// <summary>A file of its own: fixed colours on a white background.</summary>
    Standalone,
    /// <summary>Inside a page: no background, colours by custom property, so that the page's dark mode applies.</summary>
    Inline,
}

/// <summary>A colour by meaning.</summary>
/// <param name="Property">Custom property of the page.</param>
/// <param name="Light">Value without a page.</param>
internal readonly record struct Paint(string Property, string Light)
{
    public static Paint Ink { get; } = new("--ink", Palette.LightInk);
    public static Paint Muted { get; } = new("--muted", "#59616B");
    public static Paint Grid { get; } = new("--grid", "#E3E6EA");
    public static Paint Page { get; } = new("--page", Palette.LightPage);

    public static Paint Series(int slot) => new(Palette.Property(slot), Palette.LightOf(slot));

    public static Paint Share(int slot) => new("", Palette.ShareOf(slot));
}

/// <summary>Writes SVG elements: two decimals, escaped text, colours as the mode wants them.</summary>
internal sealed class SvgCanvas(SvgMode mode, string id)
{
    /// <summary>Sans-serif fonts no wider than the estimate in <see cref="TextWidth"/>.</summary>
    public const string Fonts = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    private readonly StringBuilder _text = new();

    /// <summary>Prefix of ids and classes.</summary>
    public string Id => id;

    public override string ToString() => _text.ToString();

    public void Raw(string markup) => _text.Append(markup).Append('\n');

    public string Fill(Paint paint, double opacity = 1) => Colour("fill", paint) + (opacity < 1 ? $" fill-opacity=\"{N(opacity)}\"" : "");

    public string Stroke(Paint paint, double width, string dash = "") =>
        Colour("stroke", paint) + $" stroke-width=\"{N(width)}\"" + (dash.Length > 0 ? $" stroke-dasharray=\"{dash}\"" : "");

    public void Line(double x1, double y1, double x2, double y2, string paint, string role = "") =>
        Raw($"<line{Role(role)} x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"{paint}/>");

    public void Path(string d, string paint, string role = "", string? tip = null) =>
        Raw(tip is null ? $"<path{Role(role)} d=\"{d}\"{paint}/>" : $"<path{Role(role)} d=\"{d}\"{paint}><title>{Escape(tip)}</title></path>");

    public void Rect(double x, double y, double width, double height, string paint, string role = "", string? tip = null) =>
        Raw($"<rect{Role(role)} x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"{paint}"
            + (tip is null ? "/>" : $"><title>{Escape(tip)}</title></rect>"));

    /// <summary>Text with its baseline at y. A shortened text carries the whole one as its title.</summary>
    public void Text(double x, double y, string text, double size, string role, Paint paint, string anchor = "start", bool bold = false, string? whole = null)
    {
        var weight = bold ? " font-weight=\"bold\"" : "";
        var tip = whole is null || whole == text ? "" : $"<title>{Escape(whole)}</title>";
        Raw($"<text{Role(role)} x=\"{N(x)}\" y=\"{N(y)}\" font-size=\"{N(size)}\" text-anchor=\"{anchor}\"{weight}{Colour("fill", paint)}>{Escape(text)}{tip}</text>");
    }

    public static string Circle(double x, double y, double r) =>
        $"M{N(x - r)},{N(y)}a{N(r)},{N(r)} 0 1 0 {N(2 * r)},0a{N(r)},{N(r)} 0 1 0 {N(-2 * r)},0Z";

    public static string Polygon(params ReadOnlySpan<(double X, double Y)> corners) => Polyline(corners) + "Z";

    public static string Polyline(params ReadOnlySpan<(double X, double Y)> corners)
    {
        var d = new StringBuilder();
        foreach (var (x, y) in corners) d.Append(d.Length == 0 ? 'M' : 'L').Append(N(x)).Append(',').Append(N(y));
        return d.ToString();
    }

    /// <summary>Two decimals; no exponent, no negative zero.</summary>
    public static string N(double value)
    {
        var rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>Text for XML: the five entities; characters that XML does not allow become �.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            safe.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' or '\n' or '\r' => " ",
                < 0x20 or 0xFFFE or 0xFFFF => "\uFFFD",
                _ => rune.ToString(),
            });
        }
        return safe.ToString();
    }

    private static string Role(string role) => role.Length == 0 ? "" : $" class=\"chart-{role}\"";

    private string Colour(string attribute, Paint paint) => mode == SvgMode.Standalone || paint.Property.Length == 0
        ? $" {attribute}=\"{paint.Light}\""
        : $" {attribute}=\"var({paint.Property},{paint.Light})\"";
}
