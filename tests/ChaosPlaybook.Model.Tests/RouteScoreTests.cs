using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>0.4 match + 0.3 success + 0.2 (1 − load/10) + 0.1 (1 − cost/highest): who gets the work where one weight decides.</summary>
[Trait("check", "S5 51")]
public class RouteScoreTests
{
    private static readonly string[] _work = ["a", "b", "c", "d"];

    /// <summary>
    /// Nobody has worked yet: 0.15 for success and 0.2 for load each. The specialist is the dearer one and gets 0.4; the generalist
    /// gets 0.4 · needed/known and 0.1 for costing nothing. 0.4 · 1/3 are more than 0.1, 0.4 · 1/5 are less.
    /// </summary>
    [Theory]
    [InlineData(2, 3, "special")] // 0.75 against 0.267 + 0.45 = 0.717
    [InlineData(4, 5, "general")] // 0.75 against 0.32 + 0.45 = 0.77
    public void The_match_decides_where_it_is_worth_more_than_the_price(int needed, int known, string winner)
    {
        string[] needs = [.. _work.Take(needed)];
        var options = World([new("special", 1, needs), new("general", 0, [.. needs, .. Enumerable.Range(0, known - needed).Select(i => $"more{i}")])], needs, steps: 1);
        Assert.Equal(winner == "special" ? 1 : 0, Small.Run(options).Cost);
    }

    /// <summary>
    /// The first fails always and costs 0.05 of the second: it has 0.095 for that, and 0.3/2, 0.3/3, 0.3/4, 0.3/5, 0.3/6 for its success. The
    /// second has 0.15 and nothing: 0.06 + 0.095 is more, 0.05 + 0.095 is less, so the first is asked four times.
    /// </summary>
    [Fact]
    public void The_success_rate_decides_after_four_failures()
    {
        var record = Small.Run(World([new("cheap", 0.05, _work, Fails: true), new("dear", 1, _work)], _work, steps: 10));
        Assert.Equal((4, 10), (record.FaultsInjected, record.Attempts));
        Assert.Equal(4 * 0.05 + 6, record.Cost, 1e-12);
    }

    /// <summary>
    /// The same two, working, asked ten times at once: 0.02 less for every attempt under way against 0.095. The first takes five, then the
    /// second the sixth (0.195 against 0.2), the first the seventh (0.195, 0.18), and so on by turns: seven and three.
    /// </summary>
    [Fact]
    public void The_load_decides_from_the_sixth_on()
    {
        var options = World([new("cheap", 0.05, _work), new("dear", 1, _work)], _work, steps: 1);
        WorldOptions Of(int agents) => options with { Workload = new ClosedWorkloadOptions { Agents = agents, Think = new Constant(0.01), ForSeconds = 0.015, DrainSeconds = 1000 } };
        Assert.Equal(5 * 0.05, Small.Run(Of(5)).Cost, 1e-12);
        Assert.Equal(5 * 0.05 + 1, Small.Run(Of(6)).Cost, 1e-12);
        Assert.Equal(7 * 0.05 + 3, Small.Run(Of(10)).Cost, 1e-12);
    }

    /// <summary>0.75 for the first that is as dear as any, 0.75 + 0.1/2 for the second at half the price.</summary>
    [Fact]
    public void The_price_decides_where_all_else_is_equal()
    {
        Assert.Equal(1, Small.Run(World([new("dear", 2, _work), new("cheap", 1, _work)], _work, steps: 1)).Cost);
        Assert.Equal(1, Small.Run(World([new("cheap", 1, _work), new("dear", 2, _work)], _work, steps: 1)).Cost);
    }

    private sealed record Worker(string Name, double Cost, IReadOnlyList<string> Capabilities, bool Fails = false);

    private static WorldOptions World(IReadOnlyList<Worker> workers, IReadOnlyList<string> needs, int steps) => new()
    {
        Agent = new([.. Enumerable.Range(0, steps).Select(i => new StepOptions($"step{i}", workers[0].Name) { Needs = needs, Optional = true })]),
        Executors =
        [
            .. workers.Select(worker => new ExecutorOptions
            {
                Name = worker.Name, Latency = new Constant(0.1), Cost = worker.Cost, Capabilities = worker.Capabilities,
                Faults = worker.Fails ? [new ErrorFaultOptions { Rate = 1 }] : [],
            }),
        ],
        Playbook = new("tested", [new RouteOptions { Among = [.. workers.Skip(1).Select(worker => worker.Name)], By = RouteBy.Score }]),
    };
}
