using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>Counts over trials, and pass^k.</summary>
public class CountMeasuresTests
{
    [Fact]
    public void Mean_of_a_count_has_the_t_interval_of_its_values()
    {
        var tally = new CountTally();
        var moments = new Moments();
        for (var i = 0; i < 100; i++)
        {
            tally.Add(new TrialRecord { Hedges = 1_000_000 + i % 7, Compensations = i % 2 });
            moments.Add(1_000_000 + i % 7);
        }
        var expected = MeanInterval.StudentT(moments, 0.95);
        var found = tally.Estimate(Metric.Hedges, 100, 0.95)!.Value;
        Assert.Equal((expected.Value, expected.Low, expected.High), (found.Value, found.Low, found.High), (one, other) =>
            Math.Abs(one.Item1 - other.Item1) < 1e-6 && Math.Abs(one.Item2 - other.Item2) < 1e-6 && Math.Abs(one.Item3 - other.Item3) < 1e-6);
        Assert.Equal(0.5, tally.Estimate(Metric.Compensations, 100, 0.95)!.Value.Value, 12);
        Assert.Equal(0, tally.Estimate(Metric.CacheHits, 100, 0.95)!.Value.Value);
    }

    /// <summary>C(9, 8)/C(10, 8) = 9/45.</summary>
    [Fact]
    public void Pass_of_eight_is_the_share_of_choices_that_succeeded_throughout()
    {
        Assert.Equal(0.2, PassAll.Of(9, 10, 8, 0.95).Value, 12);
        Assert.Equal(0, PassAll.Of(7, 10, 8, 0.95).Value);
        Assert.Equal(1, PassAll.Of(10, 10, 8, 0.95).Value);
        Assert.True(double.IsNaN(PassAll.Of(7, 7, 8, 0.95).Value));
    }

    /// <summary>E[C(s, k)/C(n, k)] = p^k, summed over the binomial law of s for n = 12.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void Pass_of_eight_is_unbiased(double p)
    {
        const int n = 12;
        var (expected, choose) = (0.0, 1.0);
        for (var s = 0; s <= n; s++)
        {
            expected += choose * Math.Pow(p, s) * Math.Pow(1 - p, n - s) * PassAll.Of(s, n, 8, 0.95).Value;
            choose = choose * (n - s) / (s + 1);
        }
        Assert.Equal(Math.Pow(p, 8), expected, 12);
    }
}

/// <summary>Error codes of the agents of a workload.</summary>
public class AgentCodeTests
{
    [Fact]
    public async Task Failed_agents_of_a_workload_keep_their_error_codes()
    {
        var world = new WorldOptions
        {
            Agent = new([new StepOptions("call", "service")]),
            Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.1), Faults = [new ErrorFaultOptions { Script = [new(503), new(429), new(503), ScriptedAnswer.Ok] }] }],
            Playbook = new("plain", []),
            Workload = new OpenWorkloadOptions { Arrivals = new TraceArrivalOptions { Times = [1, 2, 3, 4, 5] }, ForSeconds = 10 },
        };
        var plan = new Plan
        {
            Name = "codes", Seed = 1, Trials = 7, Playbooks = ["plain"], Factors = [], HasWorkload = true,
            Points = [new DesignPoint(0, [], [world])],
        };
        var result = await SweepRunner.Run(plan, new SweepOptions(), (options, seed) => new World(options, seed).Run, TestContext.Current.CancellationToken);
        Assert.Equal(new Dictionary<string, long> { ["failed429"] = 7, ["failed503"] = 14, ["succeeded"] = 14 }, result.Cells[0].Outcomes);
    }
}
