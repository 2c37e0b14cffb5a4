using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>Trials that are worlds of many agents: one trial is one observation.</summary>
public class PopulationTests
{
    // Three trials: agents, successes, attempts, median duration, utilisation.
    private static readonly (int Agents, int Successes, int Attempts, double P50, double Utilisation)[] Trials =
        [(10, 9, 20, 1, 0.5), (40, 20, 50, 2, 0.7), (50, 50, 80, 6, 0.9)];

    // Student's t, 2 degrees of freedom, 97.5 %: tables of any textbook.
    private const double T2 = 4.302652729911275;

    private static Plan Plan(long trials = 3, Precision? precision = null)
    {
        var plan = Synthetic.Plan(trials, [0.1], [("baseline", 0), ("three", 3)], precision);
        var workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 1 }, ForSeconds = 20, WarmUpSeconds = 10 };
        return plan with
        {
            Points = [.. plan.Points.Select(point => point with { Worlds = [.. point.Worlds.Select(world => world with { Workload = workload })] })],
        };
    }

    private static TrialRunner Runner(WorldOptions options, ulong seed)
    {
        var more = options.Playbook.Pipeline.Count > 0 ? 1 : 0;
        return (long replication, out TrialRecord record) =>
        {
            var (agents, successes, attempts, p50, utilisation) = Trials[replication % 3];
            record = new TrialRecord
            {
                Agents = agents, Calls = agents, Successes = successes - more, Failures = agents - successes, Timeouts = more, Attempts = attempts,
                DegradedSuccesses = 2, DurationP50 = p50, DurationP95 = p50 + 1, DurationP99 = p50 + 2, DurationSeconds = p50, SuccessSeconds = double.NaN,
                Delivered = successes, WindowSeconds = 10, Utilisation = utilisation, WastedShare = double.NaN, Shed = 3, Censored = 0, Cost = attempts,
            };
        };
    }

    private static async Task<SweepResult> Sweep(Plan plan, int workers = 2) =>
        await SweepRunner.Run(plan, new() { Workers = workers }, Runner, TestContext.Current.CancellationToken);

    private static void Is(double value, double half, Estimate estimate)
    {
        Assert.Equal((value, value - half, value + half), (estimate.Value, estimate.Low, estimate.High), Close);
        Assert.Equal(3, estimate.Count);
    }

    private static bool Close((double, double, double) one, (double, double, double) other) =>
        Math.Abs(one.Item1 - other.Item1) + Math.Abs(one.Item2 - other.Item2) + Math.Abs(one.Item3 - other.Item3) < 1e-9;

    [Fact]
    public async Task Rates_and_quantiles_are_means_over_trials_with_a_t_interval()
    {
        var cell = (await Sweep(Plan())).Cells[0];
        // Medians 1, 2, 6: mean 3, s² = 7. Utilisation 0.5, 0.7, 0.9: mean 0.7, s = 0.2. Delivered per second 0.9, 2, 5.
        Is(3, T2 * Math.Sqrt(7.0 / 3), cell[Metric.DurationP50]);
        Is(0.7, T2 * 0.2 / Math.Sqrt(3), cell[Metric.Utilisation]);
        Is(7.9 / 3, T2 * Math.Sqrt((0.81 + 4 + 25 - 7.9 * 7.9 / 3) / 2 / 3), cell[Metric.Goodput]);
        Assert.Equal(10.0 / 3, cell[Metric.Offered].Value, 12);
    }

    [Fact]
    public async Task A_success_rate_weighs_every_trial_alike_and_stays_between_0_and_1()
    {
        // 0.9, 0.5 and 1, not 79 of 100.
        var rate = (await Sweep(Plan())).Cells[0][Metric.SuccessRate];
        Assert.Equal((0.9 + 0.5 + 1) / 3, rate.Value, 12);
        Assert.Equal(1, rate.High);
        Assert.Equal(0.8 - T2 * Math.Sqrt(0.07 / 3), rate.Low, 9);
    }

    [Fact]
    public async Task Amplification_is_the_ratio_of_all_attempts_to_all_calls() =>
        Assert.Equal(150.0 / 100, (await Sweep(Plan())).Cells[0][Metric.Amplification].Value, 12);

    [Fact]
    public async Task Outcomes_count_agents()
    {
        var cell = (await Sweep(Plan())).Cells[0];
        Assert.Equal([("degraded", 6L), ("failed", 21L), ("succeeded", 73L)], cell.Outcomes.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(100, cell.Outcomes.Values.Sum());
    }

    [Fact]
    public async Task A_reading_that_no_trial_has_is_not_a_number()
    {
        var cell = (await Sweep(Plan())).Cells[0];
        Assert.Equal((double.NaN, 0L), (cell[Metric.WastedShare].Value, cell[Metric.WastedShare].Count));
        var lone = (await Synthetic.Sweep(Synthetic.Plan(10))).Cells[0];
        Assert.All(Measure.PopulationMeans.Skip(5), row => Assert.Equal(double.NaN, lone[row.Metric].Value));
    }

    [Fact]
    public async Task Differences_of_shares_and_quantiles_are_paired_means()
    {
        var result = await Sweep(Plan());
        var rate = Assert.Single(result.Comparisons, each => each.Metric == "successRate");
        // One agent in 10, 40 and 50 less.
        double[] differences = [-0.1, -0.025, -0.02];
        var mean = differences.Average();
        var sd = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / 2);
        Is(mean, T2 * sd / Math.Sqrt(3), rate.Difference);
        Assert.Equal(Verdict.Equal, Assert.Single(result.Comparisons, each => each.Metric == "durationP99Seconds").Verdict);
        Assert.DoesNotContain(result.Comparisons, each => each.Metric == "amplification");
    }

    [Fact]
    public async Task Few_trials_are_spread_over_workers_and_give_the_same_bytes_for_any_number_of_them()
    {
        var plan = Plan(200);
        var blocks = new List<int>();
        await foreach (var block in new Sweep(plan, plan.Points, Runner, 2).Blocks(TestContext.Current.CancellationToken)) blocks.Add(block.Count);
        Assert.Equal(200, blocks.Sum());
        Assert.InRange(blocks.Max(), 1, 200 / 32);
        var one = await Sweep(plan, 1);
        foreach (var workers in new[] { 3, 16 })
        {
            var several = await Sweep(plan, workers);
            Assert.Equal((Text.Cells(one), Text.Comparisons(one)), (Text.Cells(several), Text.Comparisons(several)));
        }
    }

    [Fact]
    public async Task A_result_read_from_a_file_still_knows_of_the_workload()
    {
        var result = await Sweep(Plan());
        using var stream = new MemoryStream();
        ResultJson.Write(result, [], stream);
        stream.Position = 0;
        var read = ResultJson.Read(stream).Result;
        Assert.True(read.Plan.HasWorkload);
        Assert.Equal(Text.Cells(result), Text.Cells(read));
    }

    [Fact]
    public async Task Rows_of_trials_have_the_columns_of_worlds()
    {
        var plan = Plan();
        using var writer = new StringWriter();
        using var rows = new TrialsCsv(plan, writer);
        await SweepRunner.Run(plan, new() { Workers = 1, Trials = rows }, Runner, TestContext.Current.CancellationToken);
        rows.Flush();
        var row = Text.Rows(writer.ToString())[1];
        Assert.Equal(("three", "0", "10", "8", "1", "1", "20"), (row["playbook"], row["replication"], row["agents"], row["successes"], row["failures"], row["timeouts"], row["attempts"]));
        Assert.Equal("false", row["truncated"].ToLowerInvariant());
    }

    [Fact]
    public async Task Worlds_with_and_without_a_workload_are_not_mixed()
    {
        var plan = Plan();
        var mixed = plan with { Points = [plan.Points[0] with { Worlds = [plan.Points[0].Worlds[0], plan.Points[0].Worlds[1] with { Workload = null }] }] };
        Assert.Contains("could not be compared", (await Assert.ThrowsAsync<ArgumentException>(() => Sweep(mixed))).Message, StringComparison.Ordinal);
    }
}
