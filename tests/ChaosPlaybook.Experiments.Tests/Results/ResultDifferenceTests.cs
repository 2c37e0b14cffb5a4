using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

public class ResultDifferenceTests
{
    /// <summary>Newcombe 1998, Table II, method 10 (score intervals, no continuity correction).</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(10, 10, 0, 10, 0.6075, 1.0000)]
    public void The_difference_of_two_proportions_has_the_published_interval(int a, int m, int b, int n, double low, double high)
    {
        var difference = ResultDifference.Difference(ProportionInterval.Wilson(b, n, 0.95), ProportionInterval.Wilson(a, m, 0.95));
        Assert.Equal((double)a / m - (double)b / n, difference.Value, 12);
        Assert.Equal(low, difference.Low, 4);
        Assert.Equal(high, difference.High, 4);
    }

    /// <summary>A world is down all the time with 0.3, so that its workflows fail together; two sweeps of 20 worlds each.</summary>
    [Fact]
    public async Task Equal_worlds_whose_workflows_fail_together_seem_changed_no_more_often_than_the_confidence_allows()
    {
        const int pairs = 100;
        var told = 0;
        for (var pair = 0UL; pair < pairs; pair++)
        {
            var difference = ResultDifference.Of(await Sweep(2 * pair), await Sweep(2 * pair + 1));
            if (difference.Patterns.Any(pattern => pattern.Change != PatternChange.Still)) told++;
        }
        Assert.InRange(told, 0, pairs * 0.05 + 5 * Math.Sqrt(pairs * 0.05 * 0.95));

        static Task<SweepResult> Sweep(ulong seed)
        {
            var level = new Level("a", null);
            WorldOptions world = new()
            {
                Agent = new([new("ask", "service")]),
                Executors = [new() { Name = "service", Latency = new Constant(0.1), Faults = [new OutageFaultOptions { Course = new() { Up = new Constant(7e6), Down = new Constant(3e6) } }] }],
                Playbook = new("tested", []),
                Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 2 }, ForSeconds = 12, WarmUpSeconds = 2 },
            };
            var plan = new Plan { Name = "down", HasWorkload = true, Trials = 20, Seed = seed, Factors = [new("letter", [level])], Playbooks = ["tested"], Points = [new(0, [level], [world])] };
            return SweepRunner.Run(plan, new() { Workers = 1 }, (options, luck) => new World(options, luck).Run, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Of_many_ways_to_fail_none_is_called_changed_by_luck_alone()
    {
        // Twenty codes with 25 of 10,000 trials each, and one of them with 42 later: z = 2.08 for one, which of twenty is luck.
        var before = Enumerable.Range(500, 20).ToDictionary(OutcomeName.Failed, _ => 25L);
        var result = ResultDifference.Of(Result(before), Result(new(before) { ["failed500"] = 42 }));
        Assert.Equal(20, result.Patterns.Count);
        Assert.All(result.Patterns, pattern => Assert.Equal(PatternChange.Still, pattern.Change));
        result = ResultDifference.Of(Result(before), Result(new(before) { ["failed500"] = 80 }));
        Assert.Single(result.Patterns, pattern => pattern.Change == PatternChange.More);

        static SweepResult Result(Dictionary<string, long> failures)
        {
            var plan = Synthetic.Plan(10_000, [0.3], [("baseline", 0)]);
            return new SweepResult(plan, [new(0, "baseline", plan.Points[0].Levels, 10_000, new Dictionary<string, Estimate>(),
                new Dictionary<string, long>(failures) { ["succeeded"] = 10_000 - failures.Values.Sum() }, 0, 0)], [], [], false);
        }
    }
}
