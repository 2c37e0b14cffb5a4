using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

public class CollectionTests
{
    [Fact]
    public void Every_metric_has_exactly_one_line_in_the_table_of_measures()
    {
        string[] lines =
        [
            .. Measure.Shares.Select(line => line.Metric.Name), .. Measure.Means.Select(line => line.Metric.Name),
            .. Measure.SuccessMeans.Select(line => line.Metric.Name), .. Measure.Quantiles.Select(line => line.Metric.Name),
            .. Measure.Ratios.Select(line => line.Metric.Name), .. CountMeasures.All.Select(line => line.Metric.Name), Metric.Pass8.Name,
        ];
        string[] ofWorkloads = [.. Measure.PopulationMeans.Select(line => line.Metric.Name).Except(lines)];
        Assert.Equal(Metric.All.Select(metric => metric.Name).Order(), lines.Concat(ofWorkloads).Order());
    }

    [Fact]
    public void With_a_workload_every_metric_has_exactly_one_line_too()
    {
        string[] lines =
        [
            .. Measure.PopulationMeans.Concat(Measure.Means).Concat(Measure.PopulationSuccessMeans).Select(line => line.Metric.Name),
            .. Measure.PopulationRatios.Select(line => line.Metric.Name), .. CountMeasures.All.Select(line => line.Metric.Name),
        ];
        Assert.Equal(Metric.All.Except([Metric.Pass8]).Select(metric => metric.Name).Order(), lines.Order());
    }

    [Fact]
    public void The_kind_of_a_metric_is_the_part_of_the_table_it_stands_in()
    {
        Assert.All(Measure.Shares, line => Assert.Equal(MetricKind.Proportion, line.Metric.Kind));
        Assert.All(Measure.Means.Concat(Measure.SuccessMeans), line => Assert.Equal(MetricKind.Mean, line.Metric.Kind));
        Assert.All(Measure.Quantiles, line => Assert.Equal(MetricKind.Quantile, line.Metric.Kind));
        Assert.All(Measure.Ratios, line => Assert.Equal(MetricKind.Ratio, line.Metric.Kind));
    }

    [Fact]
    [Trait("check", "S1 8")]
    public async Task Aggregates_equal_a_batch_computation_from_the_rows_of_the_trials()
    {
        var plan = Synthetic.Plan(5000, [0.05, 0.3]);
        using var writer = new StringWriter();
        SweepResult result;
        using (var trials = new TrialsCsv(plan, writer)) result = await Synthetic.Sweep(plan, new SweepOptions { Trials = trials });
        var rows = Text.Rows(writer.ToString());
        Assert.Equal(2 * 3 * 5000, rows.Count);
        foreach (var cell in result.Cells)
        {
            var own = rows.Where(row => row["playbook"] == cell.Playbook && row["failureRate"] == cell.Levels[0].ToString()).ToList();
            var succeeded = own.Where(row => row["succeeded"] == "true").ToList();
            Near(own.Average(Of("durationSeconds")), cell[Metric.DurationMean].Value);
            Near(succeeded.Average(Of("durationSeconds")), cell[Metric.SuccessDurationMean].Value);
            Near(own.Average(Of("attempts")), cell[Metric.Attempts].Value);
            Near(own.Average(Of("retries")), cell[Metric.Retries].Value);
            Near(own.Average(Of("waitSeconds")), cell[Metric.Wait].Value);
            Near(own.Average(Of("quality")), cell[Metric.Quality].Value);
            Near(own.Sum(Of("attempts")) / own.Sum(Of("calls")), cell[Metric.Amplification].Value);
            Near(own.Sum(Of("cost")) / succeeded.Count, cell[Metric.CostPerSuccess].Value);
            Assert.Equal(succeeded.Count / 5000.0, cell[Metric.SuccessRate].Value);
            Assert.Equal(own.Count(row => row["inconsistent"] == "true") / 5000.0, cell[Metric.Inconsistency].Value);
            Assert.Equal(own.Sum(Of("faultsInjected")), cell.FaultsInjected);
            Assert.Equal(own.CountBy(row => row["outcome"]).OrderBy(pair => pair.Key, StringComparer.Ordinal), cell.Outcomes.Select(pair => new KeyValuePair<string, int>(pair.Key, (int)pair.Value)));
            var sorted = own.Select(Of("durationSeconds")).Order().ToList();
            foreach (var (metric, q) in Measure.Quantiles)
                Assert.InRange(cell[metric].Value / sorted[(int)(q * 4999)], 1 - 0.0101, 1 + 0.0101);   // the sketch promises 1 %
            var (mean, half) = Interval(own.Select(Of("durationSeconds")).ToList());
            Near(mean - half, cell[Metric.DurationMean].Low, 1e-4);   // 1.96 for t at 4999 degrees of freedom
        }

        var pairs = rows.Where(row => row["failureRate"] == "0.3").GroupBy(row => row["replication"])
            .Select(group => group.ToDictionary(row => row["playbook"])).ToList();
        var found = result.Comparisons.Single(c => c is { Playbook: "three", Metric: "durationMeanSeconds" } && c.Levels[0].Text == "0.3");
        var (difference, around) = Interval([.. pairs.Select(pair => Of("durationSeconds")(pair["three"]) - Of("durationSeconds")(pair["baseline"]))]);
        Near(difference, found.Difference.Value);
        Near(difference + around, found.Difference.High, 1e-4);
        Assert.Equal(Verdict.Worse, found.Verdict);
    }

    [Fact]
    public async Task Retrying_is_better_in_success_and_equal_where_nothing_fails()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(4000));
        Verdict Of(string rate, Metric metric) =>
            result.Comparisons.Single(c => c.Playbook == "three" && c.Levels[0].Text == rate && c.Metric == metric.Name).Verdict;
        Assert.Equal(Verdict.Equal, Of("0", Metric.SuccessRate));
        Assert.Equal(Verdict.Equal, Of("0", Metric.DurationMean));
        Assert.Equal(Verdict.Better, Of("0.3", Metric.SuccessRate));
        Assert.Equal(Verdict.Better, Of("0.3", Metric.Quality));
        Assert.Equal(Verdict.Better, Of("0.3", Metric.Inconsistency));
        Assert.Equal(Verdict.Worse, Of("0.3", Metric.Attempts));
    }

    [Fact]
    public async Task Where_no_trial_differs_p_is_one_and_only_shares_keep_an_interval()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(1000, [0]));
        Assert.All(result.Comparisons, comparison =>
        {
            Assert.Equal((0, 1, 1, Verdict.Equal), (comparison.Difference.Value, comparison.PValue, comparison.PAdjusted, comparison.Verdict));
            var isShare = Metric.Named(comparison.Metric)!.Kind == MetricKind.Proportion;
            Assert.Equal(isShare, comparison.Difference.HalfWidth > 0);
        });
    }

    [Fact]
    public async Task Comparisons_leave_out_the_baseline_quantiles_ratios_and_durations_of_successes()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(100, [0.1]));
        Assert.Equal(["one", "three"], result.Comparisons.Select(c => c.Playbook).Distinct());
        Assert.Equal(
            Metric.All.Where(m => m.Kind is MetricKind.Proportion or MetricKind.Mean && m != Metric.SuccessDurationMean)
                .Except(Measure.PopulationMeans.Skip(2).Select(line => line.Metric))
                .Except([.. CountMeasures.All.Select(line => line.Metric), Metric.Pass8]).Select(m => m.Name),
            result.Comparisons.Where(c => c.Playbook == "one").Select(c => c.Metric));
    }

    [Fact]
    [Trait("check", "S1 10")]
    public async Task The_baseline_is_the_playbook_of_that_name_wherever_it_stands()
    {
        var last = await Synthetic.Sweep(Synthetic.Plan(3000, [0.3], [("three", 3), ("one", 1), ("baseline", 0)]));
        var first = await Synthetic.Sweep(Synthetic.Plan(3000, [0.3], [("baseline", 0), ("one", 1), ("three", 3)]));
        foreach (var comparison in last.Comparisons)
        {
            var same = first.Comparisons.Single(c => (c.Playbook, c.Metric) == (comparison.Playbook, comparison.Metric));
            Assert.Equal((same.Baseline, same.Difference, same.PAdjusted), (comparison.Baseline, comparison.Difference, comparison.PAdjusted));
        }
    }

    [Fact]
    public async Task Without_success_cost_per_success_and_duration_of_successes_are_undefined()
    {
        var cell = (await Synthetic.Sweep(Synthetic.Plan(500, [1]))).Cells[0];
        Assert.Equal(0, cell[Metric.SuccessRate].Value);
        Assert.True(double.IsNaN(cell[Metric.CostPerSuccess].Value));
        Assert.True(double.IsNaN(cell[Metric.SuccessDurationMean].Value));
    }

    [Fact]
    public async Task A_single_trial_has_values_but_no_limits_and_decides_nothing()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(1, [0.3]));
        Assert.True(double.IsNaN(result.Cells[0][Metric.DurationMean].Low));
        Assert.False(double.IsNaN(result.Cells[0][Metric.DurationMean].Value));
        Assert.DoesNotContain(result.Comparisons, c => c.Verdict is Verdict.Better or Verdict.Worse);
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded, 0, 0, false, false, "succeeded")]
    [InlineData(OutcomeKind.Succeeded, 0, 2, false, false, "degraded")]
    [InlineData(OutcomeKind.Failed, 503, 0, false, false, "failed503")]
    [InlineData(OutcomeKind.Failed, 0, 0, false, false, "failed0")]
    [InlineData(OutcomeKind.Failed, 404, 0, true, false, "escalated")]
    [InlineData(OutcomeKind.TimedOut, 0, 0, false, false, "timedOut")]
    [InlineData(OutcomeKind.Rejected, 503, 0, false, false, "rejected")]
    [InlineData(OutcomeKind.Cancelled, 0, 0, false, false, "cancelled")]
    [InlineData(OutcomeKind.Failed, 500, 0, false, true, "truncated")]
    public void A_trial_is_counted_under_what_matters_most_about_its_end(
        OutcomeKind ended, int code, int degraded, bool escalated, bool truncated, string name)
    {
        var trial = new TrialRecord { Ended = ended, Code = (ushort)code, Degraded = degraded, Escalated = escalated, Truncated = truncated };
        var counts = new OutcomeCounts();
        counts.Add(trial);
        Assert.Equal(name, OutcomeCounts.NameOf(trial));
        Assert.Equal([new(name, 1)], counts.Read());
    }

    [Fact]
    public void Holm_counts_the_design_points_of_one_playbook_and_metric()
    {
        Comparison Of(string playbook, string level, Metric metric, double p) => new(
            playbook, "baseline", [new(level, null)], metric.Name, new Estimate(0.1, 0, 0.2, 100), p, p, Verdict.Inconclusive);
        var judged = Comparisons.Judge(
            [
                Of("a", "1", Metric.SuccessRate, 0.01), Of("a", "2", Metric.SuccessRate, 0.04), Of("a", "3", Metric.SuccessRate, 0.03),
                Of("a", "1", Metric.Cost, 0.04), Of("b", "1", Metric.SuccessRate, 0.02), Of("a", "4", Metric.SuccessRate, double.NaN),
            ],
            0.95);
        // Three p values in the first family: 3 · 0.01, max(that, 2 · 0.03), max(that, 0.04).
        Assert.Equal([0.03, 0.06, 0.06, 0.04, 0.02, double.NaN], judged.Select(c => c.PAdjusted));
        Assert.Equal(
            [Verdict.Better, Verdict.Inconclusive, Verdict.Inconclusive, Verdict.Worse, Verdict.Better, Verdict.Inconclusive],
            judged.Select(c => c.Verdict));
    }

    private static Func<Dictionary<string, string>, double> Of(string column) => row => double.Parse(row[column]);

    private static (double Mean, double Half) Interval(List<double> values)
    {
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return (mean, 1.959964 * Math.Sqrt(variance / values.Count));
    }

    // Sums of 5000 doubles in another order agree to about 5000 · 2⁻⁵³.
    private static void Near(double expected, double actual, double relative = 1e-12) =>
        Assert.InRange(actual, expected - Math.Abs(expected) * relative, expected + Math.Abs(expected) * relative);
}
