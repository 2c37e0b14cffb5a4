namespace ChaosPlaybook.Theory.Tests;

/// <summary>Caches against closed forms.</summary>
public class CacheTheoryTests
{
    [Fact]
    public void A_share_of_hits_leaves_the_failures_to_the_rest()
    {
        const double hit = 0.6, failure = 0.3;
        Near.CheckShare(hit + (1 - hit) * (1 - failure), Worlds.SuccessRate(Worlds.Chain(1, failure, [new CacheOptions { Hit = hit }]), 20_000), 20_000, "hits");
    }

    [Theory]
    [InlineData(0.5), InlineData(2), InlineData(20)]
    public void Poisson_requests_find_an_answer_fresh_by_the_renewal_law(double ttl)
    {
        // A fetch in no time, then on average λT hits until the answer is stale: λT/(1 + λT).
        const double rate = 1;
        var options = Asked(rate, new CacheOptions { TtlSeconds = ttl }, failure: 0);
        Near.Check(rate * ttl / (1 + rate * ttl), Worlds.Mean(options, 60, record => record.CacheHits / (double)record.Agents), $"hits, T = {ttl}");
    }

    [Fact]
    public void A_dead_executor_is_never_noticed_while_stale_answers_may_stand_in()
    {
        var options = Asked(1, new CacheOptions { TtlSeconds = 0.5, StaleSeconds = double.PositiveInfinity }, failure: 0.5);
        // From the first success on every call is answered: failures are those before it, 0.5/(1 − 0.5) on average.
        Near.Check(1, Worlds.Mean(options with { Workload = ((OpenWorkloadOptions)options.Workload!) with { WarmUpSeconds = 0 } }, 400, record => record.Failures), "failures before the first success");
    }

    private static WorldOptions Asked(double rate, CacheOptions cache, double failure) =>
        Worlds.Chain(1, failure, [cache], new Constant(0)) with
        {
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = 1_000, WarmUpSeconds = 100, DrainSeconds = 10 },
        };
}
