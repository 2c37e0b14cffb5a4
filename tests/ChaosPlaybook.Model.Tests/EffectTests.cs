using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class EffectTests
{
    [Fact]
    public void A_reply_that_comes_too_late_hides_an_effect_and_a_retry_doubles_it()
    {
        // The order takes 2 s, the client gives up after 1 s and tries again: it sees two timeouts, the shop two orders.
        var record = Run(new("order", "shop", Effect.Write), Patience(retries: 1, wait: 0.5));
        Assert.Equal((OutcomeKind.TimedOut, 2, 1, 1), (record.Ended, record.EffectsApplied, record.DuplicateEffects, record.PartialWrites));
    }

    [Fact]
    public void A_key_keeps_a_repetition_from_being_applied()
    {
        var record = Run(new("order", "shop", Effect.Write) { IdempotencyKey = true }, Patience(retries: 3, wait: 0.5));
        Assert.Equal((1, 3, 0), (record.EffectsApplied, record.EffectsSuppressed, record.DuplicateEffects));
    }

    [Theory]
    [InlineData(1.4, 4, 0), InlineData(1.6, 2, 2), InlineData(4.4, 2, 2), InlineData(4.6, 1, 3)]
    public void Duplicates_come_back_when_the_store_forgets_before_the_last_retry(double ttl, int applied, int suppressed)
    {
        // Applied at 2, 3.5, 5 and 6.5 s. A store of 1.6 s has forgotten 2 s by 5 s; what it suppresses does not refresh the key.
        var record = Run(new("order", "shop", Effect.Write) { IdempotencyKey = true }, Patience(retries: 3, wait: 0.5), ttl);
        Assert.Equal((applied, suppressed, applied - 1), (record.EffectsApplied, record.EffectsSuppressed, record.DuplicateEffects));
    }

    [Fact]
    public void A_job_that_a_server_finishes_after_the_workflow_has_ended_is_counted()
    {
        var options = World([new("order", "shop", Effect.Write)], Patience(retries: 1, wait: 0.5));
        options = options with { Executors = [options.Executors[0] with { Servers = 1 }, .. options.Executors.Skip(1)] };
        var record = Small.Run(options);
        Assert.Equal((2.5, 2, 1, 1), (record.DurationSeconds, record.EffectsApplied, record.DuplicateEffects, record.PartialWrites));
        var dropped = options with { Executors = [options.Executors[0] with { WhenAbandoned = Abandonment.CancelRunning }, .. options.Executors.Skip(1)] };
        Assert.Equal((0, 0), (Small.Run(dropped).EffectsApplied, Small.Run(dropped).DuplicateEffects));
    }

    [Fact]
    public void What_was_completed_is_undone_last_first_when_a_later_step_fails()
    {
        StepOptions[] steps = [Undoable("a", "undo"), Undoable("b", "undo"), new("c", "dead")];
        var record = Small.Run(World(steps, []));
        Assert.Equal((2, 2, 0, 0, 5), (record.EffectsApplied, record.Compensations, record.CompensationFailures, record.PartialWrites, record.Calls));
        Assert.Equal((OutcomeKind.Failed, 2), (record.Ended, record.FailedStep));
        // 0.1 s for each step, 1 s for each compensation.
        Assert.Equal(2.3, record.DurationSeconds, 1e-12);
    }

    [Fact]
    public void A_compensation_that_fails_leaves_a_partial_write_and_does_not_keep_the_others_from_being_made()
    {
        var record = Small.Run(World([Undoable("a", "undo"), Undoable("b", "dead"), new("c", "dead")], [new RetryOptions { Retries = 2 }]));
        Assert.Equal((2, 1, 1), (record.Compensations, record.CompensationFailures, record.PartialWrites));
        Assert.Equal(2 + 3 + 1 + 3, record.Attempts); // the pipeline retries compensations too
    }

    [Theory]
    [InlineData(false, 0, 1), InlineData(true, 1, 0)]
    public void A_step_in_doubt_is_undone_only_if_asked_for(bool inDoubt, int compensations, int partial)
    {
        var record = Run(new("order", "shop", Effect.Write) { Compensate = new("service") { InDoubt = inDoubt } }, [new TimeoutOptions { Seconds = 1 }]);
        Assert.Equal((1, compensations, partial), (record.EffectsApplied, record.Compensations, record.PartialWrites));
    }

    [Fact]
    public void A_workflow_that_succeeds_undoes_nothing_and_leaves_nothing_half_done()
    {
        var record = Small.Run(World([Undoable("a", "undo"), Undoable("b", "undo")], []));
        Assert.Equal((2, 0, 0), (record.EffectsApplied, record.Compensations, record.PartialWrites));
    }

    [Fact]
    public void Effects_applied_are_first_ones_and_duplicates_and_never_more_than_the_servers_did()
    {
        // The same luck with keys that are never forgotten: what is applied then are the first effects.
        for (var i = 0; i < 500; i++)
        {
            var plain = Small.Run(Shaky(keyed: false), i);
            var keyed = Small.Run(Shaky(keyed: true), i);
            Assert.Equal(plain.EffectsApplied, plain.DuplicateEffects + keyed.EffectsApplied);
            Assert.Equal(0, keyed.DuplicateEffects);
            Assert.Equal(plain.Attempts - plain.FaultsInjected, plain.EffectsApplied);
            Assert.Equal(keyed.EffectsApplied + keyed.EffectsSuppressed, plain.EffectsApplied);
            Assert.Equal(plain.PartialWrites, plain.Succeeded || plain.EffectsApplied == 0 ? 0 : 1);
        }
    }

    private static WorldOptions Shaky(bool keyed)
    {
        var options = Small.World(
            [new RetryOptions { Retries = 3, On = ErrorFilter.Any }, new TimeoutOptions { Seconds = 1 }],
            [new ErrorFaultOptions { Rate = 0.4 }], steps: 3, Effect.Write);
        // Slow by itself, not by a fault: every strike is then an effect that does not take place.
        var latency = new Mixture([new(4, new Constant(0.1)), new(6, new Shifted(0.1, new Exponential(1)))]);
        return options with
        {
            Agent = new([.. options.Agent.Steps.Select(step => step with { IdempotencyKey = keyed })]),
            Executors = [options.Executors[0] with { Latency = latency, IdempotencyTtlSeconds = double.PositiveInfinity }, options.Executors[1]],
        };
    }

    private static StepOptions Undoable(string name, string by) => new(name, "service", Effect.Write) { Compensate = new(by) };

    private static StrategyOptions[] Patience(int retries, double wait) =>
        [new RetryOptions { Retries = retries, Backoff = new() { BaseSeconds = wait } }, new TimeoutOptions { Seconds = 1 }];

    private static TrialRecord Run(StepOptions step, IReadOnlyList<StrategyOptions> pipeline, double ttl = 300)
    {
        var options = World([step], pipeline);
        return Small.Run(options with { Executors = [options.Executors[0] with { IdempotencyTtlSeconds = ttl }, .. options.Executors.Skip(1)] });
    }

    private static WorldOptions World(IReadOnlyList<StepOptions> steps, IReadOnlyList<StrategyOptions> pipeline) => new()
    {
        Agent = new(steps),
        Executors =
        [
            new() { Name = "shop", Latency = new Constant(2) }, new() { Name = "service", Latency = new Constant(0.1) },
            new() { Name = "undo", Latency = new Constant(1) },
            new() { Name = "dead", Latency = new Constant(0.1), Faults = [new ErrorFaultOptions { Rate = 1 }] },
        ],
        Playbook = new("tested", pipeline),
    };
}
