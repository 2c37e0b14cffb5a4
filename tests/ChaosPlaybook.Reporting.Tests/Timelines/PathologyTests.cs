using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting.Tests;

/// <summary>Each pathology is found in a course that has it, and not in one that has none.</summary>
public sealed class PathologyTests
{
    [Fact]
    public void Nothing_is_found_in_a_calm_course()
    {
        foreach (var title in new[] { "Retry storm", "Work for nobody", "Saturated", "queue grows", "horizon is too short", "herd", "cascade" })
            Assert.Empty(With(title, Calm()));
    }

    [Fact]
    [Trait("check", "S3 38")]
    public void Ten_seconds_above_one_and_a_half_attempts_are_a_storm_and_nine_are_not()
    {
        static CellTimeline Storm(int seconds) => Calm().Set(Timeline.Attempts, bin => bin >= 30 && bin < 30 + seconds ? 21 : 10);
        Assert.Empty(With("Retry storm", Storm(9)));
        Assert.Contains("from 30 to 40 s up to 2.1 attempts", Assert.Single(With("Retry storm", Storm(10))).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Retries_that_alone_exceed_the_capacity_are_a_storm_below_one_and_a_half_too()
    {
        var full = Calm().Set(Timeline.Attempts, bin => bin >= 30 ? 13 : 10).Set(Timeline.Utilisation, bin => bin >= 30 ? 1 : 0.8);
        Assert.Single(With("Retry storm", full.Set(Timeline.Served, _ => 12)));
        Assert.Empty(With("Retry storm", full.Set(Timeline.Served, _ => 14)));
    }

    [Fact]
    public void Wasted_work_is_weighted_by_the_time_at_work()
    {
        var timeline = Calm().Set(Timeline.Utilisation, bin => bin < 50 ? 1 : 0.5).Set(Timeline.WastedShare, bin => bin < 50 ? 0.2 : 0);
        Assert.Contains(": 13.3 % of the server time", Assert.Single(With("Work for nobody", timeline)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S3 38")]
    public void Full_servers_are_saturated_only_while_the_queue_grows()
    {
        var full = Calm().Set(Timeline.Utilisation, bin => bin is >= 20 and < 40 ? 0.97 : 0.5);
        Assert.Empty(With("Saturated", full));
        var finding = Assert.Single(With("Saturated", full.Set(Timeline.Queue, bin => bin is >= 20 and < 40 ? bin : 0)));
        Assert.Contains("from 20 to 40 s", finding.Detail, StringComparison.Ordinal);
        Assert.Contains("from 20 to 39 jobs", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_that_grows_to_the_end_is_told_from_one_that_is_worked_off()
    {
        var growing = Calm().Set(Timeline.Queue, bin => bin);
        Assert.Contains("is 62 jobs on average in the third quarter of the counted time and 87 in the last", Assert.Single(With("queue grows", growing)).Detail, StringComparison.Ordinal);
        Assert.Empty(With("horizon is too short", growing));
        var falling = Calm().Set(Timeline.Queue, bin => 120 - bin);
        Assert.Empty(With("queue grows", falling));
        Assert.Contains("falls from 58 to 33 jobs", Assert.Single(With("horizon is too short", falling)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_bin_in_which_a_drain_had_work_is_no_horizon_too_short()
    {
        var drained = Calm() with { Phases = [.. Enumerable.Range(0, 100).Select(bin => bin < 90 ? TimelinePhase.Counted : TimelinePhase.Drain)] };
        Assert.Empty(With("horizon is too short", drained));
    }

    [Fact]
    public void A_herd_is_a_peak_after_an_outage_not_a_peak()
    {
        var peak = Calm().Set(Timeline.Attempts, bin => bin == 45 ? 30 : 10);
        Assert.Empty(With("herd", peak));
        var outage = peak.Set(Timeline.Goodput, bin => bin is >= 40 and < 44 ? 1 : 10);
        Assert.Contains("ends at 44 s attempts peak at 3 times", Assert.Single(With("herd", outage)).Detail, StringComparison.Ordinal);
        Assert.Empty(With("herd", outage.Set(Timeline.Attempts, _ => 10)));
    }

    [Fact]
    [Trait("check", "S3 38")]
    [Trait("check", "S4 46")]
    public void A_cascade_names_the_executors_in_order_of_onset()
    {
        var two = Calm().Set(Timeline.QueueOf("shop"), _ => 0).Set(Timeline.UtilisationOf("shop"), bin => bin >= 50 ? 1 : 0.5)
            .Set(Timeline.QueueOf("stock"), _ => 0).Set(Timeline.UtilisationOf("stock"), bin => bin >= 44 ? 1 : 0.5);
        Assert.Contains("2 of 2 executors saturate: stock at 44 s, then shop at 50 s", Assert.Single(With("cascade", two)).Detail, StringComparison.Ordinal);
        Assert.Empty(With("cascade", two.Set(Timeline.UtilisationOf("stock"), _ => 0.9)));
    }

    [Theory]
    [Trait("check", "S3 38")]
    [Trait("check", "S5 50")]
    [InlineData(0.84, 0.1, true)]
    [InlineData(0.84, 0.8, false)]
    [InlineData(0.4, 0.1, false)]
    public void The_bottleneck_is_the_busiest_station_well_ahead_of_the_next(double routing, double planning, bool named)
    {
        var course = Calm().Set(Timeline.QueueOf("planner"), _ => 0).Set(Timeline.UtilisationOf("planner"), _ => planning)
            .Set(Timeline.QueueOf("router"), _ => 0).Set(Timeline.UtilisationOf("router"), _ => routing);
        var found = With("bottleneck", course);
        Assert.Equal(named ? ["router is the bottleneck in 1 cell"] : [], found.Select(finding => finding.Title));
        if (named) Assert.Contains("84 % of the time, those of planner, the next, 10 %", found[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_simulated_surge_shows_the_storm_the_saturation_and_the_waste_of_the_playbook_that_retries()
    {
        var findings = Reporting.Findings.Of(Storms.Result);
        foreach (var title in new[] { "Retry storm in 1 cell", "Saturated servers in 1 cell", "The queue grows to the end in 1 cell" })
            Assert.Contains("retries at rate 12/s", findings.Single(finding => finding.Title == title).Detail, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Finding> With(string title, CellTimeline timeline) =>
        [.. Reporting.Findings.Of(Storms.Result with { Timelines = [timeline] }).Where(finding => finding.Title.Contains(title, StringComparison.Ordinal))];

    /// <summary>A hundred seconds in which ten workflows a second come, succeed and use half of the servers.</summary>
    private static CellTimeline Calm()
    {
        var columns = new Dictionary<string, IReadOnlyList<double>>();
        foreach (var name in Timeline.Standard) columns[name] = Values(_ => 0);
        foreach (var name in new[] { Timeline.Offered, Timeline.Goodput, Timeline.Attempts, Timeline.FirstAttempts, Timeline.Served, CellTimeline.GoodputLow, CellTimeline.GoodputHigh })
            columns[name] = Values(_ => 10);
        columns[Timeline.Utilisation] = Values(_ => 0.5);
        columns[Timeline.InFlight] = Values(_ => 3);
        return new(0, "baseline", [new("4/s", 4)], Values(bin => bin), [.. Enumerable.Repeat(TimelinePhase.Counted, 100)], columns);
    }

    private static double[] Values(Func<int, double> value) => [.. Enumerable.Range(0, 100).Select(value)];
}

internal static class TimelineChanges
{
    /// <summary>The same course with another column.</summary>
    public static CellTimeline Set(this CellTimeline timeline, string column, Func<int, double> value) => timeline with
    {
        Columns = new Dictionary<string, IReadOnlyList<double>>(timeline.Columns) { [column] = [.. Enumerable.Range(0, timeline.Count).Select(value)] },
    };
}
