using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model.Tests;

/// <summary>What budgets with tokens say is left of them.</summary>
public class BudgetLevelTests
{
    private static readonly Outcome _failure = Outcome.Failure(503);

    private static double Level(RetryBudget budget, double now = 0) => Assert.IsAssignableFrom<ITokens>(budget).TokensAt(now);

    [Fact]
    public void A_token_bucket_tells_what_calls_put_in_and_retries_took_out()
    {
        var budget = new TokenBucketBudgetOptions { Capacity = 5, Refill = 0.25, Cost = 1 }.Build();
        Assert.Equal(5, Level(budget));
        Assert.True(budget.TryPay(0, _failure, out _));
        budget.CallBegan(0);
        Assert.Equal(4.25, Level(budget));
    }

    [Fact]
    public void Grpc_tells_tokens_and_not_thousandths()
    {
        var budget = new GrpcBudgetOptions { MaxTokens = 10, TokenRatio = 0.5 }.Build();
        budget.AttemptEnded(_failure, retryable: true, 0);
        budget.AttemptEnded(Outcome.Success, retryable: false, 0);
        Assert.Equal(9.5, Level(budget));
    }

    [Fact]
    public void Aws_tells_what_its_retries_left()
    {
        var budget = new AwsBudgetOptions { Capacity = 500, Cost = 5 }.Build();
        Assert.True(budget.TryPay(0, _failure, out _));
        Assert.Equal(495, Level(budget));
    }

    /// <summary>A fifth of a retry per call: a call deposits 1000, a retry withdraws 5000; both are forgotten after 10 s.</summary>
    [Fact]
    public void Finagle_tells_its_balance_and_a_look_changes_nothing()
    {
        RatioBudget Fresh() => (RatioBudget)new RatioBudgetOptions { Percent = 0.2, MinPerSecond = 1, TtlSeconds = 10 }.Build();
        var (watched, unwatched) = (Fresh(), Fresh());
        foreach (var budget in (RatioBudget[])[watched, unwatched])
        {
            for (var call = 0; call < 7; call++) budget.CallBegan(0);
            Assert.True(budget.TryPay(0, _failure, out _));
        }
        Assert.Equal(10 * 5000 + 7000 - 5000, Level(watched));
        Assert.Equal(10 * 5000 + 2000, Level(watched, 9.5));
        Assert.Equal(10 * 5000, Level(watched, 10.5));
        for (var now = 3.3; now < 30; now += 1.7)
        {
            Assert.Equal(unwatched.TryPay(now, _failure, out _), watched.TryPay(now, _failure, out _));
            _ = Level(watched, now + 0.9);
            Assert.Equal(Level(unwatched, now + 1.2), Level(watched, now + 1.2));
        }
    }

    [Fact]
    public void A_budget_of_retries_under_way_has_no_tokens() => Assert.False(new EnvoyBudgetOptions().Build() is ITokens);
}
