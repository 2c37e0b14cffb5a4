using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class RouteTests
{
    private static readonly string[] _others = ["b", "c"];

    /// <summary>Costs 3, 1, 2 for a, b and c; a call at a time.</summary>
    [Theory]
    [InlineData(RouteBy.Order, 3.0), InlineData(RouteBy.Cost, 1.0), InlineData(RouteBy.Load, 3.0), InlineData(RouteBy.SuccessRate, 3.0)]
    public void The_first_written_wins_unless_something_tells_them_apart(RouteBy by, double cost) =>
        Assert.Equal(cost, Small.Run(World(by, steps: 1)).Cost);

    [Fact]
    public void By_cost_what_is_full_is_left_out_for_the_next_dearer_and_a_try_that_finds_all_full_is_refused()
    {
        // Five at a time, one each at b (1), c (2) and a (3); two find all full.
        var record = Small.Run(World(RouteBy.Cost, agents: 5, options => options with { Limit = 1 }));
        Assert.Equal((3, 2, 6.0), (record.Attempts, record.Rejected, record.Cost));
    }

    [Fact]
    public void By_load_attempts_spread_evenly() => Assert.Equal(2 * (3 + 1 + 2), Small.Run(World(RouteBy.Load, agents: 6)).Cost);

    /// <summary>
    /// a fails always: after one failure its rate is (0 + 1)/(1 + 2) = 1/3 against 1/2, after successes b's is (n + 1)/(n + 2).
    /// </summary>
    [Fact]
    public void By_success_rate_one_failure_turns_the_rest_to_the_next()
    {
        var record = Small.Run(World(RouteBy.SuccessRate, steps: 10, failing: "a"));
        Assert.Equal((10, 1, 3.0 + 9), (record.Attempts, record.FaultsInjected, record.Cost));
    }

    [Fact]
    public void What_fails_in_a_row_is_left_out_for_a_while_and_again_after_the_next_failure()
    {
        // Each call takes 0.1 s, or 0.2 s with its retry: a fails at 0.1 and 0.2 s (the second call's first try), is left out for 1 s …
        var options = World(RouteBy.Order, steps: 20, failing: "a", change: route => route with { SkipAfter = 2, SkipSeconds = 1 });
        // Calls end at 0.1, 0.2 (a, a); b serves until 1.2 s: 10 calls; a fails at 1.3 s and is out until 2.3 s: the last 7 are b's.
        Assert.Equal(3, Small.Run(options).FaultsInjected);
    }

    [Fact]
    public void A_retry_goes_where_the_call_has_not_failed_yet()
    {
        var options = World(RouteBy.Order, steps: 4, failing: "a", change: route => route with { Elsewhere = true }, around: new RetryOptions { Retries = 1, Backoff = new() { BaseSeconds = 0 } });
        var record = Small.Run(options);
        Assert.Equal((OutcomeKind.Succeeded, 8, 4), (record.Ended, record.Attempts, record.FaultsInjected));
        Assert.Equal(OutcomeKind.Failed, Small.Run(World(RouteBy.Order, steps: 4, failing: "a", around: new RetryOptions { Retries = 1 })).Ended);
    }

    /// <summary>
    /// Capabilities a: none, b: x, c: x and y; the step needs x. a is out; matches b 1, c 1/2; costs 1 and 2 of at most 3:
    /// b 0.4 + 0.15 + 0.2 + 0.1·2/3, c 0.2 + 0.15 + 0.2 + 0.1/3. b keeps above c while 0.2·load/10 &lt; 0.2333: always.
    /// </summary>
    [Fact]
    [Trait("check", "S5 51")]
    public void By_score_the_specialist_wins_and_who_cannot_do_the_work_is_out()
    {
        Assert.Equal(4, Small.Run(World(RouteBy.Score, agents: 4, needs: ["x"])).Cost);
        Assert.Equal(8, Small.Run(World(RouteBy.Order, agents: 4, needs: ["y"])).Cost);
    }

    /// <summary>Without needs the match is 1 for a and 0 for b and c: a wins with 0.4 + 0.15 + 0.2 + 0 against 0.15 + 0.2 + 0.0667.</summary>
    [Fact]
    public void By_score_who_can_do_nothing_special_matches_a_step_without_needs() => Assert.Equal(6, Small.Run(World(RouteBy.Score, agents: 2)).Cost);

    [Theory]
    [Trait("check", "S5 51")]
    [InlineData(30, 0), InlineData(31, 1), InlineData(45, 15)]
    public void Three_agents_of_ten_tasks_each_take_thirty_and_the_rest_is_refused(int tasks, int refused)
    {
        var record = Small.Run(World(RouteBy.Score, agents: tasks, options => options with { Limit = 10 }));
        Assert.Equal((tasks - refused, refused), (record.Attempts, record.Rejected));
        // Ten at each, for 3, 1 and 2.
        if (refused > 0) Assert.Equal(60, record.Cost);
    }

    [Fact]
    [Trait("check", "S2 13")]
    public void A_step_that_nobody_can_serve_is_an_error()
    {
        var options = World(RouteBy.Order, needs: ["z"]);
        Assert.Equal("step0.needs", Assert.Single(options.Check()).Field);
        Assert.Throws<ArgumentException>(() => new World(options, 1));
    }

    private static WorldOptions World(RouteBy by, int agents = 0, Func<RouteOptions, RouteOptions>? change = null, int steps = 1, string? failing = null,
        StrategyOptions? around = null, IReadOnlyList<string>? needs = null)
    {
        ExecutorOptions Executor(string name, double cost, params string[] capabilities) => new()
        {
            Name = name, Latency = new Constant(0.1), Cost = cost, Capabilities = capabilities,
            Faults = name == failing ? [new ErrorFaultOptions { Rate = 1 }] : [],
        };
        var route = new RouteOptions { Among = _others, By = by };
        if (change is not null) route = change(route);
        return new()
        {
            Agent = new([.. Enumerable.Range(0, steps).Select(i => new StepOptions($"step{i}", "a") { Optional = around is null && failing is not null, Needs = needs })]),
            Executors = [Executor("a", 3), Executor("b", 1, "x"), Executor("c", 2, "x", "y")],
            Playbook = new("tested", around is null ? [route] : [around, route]),
            Workload = agents == 0 ? null : new ClosedWorkloadOptions { Agents = agents, Think = new Constant(0.01), ForSeconds = 0.015, DrainSeconds = 1000 },
        };
    }
}
