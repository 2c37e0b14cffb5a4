namespace ChaosPlaybook.Reporting.Tests;

/// <summary>With REPORTING_GALLERY set to a folder, writes every case there to be looked at.</summary>
public sealed class GalleryTests
{
    [Fact]
    public void Every_case_gives_charts()
    {
        var folder = Environment.GetEnvironmentVariable("REPORTING_GALLERY");
        foreach (var (name, build) in Cases.All)
        {
            foreach (var chart in StandardCharts.For(build()))
            {
                var svg = SvgRenderer.Render(chart.Chart, SvgMode.Standalone);
                Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
                if (folder is null) continue;
                Directory.CreateDirectory(Path.Combine(folder, name));
                File.WriteAllText(Path.Combine(folder, name, chart.Name + ".svg"), svg);
            }
        }
    }
}
