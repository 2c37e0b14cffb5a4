using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting.Tests;

public sealed class StandardChartsTests
{
    private static NamedChart Named(string name, string chart) => StandardCharts.For(Cases.All[name]()).Single(each => each.Name == chart);

    [Fact]
    public void A_sweep_gives_six_charts_and_one_playbook_alone_has_no_difference()
    {
        string[] all = ["success-rate", "success-difference", "duration", "inconsistency", "outcome-mix", "amplification"];
        Assert.Equal(all, StandardCharts.For(Cases.All["petstore"]()).Select(chart => chart.Name));
        Assert.DoesNotContain(StandardCharts.For(Cases.All["one playbook"]()), chart => chart.Name == "success-difference");
    }

    [Fact]
    public void A_sweep_without_a_finished_cell_gives_no_chart() => Assert.Empty(StandardCharts.For(Cases.All["nothing finished"]()));

    [Fact]
    public void Failure_rate_is_the_axis_even_when_another_numeric_factor_comes_first()
    {
        var result = new Synthetic { More = [new("retries", [new("1", 1), new("3", 3)])] }.Build();
        var turned = result with { Plan = result.Plan with { Factors = [.. result.Plan.Factors.Reverse()] }, Cells = [.. result.Cells.Select(cell => cell with { Levels = [.. cell.Levels.Reverse()] })] };
        Assert.Equal("failure rate", StandardCharts.For(turned)[0].Chart.X.Label);
    }

    [Fact]
    public void Combinations_of_other_factors_become_panels_and_no_more_than_twelve()
    {
        Assert.Equal(2, Named("two factors", "success-rate").Chart.Panels.Count);
        var many = Named("many combinations", "success-rate").Chart;
        Assert.Equal(12, many.Panels.Count);
        Assert.Contains("The first 12 of 16", many.Subtitle, StringComparison.Ordinal);
    }

    [Fact]
    public void Busy_and_wasted_of_one_combination_stand_side_by_side()
    {
        var result = new Synthetic
        {
            More = [new("zone", [new("a", null), new("b", null), new("c", null)])],
            Change = cell => cell with { Estimates = cell.Estimates.Prepend(new(Metric.Utilisation.Name, Synthetic.Around(0.6, 0.1, 10))).Prepend(new(Metric.WastedShare.Name, Synthetic.Around(0.2, 0.1, 10))).DistinctBy(each => each.Key).ToDictionary() },
        }.Build();
        var chart = StandardCharts.For(result with { Plan = result.Plan with { HasWorkload = true } }).Single(each => each.Name == "utilisation").Chart;
        Assert.Equal((6, 2), (chart.Panels.Count, chart.Columns));
    }

    [Fact]
    public void Without_a_numeric_factor_every_level_or_playbook_is_a_row()
    {
        Assert.Equal(3, Named("words only", "success-rate").Chart.X.Categories!.Count);
        Assert.Equal(["baseline", "training", "trainingNoBreaker", "originalEngine"], Named("no factor", "success-rate").Chart.X.Categories!);
    }

    [Fact]
    public void Percentiles_have_a_panel_each_and_outcomes_a_panel_per_playbook()
    {
        Assert.Equal(["median", "95th percentile", "99th percentile"], Named("petstore", "duration").Chart.Panels.Select(panel => panel.Title));
        Assert.Equal(["baseline", "training", "trainingNoBreaker", "originalEngine"], Named("petstore", "outcome-mix").Chart.Panels.Select(panel => panel.Title));
    }

    [Fact]
    public void Outcomes_are_stacked_success_first_and_add_up_to_one()
    {
        var panel = Named("petstore", "outcome-mix").Chart.Panels[0];
        Assert.Equal("succeeded", panel.Series[0].Name);
        for (var i = 0; i < panel.Series[0].Points.Count; i++) Assert.Equal(1, panel.Series.Sum(series => series.Points[i].Y), 1e-12);
    }

    [Fact]
    public void A_playbook_keeps_its_colour_in_every_chart()
    {
        var slots = StandardCharts.For(Cases.All["petstore"]()).Where(chart => chart.Name != "outcome-mix")
            .SelectMany(chart => chart.Chart.Panels).SelectMany(panel => panel.Series).GroupBy(series => series.Name);
        Assert.All(slots, group => Assert.Single(group.Select(series => series.Slot).Distinct()));
    }

    [Fact]
    public void The_sentence_under_a_chart_names_other_playbooks_when_the_data_are_turned_around()
    {
        var normal = Named("petstore", "success-rate").Reading;
        var turned = StandardCharts.For(new Synthetic { Retries = name => name == "baseline" ? 3 : 0 }.Build())[0].Reading;
        Assert.Contains("(baseline) and", normal, StringComparison.Ordinal);
        Assert.EndsWith("(baseline).", turned, StringComparison.Ordinal);
    }
}
