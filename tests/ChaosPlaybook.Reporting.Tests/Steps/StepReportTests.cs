using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting.Tests;

/// <summary>The step that is clearly ahead is named, and none where steps are alike.</summary>
public sealed class StepReportTests
{
    // Decompose, route, validate: 9.9, 83.7 and 6.4 % of 131 ms.
    private static readonly double[] _genesis = [0.01297, 0.10965, 0.00838];

    [Fact]
    [Trait("check", "S5 50")]
    public void The_bottleneck_of_a_pipeline_without_servers_is_named_with_what_it_can_save()
    {
        var finding = Assert.Single(With("takes most of the time", Run(2000, _genesis)));
        Assert.Equal("route takes most of the time of a workflow in 2 cells", finding.Title);
        // Constant times: shares are exact, 0.10965/0.131 = 83.702 %.
        Assert.Contains("takes 83.70 % [83.70, 83.70] of the time of all steps; decompose, the next, 9.90 % [9.90, 9.90].", finding.Detail, StringComparison.Ordinal);
        Assert.Contains("Making it twice as fast saves at most 41.9 % of the duration, doing without it 83.7 %.", finding.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2, 0.2, 0.2)] // alike
    [InlineData(0.5, 0.4, 0.1)] // the first is not far enough ahead of the second
    [InlineData(0.44, 0.28, 0.28)] // nor here of an even share
    [InlineData(1, 0, 0, true)] // too few trials to tell
    public void No_step_is_named_that_is_not_clearly_ahead(double first, double second, double third, bool noisy = false)
    {
        var result = noisy ? Run(3, [first, 0.3, 0.2], exponential: true) : Run(400, [first, second, third]);
        Assert.Empty(With("takes most of the time", result));
    }

    [Fact]
    public void Of_steps_side_by_side_the_saving_is_a_share_of_the_duration_and_not_of_their_sum()
    {
        // 1 s beside 0.3 s and 0.2 s: two thirds of the sum and all of the duration.
        var finding = Assert.Single(With("takes most of the time", Run(50, [1, 0.3, 0.2], parallel: true)));
        Assert.Contains("takes 66.67 % [66.67, 66.67]", finding.Detail, StringComparison.Ordinal);
        Assert.Contains("saves at most 50 % of the duration, doing without it 100 %", finding.Detail, StringComparison.Ordinal);
        Assert.Contains("overlap", Chart(Run(50, [1, 0.3, 0.2], parallel: true)).Subtitle, StringComparison.Ordinal);
    }

    [Fact]
    public void The_step_where_most_workflows_fail_is_named_and_few_failures_are_passed_over()
    {
        var finding = Assert.Single(With("where most workflows fail", Run(2000, [0.1, 0.1, 0.1], rates: [0.02, 0.02, 0.3])));
        Assert.StartsWith("validate is where most workflows fail", finding.Title, StringComparison.Ordinal);
        Assert.Empty(With("where most workflows fail", Run(2000, [0.1, 0.1, 0.1], rates: [0.2, 0.2, 0.2])));
        Assert.Empty(With("where most workflows fail", Run(2000, [0.1, 0.1, 0.1], rates: [0, 0, 0.005])));
    }

    [Fact]
    public void Bars_are_as_long_as_the_mean_time_of_each_step()
    {
        var chart = Chart(Run(10, _genesis));
        var panel = Assert.Single(chart.Panels);
        Assert.Equal(["baseline", "same"], chart.X.Categories!);
        Assert.Equal(["decompose", "route", "validate"], panel.Series.Select(series => series.Name));
        Assert.Equal(_genesis, panel.Series.Select(series => series.Points[0].Y), (known, drawn) => Math.Abs(known - drawn) < 1e-12);
        Assert.DoesNotContain("overlap", chart.Subtitle, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_beyond_the_colours_are_drawn_as_one()
    {
        var times = Enumerable.Range(1, 12).Select(i => (double)i).ToArray();
        var series = Chart(Run(5, times)).Panels[0].Series;
        Assert.Equal(["step6", "step7", "step8", "step9", "step10", "step11", "other steps"], series.Select(each => each.Name));
        Assert.Equal(1 + 2 + 3 + 4 + 5 + 6, series[^1].Points[0].Y, 1e-9);
        Assert.Equal(7, series.Select(each => each.Slot).Distinct().Count());
    }

    [Fact]
    public void Workflows_of_one_step_have_neither_chart_nor_table()
    {
        var result = Run(10, [0.1]);
        Assert.Single(result.Steps[0].Steps);
        Assert.DoesNotContain(StandardCharts.For(result), chart => chart.Name == "steps");
        Assert.DoesNotContain("served by", Page(result), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_holds_a_row_per_step_and_the_picture()
    {
        var page = Page(Run(10, _genesis));
        Assert.Matches(@"\| baseline \| route \| executor1 \| 110 ms \[110, 110\] \| 83\.70* % \[.*\] \| 1 \|", page);
        Assert.Contains("charts/steps.svg", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Panels_below_each_other_name_their_own_unit_where_it_differs()
    {
        var chart = Chart(Run(5, _genesis));
        Series Longer(Series series) => series with { Points = [.. series.Points.Select(point => point with { Y = point.Y * 100 })] };
        var two = chart with { Columns = 1, SharedY = false, Panels = [chart.Panels[0], new("longer", [.. chart.Panels[0].Series.Select(Longer)])] };
        var svg = SvgRenderer.Render(two, SvgMode.Standalone);
        Assert.Contains("mean time per workflow (ms)", svg, StringComparison.Ordinal);
        Assert.Contains("mean time per workflow (s)", svg, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Finding> With(string title, SweepResult result) =>
        [.. Reporting.Findings.Of(result).Where(finding => finding.Title.Contains(title, StringComparison.Ordinal))];

    private static Chart Chart(SweepResult result) => StandardCharts.For(result).Single(chart => chart.Name == "steps").Chart;

    private static string Page(SweepResult result) => Report.Files(result, []).Single(file => file.Path == "report.md").Content;

    private static SweepResult Run(long trials, double[] seconds, double[]? rates = null, bool exponential = false, bool parallel = false)
    {
        string[] names = seconds.Length == 3 ? ["decompose", "route", "validate"] : [.. seconds.Select((_, i) => $"step{i}")];
        WorldOptions world = new()
        {
            Agent = new([.. names.Select((name, i) => new StepOptions(name, $"executor{i}") { After = parallel ? [] : null })]),
            Executors =
            [
                .. seconds.Select((mean, i) => new ExecutorOptions
                {
                    Name = $"executor{i}", Latency = exponential ? new Exponential(mean) : new Constant(mean), Faults = [new ErrorFaultOptions { Rate = rates?[i] ?? 0 }],
                }),
            ],
            Playbook = new("tested", []),
        };
        var plan = new Plan { Name = "steps", Trials = trials, Factors = [], Playbooks = ["baseline", "same"], Points = [new DesignPoint(0, [], [world, world])] };
        return SweepRunner.Run(plan, new() { Workers = 2 }, (options, seed) => new World(options, seed).Run).GetAwaiter().GetResult();
    }
}
