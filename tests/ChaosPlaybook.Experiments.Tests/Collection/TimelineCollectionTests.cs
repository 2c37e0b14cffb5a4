using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

public class TimelineCollectionTests
{
    private const long Trials = 2100;

    [Fact]
    public async Task Timelines_are_the_same_bytes_for_any_number_of_workers()
    {
        var one = Csv(await Sweep(Workloads(Trials), new() { Workers = 1 }));
        Assert.Equal(one, Csv(await Sweep(Workloads(Trials), new() { Workers = 5 })));
        Assert.Contains("\nsmall,4,0,", one, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bin_holds_the_mean_over_the_trials_and_its_t_interval()
    {
        var plan = Workloads(40);
        var timeline = (await Sweep(plan, new() { Workers = 2 })).Timelines[1];
        var world = new World(plan.Points[0].Worlds[1], plan.Seed);
        Moments goodput = new(), median = new();
        for (var i = 0; i < plan.Trials; i++)
        {
            world.Run(i, out _);
            goodput.Add(world.Timeline!.Values(Timeline.Goodput)[2]);
            if (world.Timeline.Values(Timeline.P50)[2] is var value && !double.IsNaN(value)) median.Add(value);
        }
        var interval = MeanInterval.StudentT(goodput, plan.Confidence);
        Assert.Equal((interval.Value, interval.Low, interval.High), (timeline[Timeline.Goodput][2], timeline[CellTimeline.GoodputLow][2], timeline[CellTimeline.GoodputHigh][2]));
        Assert.Equal(median.Mean, timeline[Timeline.P50][2]);
    }

    [Fact]
    public async Task Reading_gives_back_the_same_timelines()
    {
        var result = await Sweep(Workloads(20), new() { Workers = 2 });
        var csv = Csv(result);
        using var reader = new StringReader(csv);
        var read = result with { Timelines = TimelineCsv.Read(result, reader) };
        Assert.Equal(csv, Csv(read));
        Assert.Equal(result.Timelines.Select(each => each.Cell), read.Timelines.Select(each => each.Cell));
        Assert.Equal(result.Timelines[0].Phases, read.Timelines[0].Phases);
    }

    [Fact]
    public async Task Timelines_of_another_scenario_are_refused()
    {
        var result = await Sweep(Workloads(5), new() { Workers = 1 });
        using var foreign = new StringReader(Csv(result).Replace("small,4,", "other,4,", StringComparison.Ordinal));
        Assert.Throws<InvalidDataException>(() => TimelineCsv.Read(result, foreign));
    }

    [Fact]
    public async Task Shards_and_resumed_sweeps_hold_the_timelines_of_the_whole()
    {
        var plan = Workloads(10);
        var whole = Csv(await Sweep(plan, new() { Workers = 2 }));
        var parts = new[] { await Sweep(plan, new() { Workers = 1, Shard = new(0, 2) }), await Sweep(plan, new() { Workers = 1, Shard = new(1, 2) }) };
        Assert.Equal(whole, Csv(ResultMerge.Merge(parts)));
        Assert.Equal(whole, Csv(await Sweep(plan, new() { Workers = 1, Previous = parts[1] })));
    }

    [Fact]
    public async Task Phases_follow_the_workload_and_an_empty_drain_is_cut_off()
    {
        var timeline = (await Sweep(Workloads(20), new() { Workers = 1 })).Timelines[0];
        Assert.Equal(Enumerable.Repeat(TimelinePhase.WarmUp, 2).Concat(Enumerable.Repeat(TimelinePhase.Counted, 4)), timeline.Phases.Take(6));
        Assert.All(timeline.Phases.Skip(6), phase => Assert.Equal(TimelinePhase.Drain, phase));
        Assert.InRange(timeline.Count, 7, 20); // one server, four seconds of load near 1: far from 60 s of drain
    }

    [Fact]
    public async Task Lone_agents_have_no_timeline() =>
        Assert.Empty((await SweepRunner.Run(Synthetic.Plan(20), new() { Workers = 1 }, (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken)).Timelines);

    private static Task<SweepResult> Sweep(Plan plan, SweepOptions options) =>
        SweepRunner.Run(plan, options, (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken);

    private static string Csv(SweepResult result) => Text.Of(writer => TimelineCsv.Write(result, writer));

    private static Plan Workloads(long trials)
    {
        Level[] rates = [new("2/s", 2), new("4/s", 4)];
        return new Plan
        {
            Name = "workloads",
            Trials = trials,
            Factors = [new("rate", rates)],
            Playbooks = ["baseline", "small"],
            Points = [.. rates.Select((rate, index) => new DesignPoint(index, [rate], [World(rate.Number!.Value, []), World(rate.Number!.Value, [new TimeoutOptions { Seconds = 1 }])]))],
        };
    }

    private static WorldOptions World(double rate, IReadOnlyList<StrategyOptions> pipeline) => new()
    {
        Agent = new([new StepOptions("serve", "station")]),
        Executors = [new ExecutorOptions { Name = "station", Latency = new Exponential(0.3), Servers = 1 }],
        Playbook = new("tested", pipeline),
        Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = 6, WarmUpSeconds = 2 },
    };
}
