using System.Xml.Linq;

namespace ChaosPlaybook.Reporting.Tests;

/// <summary>Reads an SVG back: boxes of its texts, corners of its paths.</summary>
internal sealed class SvgReading
{
    private readonly XElement _root;

    public SvgReading(string svg) => _root = XElement.Parse(svg);

    public readonly record struct Box(string Role, string Text, double Left, double Top, double Right, double Bottom)
    {
        public bool Overlaps(Box other) => Left < other.Right - 0.5 && other.Left < Right - 0.5 && Top < other.Bottom - 0.5 && other.Top < Bottom - 0.5;
    }

    public double Width => double.Parse(_root.Attribute("viewBox")!.Value.Split(' ')[2]);

    public double Height => double.Parse(_root.Attribute("viewBox")!.Value.Split(' ')[3]);

    public IReadOnlyList<Box> Texts => [.. _root.Descendants().Where(each => each.Name.LocalName == "text").Select(Measure)];

    public IEnumerable<string> Ids => _root.DescendantsAndSelf().Select(each => each.Attribute("id")?.Value).OfType<string>();

    public IReadOnlyList<(double X, double Y)[]> Paths(string role) =>
    [
        .. _root.Descendants().Where(each => each.Name.LocalName == "path" && each.Attribute("class")?.Value == "chart-" + role)
            .Select(path => path.Attribute("d")!.Value.TrimEnd('Z').Split('M', 'L').Skip(1)
                .Select(corner => (double.Parse(corner.Split(',')[0]), double.Parse(corner.Split(',')[1]))).ToArray()),
    ];

    public int Count(string role) => _root.Descendants().Count(each => each.Attribute("class")?.Value == "chart-" + role);

    private static Box Measure(XElement text)
    {
        double Number(string name) => double.Parse(text.Attribute(name)!.Value);
        var content = string.Concat(text.Nodes().OfType<XText>().Select(node => node.Value));
        var size = Number("font-size");
        var width = TextWidth.Of(content, size, text.Attribute("font-weight")?.Value == "bold");
        var left = Number("x") - (text.Attribute("text-anchor")!.Value switch { "middle" => width / 2, "end" => width, _ => 0 });
        return new(text.Attribute("class")!.Value["chart-".Length..], content, left, Number("y") - (0.78 * size), left + width, Number("y") + (0.22 * size));
    }
}
