namespace ChaosPlaybook.Model.Tests;

/// <summary>Steps of the adaptive limits, worked out by hand from their formulas.</summary>
public class AdaptiveLimitTests
{
    private const double AnyLuck = 0.5;

    [Fact]
    public void AIMD_adds_one_where_half_was_used_and_takes_a_tenth_after_a_drop_or_a_slow_answer()
    {
        var limit = new AimdLimitOptions { Initial = 20, Min = 1 }.Build();
        limit.Learn(0.1, 20, true, AnyLuck);
        Assert.Equal(18, limit.Limit);
        limit.Learn(0.1, 18, true, AnyLuck);
        Assert.Equal(16, limit.Limit); // ⌊16.2⌋
        limit.Learn(0.1, 7, false, AnyLuck);
        Assert.Equal(16, limit.Limit);
        limit.Learn(0.1, 8, false, AnyLuck);
        Assert.Equal(17, limit.Limit);
        limit.Learn(5.1, 17, false, AnyLuck);
        Assert.Equal(15, limit.Limit); // ⌊15.3⌋
    }

    [Fact]
    public void AIMD_stays_between_its_lowest_and_its_highest_limit()
    {
        var limit = new AimdLimitOptions { Initial = 20, Max = 21 }.Build();
        limit.Learn(0.1, 20, true, AnyLuck);
        Assert.Equal(20, limit.Limit);
        for (var i = 0; i < 5; i++) limit.Learn(0.1, 20, false, AnyLuck);
        Assert.Equal(21, limit.Limit);
    }

    [Fact]
    public void Vegas_follows_the_queue_that_latency_tells_of()
    {
        var limit = new VegasLimitOptions().Build();
        limit.Learn(0.1, 20, false, AnyLuck); // becomes the shortest latency
        Assert.Equal(20, limit.Limit);
        limit.Learn(0.1, 20, false, AnyLuck); // no queue: + 6
        Assert.Equal(26, limit.Limit);
        limit.Learn(0.1, 12, false, AnyLuck); // less than half was used
        Assert.Equal(26, limit.Limit);
        limit.Learn(0.105, 26, false, AnyLuck); // ⌈26·0.0476⌉ = 2, below 3: + 1
        Assert.Equal(27, limit.Limit);
        limit.Learn(0.115, 27, false, AnyLuck); // ⌈27·0.1304⌉ = 4, between 3 and 6
        Assert.Equal(27, limit.Limit);
        limit.Learn(0.2, 27, false, AnyLuck); // ⌈13.5⌉ = 14, above 6: − 1
        Assert.Equal(26, limit.Limit);
        limit.Learn(0.1, 1, true, AnyLuck); // a drop: − 1, however few were under way
        Assert.Equal(25, limit.Limit);
    }

    [Fact]
    public void Vegas_steps_by_the_logarithm_of_the_limit()
    {
        var limit = new VegasLimitOptions { Initial = 100 }.Build();
        limit.Learn(0.1, 100, false, AnyLuck);
        limit.Learn(0.1, 100, false, AnyLuck);
        Assert.Equal(112, limit.Limit);
        limit.Learn(double.NaN, 112, true, AnyLuck);
        Assert.Equal(110, limit.Limit);
    }

    [Fact]
    public void Vegas_takes_the_loaded_latency_for_the_unloaded_one_when_it_probes_under_load()
    {
        // With the least luck it probes at the first sample after 0.5 · 1 · 20.
        var limit = new VegasLimitOptions { ProbeMultiplier = 1 }.Build();
        for (var i = 0; i < 10; i++) limit.Learn(0.1, 0, false, 1e-12);
        limit.Learn(0.4, 20, false, 1e-12);
        limit.Learn(0.4, 20, false, 1e-12);
        Assert.Equal(26, limit.Limit); // ⌈20·0.75⌉ = 15 against the true baseline would have been − 1
    }

    [Fact]
    public void Gradient2_moves_a_fifth_of_the_way_to_gradient_times_limit_plus_four()
    {
        var limit = new Gradient2LimitOptions { Min = 1 }.Build();
        limit.Learn(0.1, 20, false, AnyLuck); // gradient min(1, 1.5)
        Assert.Equal(20.8, limit.Limit, 1e-12);
        limit.Learn(0.3, 20, false, AnyLuck); // long 0.2, gradient 1
        Assert.Equal(21.6, limit.Limit, 1e-12);
        limit.Learn(1.6, 20, false, AnyLuck); // long 2/3, gradient 0.625
        Assert.Equal(0.8 * 21.6 + 0.2 * (21.6 * 0.625 + 4), limit.Limit, 1e-12);
        var before = limit.Limit;
        limit.Learn(0.1, 5, false, AnyLuck); // less than half was used
        limit.Learn(double.NaN, 50, true, AnyLuck);
        Assert.Equal(before, limit.Limit);
    }

    [Fact]
    public void The_long_term_latency_of_Gradient2_is_exponential_after_ten_samples_and_shrinks_while_it_is_far_too_long()
    {
        var limit = new Gradient2LimitOptions { Min = 1, Tolerance = 1, LongWindow = 3 }.Build(); // weight 2/(3 + 1)
        for (var i = 0; i < 10; i++) limit.Learn(0.1, 0, false, AnyLuck);
        limit.Learn(0.3, 20, false, AnyLuck); // long 0.2
        var known = 0.8 * 20 + 0.2 * (20 * 0.2 / 0.3 + 4);
        Assert.Equal(known, limit.Limit, 1e-12);
        limit.Learn(1.0, 20, false, AnyLuck); // long 0.6
        known = 0.8 * known + 0.2 * (known * 0.6 + 4);
        Assert.Equal(known, limit.Limit, 1e-12);
        limit.Learn(0.1, 0, false, AnyLuck); // long 0.35, more than twice 0.1: 0.3325
        limit.Learn(0.5, 20, false, AnyLuck); // long 0.41625
        Assert.Equal(0.8 * known + 0.2 * (known * 0.41625 / 0.5 + 4), limit.Limit, 1e-12);
    }

    [Fact]
    public void A_limit_learns_once_per_window_and_only_from_enough_attempts()
    {
        var call = new Call(new Trial());
        var memory = new LimitMemory(new AimdLimitOptions { Initial = 20, Min = 1 });
        memory.Reset();
        memory.Sample(0.1, 0.1, 20, false, call); // closes an empty window; the next ends at 1.1
        for (var i = 0; i < 11; i++) memory.Sample(0.5, 0.1, 15, false, call);
        Assert.Equal(20, memory.Limit);
        memory.Sample(1.2, 0.1, 1, false, call);
        Assert.Equal(21, memory.Limit);
        for (var i = 0; i < 8; i++) memory.Sample(1.5, 0.1, 15, true, call);
        memory.Sample(2.3, 0.1, 15, true, call); // nine are too few
        Assert.Equal(21, memory.Limit);
        for (var i = 0; i < 9; i++) memory.Sample(3, 0.1, 15, false, call);
        memory.Sample(3.4, 0, 1, true, call); // a refusal that took no time counts as a drop
        Assert.Equal(18, memory.Limit);
    }

    [Fact]
    public void What_goes_beyond_the_limit_of_the_moment_is_refused()
    {
        var record = Small.Run(Small.World([new AimdLimitOptions { Initial = 3, Min = 3 }]) with
        {
            Workload = new ClosedWorkloadOptions { Agents = 10, Think = new Statistics.Constant(1), ForSeconds = 1.01 },
        });
        Assert.Equal((3, 7), (record.Successes, record.Rejected));
    }

    [Fact]
    public void The_refusal_probability_of_the_adaptive_throttle_is_that_of_the_book()
    {
        var memory = new AcceptMemory(new AdaptiveThrottleOptions());
        for (var i = 0; i < 100; i++) memory.Asked(1, false);
        for (var i = 0; i < 30; i++) memory.Ended(1, accepted: true);
        memory.Ended(1, accepted: false);
        Assert.Equal(40 / 101.0, memory.RefusalProbability(2), 1e-12);
        Assert.Equal(0, memory.RefusalProbability(122)); // the window is over
    }

    [Fact]
    public void The_refusal_probability_of_admission_control_is_that_of_Envoy()
    {
        var memory = new SuccessMemory(new AdmissionControlOptions { Aggression = 2 });
        for (var i = 0; i < 60; i++) memory.Ended(1, accepted: true);
        for (var i = 0; i < 40; i++) memory.Ended(1, accepted: false);
        Assert.Equal(Math.Sqrt((100 - 60 / 0.95) / 101), memory.RefusalProbability(2), 1e-12);
        for (var i = 0; i < 1000; i++) memory.Ended(1, accepted: false);
        Assert.Equal(0.8, memory.RefusalProbability(2), 1e-12);
        Assert.Equal(0, memory.RefusalProbability(32));
    }
}
