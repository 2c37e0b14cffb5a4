using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>What goes wrong at an executor whose clock is wrong.</summary>
[Trait("check", "S5 54")]
public class ClockSkewTests
{
    private static readonly ClockSkewFaultOptions _ahead = new() { BySeconds = 100 };
    private static readonly ClockSkewFaultOptions _behind = new() { BySeconds = 2, Direction = ClockDirection.Behind, Window = new() { FromSeconds = 5 } };

    [Theory]
    [InlineData(ClockDirection.Ahead), InlineData(ClockDirection.Behind)]
    public void A_signed_request_is_refused_beyond_the_tolerance_and_not_at_it(ClockDirection direction)
    {
        var skew = new ClockSkewFaultOptions { BySeconds = 301, ToleranceSeconds = 300, Direction = direction };
        var record = Small.Run(Small.World([], [skew]));
        Assert.Equal((OutcomeKind.Failed, 403, 1, 1, 1), (record.Ended, record.Code, record.FaultsInjected, record.FaultsLanded, record.CallsLeaked));
        Assert.Equal(419, Small.Run(Small.World([], [skew with { Code = 419 }])).Code);
        foreach (var harmless in (FaultOptions[])[skew with { BySeconds = 300 }, skew with { ToleranceSeconds = null }])
            Assert.Equal((OutcomeKind.Succeeded, 0), (Small.Run(Small.World([], [harmless])).Ended, Small.Run(Small.World([], [harmless])).FaultsInjected));
    }

    [Fact]
    public void A_clock_that_drifts_is_refused_once_it_has_drifted_far_enough()
    {
        // 10 min over 100 s: 5 min are passed after 50 s. Asked at 0, 10, 20 … 90 s.
        var drift = _ahead with { BySeconds = 600, ToleranceSeconds = 300, Window = new() { Intensity = IntensityKind.Gradual, RampSeconds = 100 } };
        Assert.Equal(4, Small.Run(Asked(10, 10, new() { Name = "gate", Latency = new Constant(0), Faults = [drift] })).FaultsLanded);
    }

    [Fact]
    public void Only_the_instance_whose_clock_is_wrong_refuses()
    {
        var gate = new ExecutorOptions { Name = "gate", Latency = new Constant(0), Servers = 1, Instances = 2, Balance = Balance.RoundRobin };
        Assert.Equal(5, Small.Run(Asked(10, 1, gate with { Faults = [_ahead with { ToleranceSeconds = 1, Instance = 2 }] })).FaultsLanded);
        Assert.Equal(10, Small.Run(Asked(10, 1, gate with { Faults = [_ahead with { ToleranceSeconds = 1 }] })).FaultsLanded);
    }

    [Fact]
    public void A_jump_ahead_makes_the_store_forget_and_a_repetition_is_applied_again()
    {
        // Attempts begin at 0, 1.5, 3 and 4.5 s. The third leaves its key at 405 s, and the fourth, at 6.5 s again, is younger than that.
        var record = Small.Run(Ordering(_ahead with { BySeconds = 400, Window = new() { FromSeconds = 3, UntilSeconds = 4 } }, ttl: 300));
        Assert.Equal((2, 1, 2), (record.EffectsApplied, record.DuplicateEffects, record.EffectsSuppressed));
        Assert.Equal((1, 1), (record.FaultsInjected, record.FaultsLanded));
        record = Small.Run(Ordering(_ahead with { BySeconds = 200, Window = new() { FromSeconds = 3, UntilSeconds = 4 } }, ttl: 300));
        Assert.Equal((1, 0, 0), (record.EffectsApplied, record.DuplicateEffects, record.FaultsLanded));
    }

    [Fact]
    public void A_clock_that_is_set_back_keeps_keys_longer()
    {
        // A store of 1.4 s forgets each of the keys of 2, 3.5, 5 and 6.5 s in time; set back by 10 s from 3 s on it keeps that of 3.5 s.
        Assert.Equal(4, Small.Run(Ordering(null, ttl: 1.4)).EffectsApplied);
        var record = Small.Run(Ordering(_behind with { BySeconds = 10, Window = new() { FromSeconds = 3 } }, ttl: 1.4));
        Assert.Equal((2, 2, 2), (record.EffectsApplied, record.EffectsSuppressed, record.FaultsLanded));
    }

    [Fact]
    public void A_station_stamps_its_keys_by_its_own_clock()
    {
        // Served at 2, 4, 6 and 8 s by one server.
        var options = Ordering(_ahead with { BySeconds = 400, Window = new() { FromSeconds = 5, UntilSeconds = 7 } }, ttl: 300);
        var record = Small.Run(options with { Executors = [options.Executors[0] with { Servers = 1 }] });
        Assert.Equal((2, 1, 1), (record.EffectsApplied, record.DuplicateEffects, record.FaultsLanded));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_jump_ahead_fills_the_bucket_and_the_way_back_stops_it(bool tokens)
    {
        // A token in 4 s, three at most, asked every second. Right: refused at 3, 5, 6, 7 and 9 s. A hundred seconds ahead from 5 to 7 s:
        // three tokens at 5 s, for 5, 6 and 7 s, and none any more before 106 s.
        Assert.Equal(5, Small.Run(Asked(10, 1, Limited(tokens, []))).Throttled);
        var record = Small.Run(Asked(10, 1, Limited(tokens, [_ahead with { Window = new() { FromSeconds = 4.5, UntilSeconds = 6.5 } }])));
        Assert.Equal((3, 4), (record.Throttled, record.FaultsLanded)); // otherwise at 5, 6, 7 and 8 s
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_clock_that_is_set_back_brings_the_next_token_so_much_later(bool tokens)
    {
        // The token of 8 s comes at 10 s.
        var record = Small.Run(Asked(11, 1, Limited(tokens, [_behind])));
        Assert.Equal((6, 2), (record.Throttled, record.FaultsLanded));
        Assert.Equal(6, Small.Run(Asked(10, 1, Limited(tokens, [_behind]))).Throttled);
        Assert.Equal(5, Small.Run(Asked(10, 1, Limited(tokens, []))).Throttled);
    }

    [Fact]
    public void A_server_that_is_ahead_drops_work_that_is_still_in_time()
    {
        // Two at once, 1 s each, one server, 3 s of patience: at 1 s the second has 2 s left, and one that is 1.5 s ahead sees 0.5 s.
        Assert.Equal((0, 0), Expired(Two(3, null)));
        Assert.Equal((1, 1), Expired(Two(3, _ahead with { BySeconds = 1.5 })));
        Assert.Equal((0, 0), Expired(Two(3, _ahead with { BySeconds = 0.5 })));
    }

    [Fact]
    public void A_server_that_is_behind_serves_what_has_expired()
    {
        // 1.5 s of patience leave half a second at 1 s, not enough; one that is 1 s behind sees 1.5 s, and works for nobody.
        Assert.Equal((1, 1), Expired(Two(1.5, null)));
        var record = Small.Run(Two(1.5, _behind with { BySeconds = 1, Window = null }));
        Assert.Equal((0, 1, 2, 1), (record.Expired, record.TimedOut, record.EffectsApplied, record.FaultsLanded));
        Assert.Equal(1, Small.Run(Two(1.5, null)).EffectsApplied);
    }

    [Fact]
    public void A_deadline_that_is_handed_on_comes_too_early_from_a_server_that_is_ahead()
    {
        // 0.1 s of its own, then 1 s of another one; of 3 s are 2.9 s left, and 0.4 s as a clock has it that is 2.5 s ahead.
        WorldOptions Chain(params FaultOptions[] faults) => new()
        {
            Agent = new([new("ask", "front")]),
            Executors =
            [
                new() { Name = "front", Latency = new Constant(0.1), Servers = 1, Calls = [new(["back"])], PropagateDeadline = true, Faults = faults },
                new() { Name = "back", Latency = new Constant(1) },
            ],
            Playbook = new("patience", [new TimeoutOptions { Seconds = 3 }]),
        };
        Assert.Equal((OutcomeKind.Succeeded, 1.1), (Small.Run(Chain()).Ended, Small.Run(Chain()).DurationSeconds));
        var record = Small.Run(Chain(_ahead with { BySeconds = 2.5 }));
        Assert.Equal((OutcomeKind.Failed, 502, 1), (record.Ended, record.Code, record.FaultsLanded));
        Assert.Equal(0.5, record.DurationSeconds, 1e-12);
    }

    [Fact]
    public void Two_skews_add_up_and_both_answer_for_what_comes_of_it()
    {
        var options = Ordering(null, ttl: 300);
        var half = _ahead with { BySeconds = 200, Window = new() { FromSeconds = 3, UntilSeconds = 4 } };
        var world = new World(options with { Executors = [options.Executors[0] with { Faults = [half, half] }] }, seed: 1);
        world.Run(0, out var record);
        Assert.Equal((1, 2), (record.DuplicateEffects, record.FaultsLanded));
        Assert.Equal([1, 1], world.FaultCounts.ToArray().Select(fault => fault.Landed));
    }

    [Fact]
    public void Requests_are_refused_by_what_the_clock_shows_after_every_skew()
    {
        // 200 s and 200 s ahead are 400 s; 200 s ahead and 150 s behind are 50 s.
        var one = new ClockSkewFaultOptions { BySeconds = 200, ToleranceSeconds = 300 };
        Assert.Equal(403, Small.Run(Small.World([], [one, one])).Code);
        Assert.Equal(403, Small.Run(Small.World([], [one, one with { ToleranceSeconds = null }])).Code);
        Assert.Equal(OutcomeKind.Succeeded, Small.Run(Small.World([], [one with { ToleranceSeconds = 60 }, one with { BySeconds = 150, ToleranceSeconds = 60, Direction = ClockDirection.Behind }])).Ended);
        Assert.Equal(OutcomeKind.Succeeded, Small.Run(Small.World([], [one, one with { Window = new() { FromSeconds = 5 } }])).Ended);
        // Only the clock of the second instance has both.
        var gate = new ExecutorOptions { Name = "gate", Latency = new Constant(0), Servers = 1, Instances = 2, Balance = Balance.RoundRobin };
        var world = new World(Asked(10, 1, gate with { Faults = [one, one with { ToleranceSeconds = null, Instance = 2 }] }), seed: 1);
        world.Run(0, out _);
        Assert.Equal([5, 0], world.FaultCounts.ToArray().Select(fault => fault.Landed));
    }

    [Fact]
    public void A_skew_of_nothing_changes_nothing()
    {
        var nothing = new ClockSkewFaultOptions { BySeconds = 0, ToleranceSeconds = 0 };
        for (var replication = 0; replication < 50; replication++)
        {
            var options = Small.World([new RetryOptions { Retries = 3 }, new TimeoutOptions { Seconds = 1 }], [new ErrorFaultOptions { Rate = 0.3 }, new HangFaultOptions { Rate = 0.1 }], 3, Effect.Write);
            var skewed = options with { Executors = [options.Executors[0] with { Faults = [.. options.Executors[0].Faults, nothing] }, options.Executors[1]] };
            Assert.Equal(Small.Run(options, replication), Small.Run(skewed, replication));
        }
    }

    private static (int Expired, int TimedOut) Expired(WorldOptions options)
    {
        var record = Small.Run(options);
        return (record.Expired, record.TimedOut);
    }

    /// <summary>Two calls at once to one server.</summary>
    private static WorldOptions Two(double patience, FaultOptions? fault) => new()
    {
        Agent = new([new("one", "server", Effect.Write) { After = [], Optional = true }, new("two", "server", Effect.Write) { After = [], Optional = true }]),
        Executors = [new() { Name = "server", Latency = new Constant(1), Servers = 1, DropExpired = true, Faults = fault is null ? [] : [fault] }],
        Playbook = new("patience", [new TimeoutOptions { Seconds = patience }]),
    };

    /// <summary>An order that takes 2 s, given up after 1 s and repeated three times, half a second later each.</summary>
    private static WorldOptions Ordering(FaultOptions? fault, double ttl) => new()
    {
        Agent = new([new("order", "shop", Effect.Write) { IdempotencyKey = true }]),
        Executors = [new() { Name = "shop", Latency = new Constant(2), IdempotencyTtlSeconds = ttl, Faults = fault is null ? [] : [fault] }],
        Playbook = new("patience", [new RetryOptions { Retries = 3, Backoff = new() { BaseSeconds = 0.5 } }, new TimeoutOptions { Seconds = 1 }]),
    };

    /// <summary>A gate that is asked so often, so many seconds apart, whatever it answers.</summary>
    private static WorldOptions Asked(int times, double every, ExecutorOptions gate) => new()
    {
        Agent = new([.. Enumerable.Range(0, times).SelectMany(i => (StepOptions[])[new($"ask{i}", "gate") { Optional = true }, new($"tick{i}", "tick")])]),
        Executors = [gate, new() { Name = "tick", Latency = new Constant(every) }],
        Playbook = new("plain", []),
    };

    private static ExecutorOptions Limited(bool tokens, IReadOnlyList<FaultOptions> faults) => new()
    {
        Name = "gate", Latency = new Constant(0), Faults = faults,
        RateLimit = tokens ? null : new() { Rate = 0.25, Burst = 3 },
        Tokens = tokens ? new() { Input = new Constant(1), Output = new Constant(1), Limit = new() { Rate = 0.25, Burst = 3 } } : null,
    };
}
