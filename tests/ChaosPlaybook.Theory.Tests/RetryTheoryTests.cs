namespace ChaosPlaybook.Theory.Tests;

public class RetryTheoryTests
{
    private const int Trials = 40_000;

    [Theory]
    [InlineData(0.01), InlineData(0.1), InlineData(0.2), InlineData(0.5)]
    public void An_agent_without_strategies_succeeds_with_the_fourth_power_of_its_steps(double p) =>
        Near.CheckShare(Math.Pow(1 - p, 4), Worlds.SuccessRate(Worlds.Chain(4, p, []), Trials), Trials, $"(1 - {p})^4");

    [Theory]
    [InlineData(0.1, 1), InlineData(0.2, 3), InlineData(0.5, 3), InlineData(0.5, 7)]
    public void A_retried_call_fails_with_the_power_of_its_attempts(double p, int retries)
    {
        var options = Worlds.Chain(1, p, [new RetryOptions { Retries = retries, On = Worlds.Everything }]);
        Near.CheckShare(1 - Math.Pow(p, retries + 1), Worlds.SuccessRate(options, Trials), Trials, $"1 - {p}^{retries + 1}");
    }

    [Theory]
    [InlineData(0.2, 3, 1.248), InlineData(0.5, 3, 1.875)]
    public void Attempts_per_call_follow_the_geometric_sum(double p, int retries, double published)
    {
        var options = Worlds.Chain(1, p, [new RetryOptions { Retries = retries, On = Worlds.Everything }]);
        var known = (1 - Math.Pow(p, retries + 1)) / (1 - p);
        Assert.Equal(published, known, 1e-12);
        Near.Check(known, Worlds.Mean(options, Trials, record => record.Attempts), "attempts per call");
        Near.Check(known - 1, Worlds.Mean(options, Trials, record => record.Retries), "retries per call");
    }

    [Fact]
    public void Nested_retries_multiply_the_attempts_of_a_dead_executor()
    {
        RetryOptions threeTimes = new() { Retries = 3, On = Worlds.Everything, Backoff = new() { BaseSeconds = 0 } };
        var options = Worlds.Chain(1, 1, [threeTimes, threeTimes, threeTimes]);
        new World(options, 1).Run(0, out var record);
        Assert.Equal(64, record.Attempts);
    }

    [Theory]
    [InlineData(0.1, 0.05), InlineData(0.3, 0.2)]
    public void A_timeout_per_attempt_adds_its_share_of_slow_replies_to_the_failures(double p, double timeout)
    {
        const double meanLatency = 0.1;
        var inTime = 1 - Math.Exp(-timeout / meanLatency);
        var q = 1 - (1 - p) * inTime;
        var options = Worlds.Chain(1, p, [new RetryOptions { Retries = 2, On = Worlds.Everything }, new TimeoutOptions { Seconds = timeout }]);
        Near.CheckShare(1 - Math.Pow(q, 3), Worlds.SuccessRate(options, Trials), Trials, "1 - q^3");
        Near.Check((1 - Math.Pow(q, 3)) / (1 - q), Worlds.Mean(options, Trials, record => record.Attempts), "attempts");
        // Every attempt times out with probability 1 - F, failing or not: both have the same latency.
        Near.Check((1 - Math.Pow(q, 3)) / (1 - q) * (1 - inTime), Worlds.Mean(options, Trials, record => record.TimedOut), "timeouts");
    }

    [Fact]
    public void An_overall_timeout_ends_the_call_at_its_second()
    {
        var options = Worlds.Chain(1, 1, [new TimeoutOptions { Seconds = 5 }, new RetryOptions { Retries = 100, Backoff = new() { BaseSeconds = 1 } }],
            latency: new Constant(0.25));
        new World(options, 1).Run(0, out var record);
        Assert.Equal((5.0, 4, 1, OutcomeKind.TimedOut), (record.DurationSeconds, record.Attempts, record.TimedOut, record.Ended));
    }

    [Fact]
    public void A_truncated_exponential_latency_has_its_textbook_mean()
    {
        // E min(X, t) = m·(1 - e^(-t/m)): a client that waits at most t.
        const double mean = 0.1, limit = 0.15;
        var options = Worlds.Chain(1, 0, [new TimeoutOptions { Seconds = limit }], new Exponential(mean));
        Near.Check(mean * (1 - Math.Exp(-limit / mean)), Worlds.Mean(options, Trials, record => record.DurationSeconds), "E min(X, t)");
    }

    [Theory]
    [InlineData(BackoffKind.Constant), InlineData(BackoffKind.Linear), InlineData(BackoffKind.Exponential)]
    public void Waits_of_a_dead_executor_add_up_to_the_schedule(BackoffKind kind)
    {
        var options = Worlds.Chain(1, 1, [new RetryOptions { Retries = 4, Backoff = new() { Kind = kind, BaseSeconds = 0.5 } }], new Constant(0.125));
        new World(options, 1).Run(0, out var record);
        var schedule = kind switch { BackoffKind.Constant => 4 * 0.5, BackoffKind.Linear => 0.5 * (1 + 2 + 3 + 4), _ => 0.5 * (1 + 2 + 4 + 8) };
        Assert.Equal(schedule, record.WaitSeconds, 1e-12);
        Assert.Equal(schedule + 5 * 0.125, record.DurationSeconds, 1e-12);
    }

    [Fact]
    public void The_original_inconsistency_is_failing_at_the_third_or_fourth_step()
    {
        const double p = 0.2;
        var chain = Worlds.Chain(4, p, []);
        var options = chain with
        {
            Agent = new([.. chain.Agent.Steps.Select((step, i) => step with { Effect = i < 2 ? Effect.Read : Effect.Write })]),
        };
        var known = (1 - p) * (1 - p) * p + Math.Pow(1 - p, 3) * p;
        Near.CheckShare(known, Worlds.Mean(options, Trials, record => record.Inconsistent ? 1 : 0).Mean, Trials, "inconsistency");
    }

    [Fact]
    public void A_write_whose_reply_comes_too_late_is_applied_again_by_its_retry()
    {
        // Always slower than the client waits: three attempts, three effects, two of them too many.
        var options = Worlds.Chain(1, 0, [new RetryOptions { Retries = 2, Backoff = new() { BaseSeconds = 0 } }, new TimeoutOptions { Seconds = 0.1 }],
            new Constant(1), effect: Effect.Write);
        new World(options, 1).Run(0, out var record);
        Assert.Equal((3, 2, true), (record.Attempts, record.DuplicateEffects, record.Inconsistent));
    }

    [Fact]
    public void A_fallback_of_lesser_worth_gives_the_weighted_quality()
    {
        const double p = 0.3, quality = 0.5;
        var options = Worlds.Chain(1, p, [new FallbackOptions { Quality = quality }]);
        Near.Check(1 - p + p * quality, Worlds.Mean(options, Trials, record => record.Quality), "quality");
        Assert.Equal(1, Worlds.SuccessRate(options, Trials));
    }

    [Fact]
    public void A_call_that_fails_at_one_rate_fails_at_every_higher_rate()
    {
        double[] rates = [0.01, 0.05, 0.1, 0.2, 0.4];
        var worlds = rates.Select(rate => new World(Worlds.Chain(4, rate, [new RetryOptions { Retries = 1, On = Worlds.Everything }]), 7)).ToArray();
        for (var replication = 0; replication < 5_000; replication++)
        {
            var failed = false;
            foreach (var world in worlds)
            {
                world.Run(replication, out var record);
                Assert.False(failed && record.Succeeded, $"replication {replication} recovers at a higher rate");
                failed |= !record.Succeeded;
            }
        }
    }
}
