using System.Xml.Linq;

namespace ChaosPlaybook.Reporting.Tests;

public sealed class SvgRendererTests
{
    private static IEnumerable<(string Name, SvgReading Svg)> Drawn(string name) =>
        StandardCharts.For(Cases.All[name]()).Select(chart => (chart.Name, new SvgReading(SvgRenderer.Render(chart.Chart, SvgMode.Standalone))));

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void Every_chart_is_well_formed_in_both_modes(string name)
    {
        foreach (var chart in StandardCharts.For(Cases.All[name]()))
        {
            Assert.Equal("svg", XElement.Parse(SvgRenderer.Render(chart.Chart, SvgMode.Standalone)).Name.LocalName);
            Assert.Equal("img", XElement.Parse(SvgRenderer.Render(chart.Chart, SvgMode.Inline)).Attribute("role")!.Value);
        }
    }

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void No_text_leaves_the_picture(string name)
    {
        foreach (var (chart, svg) in Drawn(name))
        {
            foreach (var text in svg.Texts)
            {
                Assert.True(
                    text.Left >= 0 && text.Top >= 0 && text.Right <= svg.Width && text.Bottom <= svg.Height,
                    $"{chart}: “{text.Text}” spans {text.Left:0}..{text.Right:0} × {text.Top:0}..{text.Bottom:0} in {svg.Width} × {svg.Height}");
            }
        }
    }

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void No_two_texts_overlap(string name)
    {
        foreach (var (chart, svg) in Drawn(name))
        {
            var texts = svg.Texts;
            for (var i = 0; i < texts.Count; i++)
            {
                for (var k = i + 1; k < texts.Count; k++)
                    Assert.False(texts[i].Overlaps(texts[k]), $"{chart}: {texts[i]} and {texts[k]}");
            }
        }
    }

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void No_font_is_smaller_than_12(string name)
    {
        foreach (var chart in StandardCharts.For(Cases.All[name]()))
            Assert.All(XElement.Parse(SvgRenderer.Render(chart.Chart, SvgMode.Standalone)).Descendants().Attributes("font-size"), size => Assert.True((double)size >= 12));
    }

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void No_coordinate_is_undefined_or_infinite(string name)
    {
        foreach (var chart in StandardCharts.For(Cases.All[name]()))
        {
            var svg = SvgRenderer.Render(chart.Chart, SvgMode.Standalone);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("∞\"", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Same_chart_gives_same_bytes()
    {
        static string All() => string.Concat(StandardCharts.For(Cases.All["two factors"]()).Select(chart => SvgRenderer.Render(chart.Chart, SvgMode.Inline)));
        Assert.Equal(All(), All());
    }

    [Fact]
    public void Ids_of_charts_on_one_page_are_all_different()
    {
        var ids = StandardCharts.For(Cases.All["petstore"]()).SelectMany(chart => new SvgReading(SvgRenderer.Render(chart.Chart, SvgMode.Inline)).Ids).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[A-Za-z][A-Za-z0-9-]*$", id));
    }

    [Theory, InlineData(10_000), InlineData(40)]
    public void A_band_contains_its_line(long trials)
    {
        var chart = StandardCharts.For(new Synthetic { Trials = trials }.Build())[0].Chart;
        foreach (var series in chart.Panels[0].Series)
        {
            var one = new SvgReading(SvgRenderer.Render(chart with { Panels = [new("", [series])] }, SvgMode.Standalone));
            var band = Assert.Single(one.Paths("band"));
            var line = Assert.Single(one.Paths("line"));
            for (var i = 0; i < line.Length; i++)
            {
                var (high, low) = (band[i], band[^(i + 1)]);
                Assert.Equal(line[i].X, high.X, 0.01);
                Assert.Equal(line[i].X, low.X, 0.01);
                Assert.InRange(line[i].Y, high.Y - 0.02, low.Y + 0.02);
            }
        }
    }

    [Fact]
    public void A_gap_in_the_values_breaks_the_line_in_two()
    {
        SeriesPoint[] points = [new(0, 1, 1, 1), new(1, 2, 2, 2), new(2, double.NaN, 0, 1), new(3, 1, 1, 1), new(4, 2, 2, 2)];
        Assert.Equal(2, new SvgReading(SvgRenderer.Render(Plain(points), SvgMode.Standalone)).Paths("line").Count);
    }

    [Fact]
    public void An_open_interval_reaches_the_top_and_carries_an_arrow()
    {
        SeriesPoint[] points = [new(0, 1, 0.5, double.PositiveInfinity), new(1, 2, 1.5, 2.5)];
        var svg = new SvgReading(SvgRenderer.Render(Plain(points) with { Mark = Mark.LineWithBars }, SvgMode.Standalone));
        Assert.Equal(1, svg.Count("open"));
    }

    [Fact]
    public void Names_stand_at_line_ends_when_they_fit_and_in_a_legend_when_not()
    {
        var few = new SvgReading(SvgRenderer.Render(StandardCharts.For(Cases.All["petstore"]())[0].Chart, SvgMode.Standalone));
        Assert.Equal((4, 0), (few.Count("label"), few.Count("legend")));
        var many = new SvgReading(SvgRenderer.Render(StandardCharts.For(Cases.All["twelve playbooks"]())[0].Chart, SvgMode.Standalone));
        Assert.Equal((0, 12), (many.Count("label"), many.Count("legend")));
    }

    [Fact]
    public void A_chart_that_stands_alone_has_a_white_background_and_fixed_colours()
    {
        var chart = StandardCharts.For(Cases.All["petstore"]())[0].Chart;
        Assert.Contains($"fill=\"{Palette.LightPage}\"/>", SvgRenderer.Render(chart, SvgMode.Standalone), StringComparison.Ordinal);
        Assert.DoesNotContain("var(", SvgRenderer.Render(chart, SvgMode.Standalone), StringComparison.Ordinal);
        Assert.Contains("var(--series-0,", SvgRenderer.Render(chart, SvgMode.Inline), StringComparison.Ordinal);
    }

    private static Chart Plain(SeriesPoint[] points) => new()
    {
        Id = "plain", Title = "Plain", X = new() { Label = "x" }, Y = new() { Label = "y" }, Mark = Mark.LineWithBand, Panels = [new("", [new("one", 0, points)])],
    };
}
