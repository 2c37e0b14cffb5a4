using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting.Tests;

public sealed class TimelineChartsTests
{
    private static IReadOnlyList<NamedChart> Timelines(SweepResult result) =>
        [.. StandardCharts.For(result).Where(chart => chart.Name.StartsWith("timeline", StringComparison.Ordinal))];

    [Fact]
    public void Every_playbook_is_drawn_at_the_point_where_they_differ_most()
    {
        var delivered = Storms.Result.Timelines.Select(timeline => timeline[Timeline.Goodput].Sum() / timeline[Timeline.Offered].Sum()).ToList();
        var point = delivered[..3].Max() - delivered[..3].Min() > delivered[3..].Max() - delivered[3..].Min() ? 0 : 3;
        Assert.Equal(Enumerable.Range(point, 3).Select(cell => $"timeline-cell{cell}"), Timelines(Storms.Result).Select(chart => chart.Name));
    }

    [Fact]
    public void No_more_than_six_figures_are_drawn_and_none_without_a_workload()
    {
        var many = Enumerable.Range(0, 9).Select(i => Storms.Result.Timelines[0] with { Cell = i }).ToList();
        var result = Storms.Result with { Timelines = many, Plan = Storms.Result.Plan with { Playbooks = [.. many.Select(timeline => $"p{timeline.Cell}")] } };
        Assert.Equal(6, Timelines(result).Count);
        Assert.Empty(Timelines(Cases.All["petstore"]()));
    }

    [Fact]
    public void A_panel_appears_only_where_there_is_something_to_show()
    {
        var charts = Timelines(Storms.Result);
        Assert.DoesNotContain(charts[0].Chart.Panels, panel => panel.Title.Contains("by their number", StringComparison.Ordinal));
        Assert.Contains(charts[1].Chart.Panels, panel => panel.Title.Contains("by their number", StringComparison.Ordinal));
        Assert.DoesNotContain(charts[1].Chart.Panels.SelectMany(panel => panel.Series), series => series.Name == "breakers open");
        Assert.Contains(charts[2].Chart.Panels.SelectMany(panel => panel.Series), series => series.Name == "breakers open");
    }

    [Fact]
    public void Lines_hold_the_numbers_of_the_table_and_goodput_its_interval()
    {
        var chart = Timelines(Storms.Result)[1];
        var timeline = Storms.Result.Timelines.Single(each => chart.Name == $"timeline-cell{each.Cell}");
        var goodput = chart.Chart.Panels[0].Series.Single(series => series.Name == "goodput").Points;
        Assert.Equal(timeline[Timeline.Goodput], goodput.Select(point => point.Y));
        Assert.Equal(timeline[CellTimeline.GoodputLow], goodput.Select(point => point.Low));
        Assert.Equal(timeline.Times, goodput.Select(point => point.X));
        Assert.Equal(timeline[Timeline.Attempts], chart.Chart.Panels[1].Series[^1].Points.Select(point => Math.Round(point.Y, 9)).Zip(timeline[Timeline.Attempts],
            (drawn, known) => Math.Abs(drawn - known) < 1e-6 ? known : drawn));
    }

    [Fact]
    public void The_figures_stand_in_the_report()
    {
        var files = Report.Files(Storms.Result, []);
        Assert.Equal(3, files.Count(file => file.Path.StartsWith("charts/timeline-cell", StringComparison.Ordinal)));
        Assert.Contains("What happens over time under retries", files.Single(file => file.Path == "report.html").Content, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("REPORTING_GALLERY") is not { } folder) return;
        foreach (var file in files)
        {
            var path = Path.Combine(folder, "storms", file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Content);
        }
    }
}
