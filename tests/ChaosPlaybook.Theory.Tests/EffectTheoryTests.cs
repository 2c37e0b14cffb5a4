namespace ChaosPlaybook.Theory.Tests;

/// <summary>Exactly-once accounting against exact enumeration.</summary>
public class EffectTheoryTests
{
    private const int Trials = 20_000;
    private const double Failure = 0.2, Slow = 0.3;

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Duplicates_and_half_done_writes_are_those_of_every_sequence_of_attempts(bool keyed)
    {
        const int retries = 3;
        var step = new StepOptions("pay", "service", Effect.Write) { IdempotencyKey = keyed };
        var options = Worlds.Chain(1, Failure, [new RetryOptions { Retries = retries, On = Worlds.Everything }, new TimeoutOptions { Seconds = 1 }],
            new Constant(0.1)) with { Agent = new([step]) };
        var executor = options.Executors[0];
        options = options with { Executors = [executor with { Faults = [.. executor.Faults, new LatencyFaultOptions { Added = new Constant(10), Rate = Slow }] }] };

        var (duplicates, partial) = Enumerate(retries + 1, applied: 0, chance: 1, keyed);
        Near.Check(duplicates, Worlds.Mean(options, Trials, record => record.DuplicateEffects), "duplicates");
        Near.CheckShare(partial, Worlds.Mean(options, Trials, record => record.PartialWrites).Mean, Trials, "half done");
    }

    [Fact]
    public void A_saga_leaves_half_done_what_its_compensations_fail_to_undo()
    {
        const double undoFailure = 0.25;
        StepOptions Undoable(string name) => new(name, "service", Effect.Write) { Compensate = new("undo") };
        var options = Worlds.Chain(1, Failure, []) with { Agent = new([Undoable("a"), Undoable("b"), Undoable("c")]) };
        options = options with
        {
            Executors = [options.Executors[0], new ExecutorOptions { Name = "undo", Latency = new Exponential(1), Faults = [new ErrorFaultOptions { Rate = undoFailure }] }],
        };
        // An error comes before the effect, so the failed step itself leaves nothing. One or two steps are to be undone.
        var (one, two) = ((1 - Failure) * Failure, (1 - Failure) * (1 - Failure) * Failure);
        var known = one * undoFailure + two * (1 - (1 - undoFailure) * (1 - undoFailure));
        Near.CheckShare(known, Worlds.Mean(options, Trials, record => record.PartialWrites).Mean, Trials, "half done");
        Near.Check(one + 2 * two, Worlds.Mean(options, Trials, record => record.Compensations), "compensations");
        Near.Check((one + 2 * two) * undoFailure, Worlds.Mean(options, Trials, record => record.CompensationFailures), "failed compensations");
    }

    /// <summary>Expected duplicates, and the chance that the call fails with an effect, over all that the attempts left may do.</summary>
    private static (double Duplicates, double Partial) Enumerate(int attempts, int applied, double chance, bool keyed)
    {
        if (attempts == 0) return (chance * Math.Max(0, applied - 1), applied > 0 ? chance : 0);
        var after = keyed ? 1 : applied + 1;
        var (failed, lost, seen) = (chance * Failure, chance * (1 - Failure) * Slow, chance * (1 - Failure) * (1 - Slow));
        var afterFailure = Enumerate(attempts - 1, applied, failed, keyed);
        var afterLoss = Enumerate(attempts - 1, after, lost, keyed);
        return (afterFailure.Duplicates + afterLoss.Duplicates + seen * Math.Max(0, after - 1), afterFailure.Partial + afterLoss.Partial);
    }
}
