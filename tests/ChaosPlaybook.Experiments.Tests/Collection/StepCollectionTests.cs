using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

public class StepCollectionTests
{
    private static readonly double[] _means = [0.2, 0.5, 0.3];

    [Fact]
    public async Task Shares_of_time_are_those_of_the_means_and_their_intervals_hold_them()
    {
        var result = await Sweep(Lone(4000, rate: 0), 2);
        foreach (var cell in result.Steps)
        {
            Assert.Equal(1, cell.Steps.Sum(step => step.TimeShare.Value), 1e-12);
            Assert.Equal(result.Cells[cell.Cell][Metric.DurationMean].Value, cell.Steps.Sum(step => step.Seconds.Value), 1e-9);
            for (var i = 0; i < 3; i++)
            {
                Holds(_means[i], cell.Steps[i].Seconds);
                Holds(_means[i], cell.Steps[i].TimeShare);
                Assert.Equal((1, 0, 0), (cell.Steps[i].CallsPerWorkflow, cell.Steps[i].FailureShare.Value, cell.Steps[i].StopShare.Value));
            }
        }
    }

    [Fact]
    public async Task Lone_agents_fail_at_a_step_with_the_interval_of_Wilson()
    {
        const double rate = 0.3;
        var result = await Sweep(Lone(3000, rate), 2);
        var (cell, whole) = (result.Steps[0], result.Cells[0]);
        Assert.Equal(1 - whole[Metric.SuccessRate].Value, cell.Steps.Sum(step => step.StopShare.Value), 1e-12);
        for (var i = 0; i < 3; i++)
        {
            var step = cell.Steps[i];
            Holds(rate, step.FailureShare);
            Holds(Math.Pow(1 - rate, i) * rate, step.StopShare);
            var (calls, failures) = ((long)Math.Round(step.CallsPerWorkflow * 3000), (long)Math.Round(step.StopShare.Value * 3000));
            Assert.Equal(ProportionInterval.Wilson(failures, calls, 0.95), step.FailureShare);
            Assert.Equal(ProportionInterval.Wilson(failures, 3000, 0.95), step.StopShare);
        }
    }

    [Fact]
    public async Task Workflows_of_a_workload_are_weighed_alike_and_their_intervals_count_trials()
    {
        const double rate = 0.3;
        var result = await Sweep(Crowd(200, rate), 2);
        var (cell, whole) = (result.Steps[0], result.Cells[0]);
        Assert.Equal(whole[Metric.DurationMean].Value, cell.Steps.Sum(step => step.Seconds.Value), 1e-9);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, cell.Steps[i].StopShare.Count);
            Holds(rate, cell.Steps[i].FailureShare);
            Holds(Math.Pow(1 - rate, i) * rate, cell.Steps[i].StopShare);
            Assert.Equal(Math.Pow(1 - rate, i), cell.Steps[i].CallsPerWorkflow, 0.05);
        }
    }

    [Fact]
    public async Task Where_nothing_failed_in_a_workload_the_interval_is_no_point()
    {
        foreach (var (rate, share) in new[] { (0.0, 0), (1.0, 1) })
        {
            var result = await Sweep(Crowd(5, rate), 2);
            var agents = result.Cells[0].Outcomes.Values.Sum();
            var (step, success) = (result.Steps[0].Steps[0], result.Cells[0][Metric.SuccessRate]);
            var known = ProportionInterval.Wilson(share * agents, agents, 0.95);
            Assert.Equal(known with { Count = 5 }, step.FailureShare);
            Assert.Equal(known with { Count = 5 }, step.StopShare);
            Assert.Equal((1 - share, 1 - known.High, 1 - known.Low), (success.Value, success.Low, success.High), Near);
        }

        static bool Near((double, double, double) a, (double, double, double) b) =>
            Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) < 1e-12;
    }

    [Fact]
    public async Task Shares_of_rare_failures_in_a_workload_are_held_by_their_intervals_although_many_sweeps_see_none()
    {
        // Five worlds of some 18 workflows each: 0.991⁹⁰ = 44 % of such sweeps see no failure at the first step.
        const double rate = 0.009;
        const int sweeps = 200;
        var (steps, successes, none) = (0, 0, 0);
        var plan = Crowd(5, rate, arrivals: 1);
        for (var seed = 0UL; seed < sweeps; seed++)
        {
            var result = await Sweep(plan with { Seed = seed, Points = [plan.Points[0]], Factors = [plan.Factors[0] with { Levels = [plan.Factors[0].Levels[0]] }] }, 1);
            var (step, success) = (result.Steps[0].Steps[0].FailureShare, result.Cells[0][Metric.SuccessRate]);
            if (step.Value == 0) none++;
            if (step.Low <= rate && rate <= step.High) steps++;
            if (success.Low <= Math.Pow(1 - rate, 3) && Math.Pow(1 - rate, 3) <= success.High) successes++;
        }
        Assert.InRange(none, sweeps / 4, sweeps);
        // Five trials and few failures: Student's t is not exact here, two points are its due as they are Wilson's.
        var least = sweeps * 0.93 - 5 * Math.Sqrt(sweeps * 0.95 * 0.05);
        Assert.InRange(steps, least, sweeps);
        Assert.InRange(successes, least, sweeps);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Steps_are_the_same_bytes_for_any_number_of_workers_any_shards_and_a_continued_sweep(bool crowd)
    {
        var plan = crowd ? Crowd(100, 0.2) : Lone(5000, 0.2);
        var whole = Csv(await Sweep(plan, 1));
        Assert.Equal(1 + 4 * 3, whole.Split('\n').Length - 1);
        Assert.Equal(whole, Csv(await Sweep(plan, 5)));
        var parts = new[] { await Sweep(plan, 2, new(0, 2)), await Sweep(plan, 1, new(1, 2)) };
        Assert.Equal(whole, Csv(ResultMerge.Merge(parts)));
        Assert.Equal(whole, Csv(await Sweep(plan, 3, previous: parts[1])));
    }

    [Fact]
    public async Task A_result_read_from_a_file_holds_the_same_steps()
    {
        var result = await Sweep(Lone(100, 0.2), 1);
        using var stream = new MemoryStream();
        ResultJson.Write(result, [], stream);
        stream.Position = 0;
        Assert.Equal(Csv(result), Csv(ResultJson.Read(stream).Result));
    }

    [Fact]
    public async Task A_workflow_of_one_step_has_a_row_too_and_a_step_never_reached_has_no_share_of_failures()
    {
        var plan = Lone(50, 1);
        var row = Text.Rows(Csv(await Sweep(plan, 1)))[1];
        Assert.Equal(("steps", "step1", "executor1", "0", "NaN", "0"), (row["scenario"], row["step"], row["executor"], row["callsPerWorkflow"], row["failureShare"], row["timeShare"]));
        var worlds = plan.Points.Select(point => point with { Worlds = [.. point.Worlds.Select(world => world with { Agent = new([world.Agent.Steps[0]]) })] });
        Assert.Equal(4, Text.Rows(Csv(await Sweep(plan with { Points = [.. worlds] }, 1))).Count);
    }

    private static void Holds(double known, Estimate estimate) =>
        // Limits at 95 % are 2 standard errors away; 2.6 of these are five.
        Assert.InRange(known, estimate.Value - 2.6 * (estimate.Value - estimate.Low), estimate.Value + 2.6 * (estimate.High - estimate.Value));

    private static Task<SweepResult> Sweep(Plan plan, int workers, Shard? shard = null, SweepResult? previous = null) => SweepRunner.Run(
        plan, new() { Workers = workers, Shard = shard, Previous = previous }, (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken);

    private static string Csv(SweepResult result) => Text.Of(writer => StepsCsv.Write(result, writer));

    private static Plan Crowd(long trials, double rate, double arrivals = 5) =>
        Plan(trials, rate, new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = arrivals }, ForSeconds = 20, WarmUpSeconds = 2 });

    private static Plan Lone(long trials, double rate) => Plan(trials, rate, null);

    private static Plan Plan(long trials, double rate, WorkloadOptions? workload)
    {
        Level[] levels = [new("a", null), new("b", null)];
        ExecutorOptions[] executors =
            [.. _means.Select((mean, i) => new ExecutorOptions { Name = $"executor{i}", Latency = new Exponential(mean), Faults = [new ErrorFaultOptions { Rate = rate }] })];
        WorldOptions world = new()
        {
            Agent = new([.. executors.Select((executor, i) => new StepOptions($"step{i}", executor.Name))]),
            Executors = executors,
            Playbook = new("tested", []),
            Workload = workload,
        };
        return new Plan
        {
            Name = "steps",
            Trials = trials,
            Factors = [new("setting", levels)],
            Playbooks = ["baseline", "same"],
            HasWorkload = workload is not null,
            Points = [.. levels.Select((level, index) => new DesignPoint(index, [level], [world, world]))],
        };
    }
}
