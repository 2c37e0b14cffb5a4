using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class RetryBudgetTests
{
    private static readonly Outcome _ok = Outcome.Success;
    private static readonly Outcome _failed = Outcome.Failure(503);

    [Fact]
    public void The_ratio_budget_allows_one_retry_for_every_five_calls_and_its_reserve()
    {
        // Withdrawals of 1000 / 0.2 against deposits of 1000; the reserve is 1/s · 10 s of them.
        var budget = new RatioBudgetOptions { Percent = 0.2, MinPerSecond = 1, TtlSeconds = 10 }.Build();
        Assert.Equal(10, Allowed(budget, 0));
        for (var call = 0; call < 14; call++) budget.CallBegan(0.5);
        Assert.Equal(2, Allowed(budget, 0.5));
    }

    [Fact]
    public void Deposits_and_withdrawals_of_the_ratio_budget_are_forgotten_after_their_time_to_live()
    {
        var budget = new RatioBudgetOptions { Percent = 1, MinPerSecond = 0, TtlSeconds = 10 }.Build();
        budget.CallBegan(0);
        budget.CallBegan(0);
        Assert.True(budget.TryPay(8.5, _failed, out _));
        // Slices of one second, opened at 0, 8.5, 9.5, 10.5: the tenth one drops the deposits, the withdrawal stays.
        Assert.True(budget.TryPay(9.5, _failed, out _));
        Assert.False(budget.TryPay(10.5, _failed, out _));
        for (var call = 0; call < 2; call++) budget.CallBegan(17.4);
        Assert.False(budget.TryPay(18.4, _failed, out _)); // deposits 2, withdrawals 2
        Assert.True(budget.TryPay(19.4, _failed, out _)); // the first withdrawal is forgotten
        Assert.False(budget.TryPay(19.4, _failed, out _));
    }

    [Fact]
    public void A_budget_of_nothing_refuses_every_retry() =>
        Assert.Equal(0, Allowed(new RatioBudgetOptions { Percent = 0, MinPerSecond = 0 }.Build(), 0));

    [Fact]
    public void The_token_bucket_of_Brooker_is_full_at_first_and_keeps_more_than_the_last_token()
    {
        // 5 tokens: 5, 4, 3, 2 are more than 1; the last one stays.
        var budget = new TokenBucketBudgetOptions().Build();
        Assert.Equal(4, Allowed(budget, 0));
        for (var call = 0; call < 9; call++) budget.CallBegan(0);
        Assert.Equal(1, Allowed(budget, 0));
    }

    [Fact]
    public void Throttling_of_gRPC_stops_retries_at_half_of_the_tokens()
    {
        var retry = new RetryOptions { Retries = 100, Backoff = new() { BaseSeconds = 0 }, Budget = new GrpcBudgetOptions() };
        var (record, outcome, _) = Small.Script([retry], _failed);
        // Five failures leave 5 of 10 tokens, which is not more than half.
        Assert.Equal((5, 4, 1, 503), (record.Attempts, record.Retries, record.BudgetRefused, outcome.Code));
    }

    [Fact]
    public void Throttling_of_gRPC_recovers_by_the_ratio_and_ignores_failures_that_are_not_retried()
    {
        var budget = new GrpcBudgetOptions().Build();
        for (var i = 0; i < 5; i++) budget.AttemptEnded(_failed, true, 0);
        budget.AttemptEnded(Outcome.Failure(400), false, 0);
        Assert.False(budget.TryPay(0, _failed, out _));
        budget.AttemptEnded(_ok, false, 0);
        Assert.True(budget.TryPay(0, _failed, out _)); // 5.1 of 10
        for (var i = 0; i < 20; i++) budget.AttemptEnded(_failed, true, 0);
        for (var i = 0; i < 50; i++) budget.AttemptEnded(_ok, false, 0);
        Assert.False(budget.TryPay(0, _failed, out _)); // never below 0, so exactly 5.0
    }

    [Theory]
    [InlineData(10, 3), InlineData(15, 3), InlineData(19, 3), InlineData(20, 4), InlineData(100, 20)]
    public void Retries_under_way_are_a_fifth_of_the_attempts_under_way_but_at_least_three_in_Envoy(int attempts, int allowed)
    {
        var budget = new EnvoyBudgetOptions().Build();
        for (var i = 0; i < attempts; i++) budget.AttemptBegan();
        Assert.Equal(allowed, Allowed(budget, 0));
        budget.CalledOff();
        Assert.Equal(1, Allowed(budget, 0));
    }

    [Fact]
    public void A_wait_that_is_cut_off_gives_its_place_in_the_Envoy_budget_back()
    {
        var retry = new RetryOptions { Backoff = new() { BaseSeconds = 10 }, Budget = new EnvoyBudgetOptions { Percent = 0, MinConcurrency = 1 } };
        var record = Small.Run(Failing([new TimeoutOptions { Seconds = 1 }, retry]) with
        {
            Workload = new ClosedWorkloadOptions { Agents = 1, Think = new Constant(1), ForSeconds = 100 },
        });
        Assert.True(record.Timeouts > 10);
        Assert.Equal(0, record.BudgetRefused);
    }

    [Fact]
    public void The_quota_of_AWS_pays_five_a_retry_ten_after_a_timeout_and_gives_the_last_cost_back()
    {
        var budget = new AwsBudgetOptions { Capacity = 20 }.Build();
        Assert.True(budget.TryPay(0, Outcome.TimedOut, out var cost));
        Assert.Equal(10, cost);
        Assert.Equal(2, Allowed(budget, 0));
        budget.AttemptEnded(_failed, true, 5);
        Assert.False(budget.TryPay(0, _failed, out _));
        budget.AttemptEnded(_ok, false, 10);
        Assert.Equal(2, Allowed(budget, 0));
        for (var i = 0; i < 4; i++) budget.AttemptEnded(_ok, false, 0);
        Assert.False(budget.TryPay(0, _failed, out _));
        budget.AttemptEnded(_ok, false, 0);
        Assert.True(budget.TryPay(0, _failed, out _));
    }

    [Theory]
    [InlineData(Scope.World, 100), InlineData(Scope.Client, 300), InlineData(Scope.Call, 900)]
    public void A_budget_holds_for_its_scope(Scope scope, int retries)
    {
        // Three clients, 300 calls that fail at every attempt, three retries each if they may.
        var retry = new RetryOptions { Backoff = new() { BaseSeconds = 0 }, Budget = new AwsBudgetOptions { Scope = scope } };
        var record = Small.Run(Failing([retry]) with
        {
            Workload = new ClosedWorkloadOptions { Agents = 300, Think = new Constant(1), ForSeconds = 1.01, Clients = 3 },
        });
        Assert.Equal((300, retries), (record.Calls, record.Retries));
    }

    [Fact]
    public void A_budget_begins_afresh_in_every_trial()
    {
        var world = new World(Failing([new RetryOptions { Retries = 100, Backoff = new() { BaseSeconds = 0 }, Budget = new GrpcBudgetOptions() }]), 1);
        for (var replication = 0; replication < 3; replication++)
        {
            world.Run(replication, out var record);
            Assert.Equal(5, record.Attempts);
        }
    }

    [Fact]
    public void Rules_keep_to_a_budget_too()
    {
        var rules = new RulesOptions
        {
            Default = new(RuleAction.Retry, 50, new() { BaseSeconds = 0 }), Budget = new GrpcBudgetOptions(),
        };
        var (record, _, _) = Small.Script([rules], _failed);
        Assert.Equal((5, 1), (record.Attempts, record.BudgetRefused));
    }

    private static WorldOptions Failing(IReadOnlyList<StrategyOptions> pipeline) => Small.World(pipeline, [new ErrorFaultOptions { Rate = 1 }]);

    private static int Allowed(RetryBudget budget, double now)
    {
        var allowed = 0;
        while (budget.TryPay(now, _failed, out _)) allowed++;
        return allowed;
    }
}
