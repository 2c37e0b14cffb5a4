using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public sealed class RemovedTests
{
    private static WorldOptions Pool(IReadOnlyList<StrategyOptions> pipeline, params string[] removed) => new()
    {
        Agent = new([new StepOptions("work", "a") { Needs = ["work"] }]),
        Executors =
        [
            new ExecutorOptions { Name = "a", Latency = new Exponential(0.1), Servers = 1, Instances = 3, Capabilities = ["work"], Cost = 2 },
            new ExecutorOptions { Name = "b", Latency = new Constant(0.3), Capabilities = ["work"] },
            new ExecutorOptions { Name = "idle", Latency = new Constant(0.3), Capabilities = ["other"] },
        ],
        Workload = new OpenWorkloadOptions { ForSeconds = 50, Arrivals = new PoissonArrivalOptions { Rate = 5 } },
        Playbook = new("tested", pipeline),
        Removed = removed,
    };

    [Fact]
    public void Who_calls_an_executor_that_is_missing_is_answered_with_503_at_once_and_pays_nothing()
    {
        var world = new World(Pool([], "a"), 1);
        world.Run(0, out var record);
        Assert.Equal(record.Agents, world.FailedByCode[503]);
        Assert.Equal(0, record.DurationP99);
        Assert.Equal(0, record.Cost);
        Assert.Equal(record.Calls, record.Attempts);
    }

    [Fact]
    public void A_route_does_not_lead_to_an_executor_that_is_missing()
    {
        var record = Small.Run(Pool([new RouteOptions { Among = ["b", "idle"] }], "a"));
        Assert.Equal(record.Agents, record.Successes);
        Assert.Equal(record.Calls, record.Attempts);
        Assert.Equal(0.3, record.SuccessSeconds, 1e-9);
        var nobody = Small.Run(Pool([new RouteOptions { Among = ["b", "idle"] }], "a", "b"));
        Assert.Equal((nobody.Agents, 0), (nobody.Rejections, nobody.Attempts));
    }

    [Fact]
    public void An_instance_that_is_missing_takes_nothing_and_counts_for_no_capacity()
    {
        var world = new World(Pool([], "a#2"), 1);
        world.Run(0, out var record);
        Assert.Equal(record.Agents, record.Successes);
        var one = world.Timeline!.Values(Timeline.UtilisationOf("a#1")).ToArray();
        var three = world.Timeline.Values(Timeline.UtilisationOf("a#3")).ToArray();
        Assert.All(world.Timeline.Values(Timeline.UtilisationOf("a#2")).ToArray(), value => Assert.True(double.IsNaN(value)));
        Assert.True(one.Max() > 0 && three.Max() > 0);
        Assert.Equal(one.Zip(three, (a, b) => (a + b) / 2), world.Timeline.Values(Timeline.Utilisation).ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Whoever_is_left_meets_the_same_luck()
    {
        var (intact, without) = (Small.Run(Pool([])), Small.Run(Pool([], "b", "idle")));
        Assert.Equal(intact, without);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("a#4")]
    [InlineData("a#0")]
    [InlineData("a#x")]
    [InlineData("b#1")]
    public void A_member_that_the_world_does_not_have_cannot_be_missing(string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => new World(Pool([], name), 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Coverage_counts_the_steps_that_somebody_who_is_there_can_serve()
    {
        RouteOptions[] route = [new() { Among = ["b"] }];
        Assert.Equal(1, new Coverage(Pool(route)).Share);
        Assert.Equal(1, new Coverage(Pool(route, "a")).Share);
        Assert.Equal(1, new Coverage(Pool([], "a#1", "a#2")).Share);
        Assert.Equal(["work"], new Coverage(Pool([], "a#1", "a#2", "a#3")).Lost);
        Assert.Equal(["work"], new Coverage(Pool(route, "a", "b")).Lost);
        Assert.Equal(1, new Coverage(Pool([new FallbackOptions { Executor = "idle" }], "a")).Share);
        Assert.Equal(0, new Coverage(Pool([new FallbackOptions()], "a")).Share);
    }

    [Fact]
    public void The_best_connected_executor_is_joined_to_the_most_steps_and_executors()
    {
        var world = Pool([new RouteOptions { Among = ["b"] }]) with
        {
            Agent = new([new StepOptions("one", "a"), new StepOptions("two", "b")]),
            Executors =
            [
                new ExecutorOptions { Name = "a", Latency = new Constant(1), Calls = [new CallOptions("c"), new CallOptions(["c", "d"])] },
                new ExecutorOptions { Name = "b", Latency = new Constant(1) },
                new ExecutorOptions { Name = "c", Latency = new Constant(1) },
                new ExecutorOptions { Name = "d", Latency = new Constant(1) },
            ],
        };
        var coverage = new Coverage(world);
        // a: step one, c, d; b: steps one and two; c and d: a.
        Assert.Equal([3, 2, 1, 1], world.Executors.Select(executor => coverage.DegreeOf(executor.Name)));
    }
}
