using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>Copies with scripted latencies and answers; the sequences are worked out by hand.</summary>
public class HedgeTests
{
    private static readonly Outcome _ok = Outcome.Success;

    private static Outcome Error(int code) => Outcome.Failure((ushort)code);

    private static readonly HedgeOptions _two = new() { Copies = 2, DelaySeconds = 1 };

    [Fact]
    public void A_copy_is_sent_after_the_delay_and_the_first_answer_wins()
    {
        var run = Run([_two], (5, _ok), (0.5, _ok));
        Assert.Equal([0, 1], run.Starts);
        Assert.Equal((1.5, 1, 1, 1), (run.Seconds, run.Cancelled, run.Record.Hedges, run.Record.HedgeWins));
    }

    [Fact]
    public void A_copy_that_answers_in_time_has_no_company()
    {
        var run = Run([_two], (0.9, _ok));
        Assert.Equal((0.9, 0, 0), (run.Seconds, run.Record.Hedges, run.Record.HedgeWins));
    }

    [Fact]
    public void A_failure_sends_the_next_copy_at_once_and_the_delay_begins_anew()
    {
        // The first fails at 0.4: the second starts there; the third a whole delay after that.
        var run = Run([_two], (0.4, Error(503)), (9, _ok), (2, _ok));
        Assert.Equal([0, 0.4, 1.4], run.Starts);
        Assert.Equal(3.4, run.Seconds);
    }

    [Fact]
    public void When_all_fail_the_first_copy_has_the_last_word_as_in_Polly()
    {
        // The second fails at 1.2, before the first at 1.5, which is the answer all the same.
        var run = Run([_two with { Copies = 1 }], (1.5, Error(500)), (0.2, Error(503)));
        Assert.Equal((500, 1.5), (run.Outcome.Code, run.Seconds));
    }

    [Fact]
    public void When_all_fail_the_copy_that_ends_last_has_the_last_word_as_in_gRPC()
    {
        var run = Run([_two with { WhenAllFail = HedgeAnswer.Last }], (2.5, Error(500)), (0.2, Error(502)), (3, Error(503)));
        // Starts at 0, 1, 1.2; ends at 2.5, 1.2, 4.2.
        Assert.Equal([0, 1, 1.2], run.Starts);
        Assert.Equal((503, 4.2), (run.Outcome.Code, run.Seconds));
    }

    [Fact]
    public void A_fatal_code_ends_the_call_and_cancels_the_others()
    {
        var run = Run([_two], (5, _ok), (0.5, Error(404)));
        Assert.Equal((404, 1.5, 1, 0), (run.Outcome.Code, run.Seconds, run.Cancelled, run.Record.HedgeWins));
    }

    [Fact]
    public void Without_a_delay_all_copies_go_at_once()
    {
        var run = Run([_two with { DelaySeconds = 0 }], (3, _ok), (2, _ok), (1, _ok));
        Assert.Equal([0, 0, 0], run.Starts);
        Assert.Equal((1, 2), (run.Seconds, run.Cancelled));
    }

    [Fact]
    public void Without_a_delay_an_answer_that_takes_no_time_has_no_company() =>
        Assert.Equal(0, Run([_two with { DelaySeconds = 0 }], (0, _ok)).Record.Hedges);

    [Fact]
    public void With_a_delay_of_forever_only_failures_send_a_copy()
    {
        var run = Run([_two with { DelaySeconds = double.PositiveInfinity }], (50, Error(500)), (1, _ok));
        Assert.Equal([0, 50], run.Starts);
        Assert.Equal(51, run.Seconds);
    }

    [Fact]
    public void An_outer_timeout_ends_every_copy()
    {
        var run = Run([new TimeoutOptions { Seconds = 1.2 }, _two], (5, _ok), (5, _ok));
        Assert.Equal((OutcomeKind.TimedOut, 1.2, 2, 1), (run.Outcome.Kind, run.Seconds, run.Cancelled, run.Record.TimedOut));
    }

    [Fact]
    public void A_retry_inside_runs_in_every_copy_and_a_retry_outside_runs_the_race_again()
    {
        var retry = new RetryOptions { Retries = 1, Backoff = new() { BaseSeconds = 0.5 } };
        // First copy: fails at 0.8, again from 1.3; second copy from 1.0 wins at 1.5, before anything else.
        Assert.Equal([0, 1, 1.3], Run([_two, retry], (0.8, Error(500)), (0.5, _ok), (9, _ok)).Starts);
        // Both copies fail by 1.2; the race starts again at 1.7.
        Assert.Equal([0, 1, 1.7], Run([retry, _two with { Copies = 1 }], (1.1, Error(500)), (0.2, Error(500)), (0.1, _ok)).Starts);
    }

    [Fact]
    public void A_race_inside_a_race_leaves_nothing_behind()
    {
        var run = Run([_two with { Copies = 1 }, _two with { Copies = 1, DelaySeconds = 0.4 }], (9, _ok), (9, _ok), (9, _ok), (0.1, _ok));
        // Copies of the first inner race at 0 and 0.4; of the second at 1.0 and 1.4, which answers at 1.5.
        Assert.Equal([0, 0.4, 1, 1.4], run.Starts);
        Assert.Equal((1.5, 3, 3, 2), (run.Seconds, run.Cancelled, run.Record.Hedges, run.Record.HedgeWins));
    }

    [Fact]
    public void The_budget_lets_its_share_and_its_burst_through()
    {
        var memory = new HedgeMemory(new HedgeOptions { Budget = 0.25, Burst = 2 });
        memory.Reset();
        // The bucket is full at 2: two copies, then one for every four calls.
        var sent = Enumerable.Range(0, 12).Select(_ => { memory.BeginCall(); return memory.TrySpend(); });
        Assert.Equal([true, true, false, false, true, false, false, false, true, false, false, false], sent);
    }

    [Fact]
    public void A_copy_that_the_budget_refuses_is_not_sent_later()
    {
        var hedge = _two with { Copies = 3, Budget = 0.001, Burst = 1 };
        var run = Run([hedge], (2.5, Error(500)), (9, Error(503)), (1, _ok));
        Assert.Equal([0, 1], run.Starts);
        Assert.Equal((10.0, (ushort)500), (run.Seconds, run.Outcome.Code));
    }

    [Fact]
    public void The_delay_follows_the_quantile_once_it_is_warm()
    {
        var memory = new HedgeMemory(new HedgeOptions { DelaySeconds = 7, Quantile = 0.5, WarmUp = 3 });
        memory.Observe(1);
        memory.Observe(2);
        Assert.Equal(7, memory.BeginCall());
        memory.Observe(3);
        Assert.Equal(2, memory.BeginCall(), 2 * 0.01);
        memory.Reset();
        Assert.Equal(7, memory.BeginCall());
    }

    [Fact]
    public void Copies_of_a_write_are_attempts_of_their_own_and_duplicate_its_effect()
    {
        var options = Small.World([_two with { DelaySeconds = 0 }], effect: Effect.Write);
        var record = Small.Run(options);
        // The executor takes 0.1 s for all three; it applies what it was sent, whoever still waits.
        Assert.Equal((3, 2, 2, 6.0, 1), (record.Attempts, record.Hedges, record.DuplicateEffects, record.Cost, record.Calls));
        Assert.Equal(0.1, record.DurationSeconds);
    }

    [Fact]
    public void Every_copy_meets_luck_of_its_own()
    {
        // Two copies at once of an exponential latency: the minimum of two draws, never the draw of one alone twice.
        var one = Small.World([]) with { Executors = [new ExecutorOptions { Name = "service", Latency = new Exponential(1) }] };
        var two = one with { Playbook = new("hedged", [new HedgeOptions { DelaySeconds = 0 }]) };
        var better = Enumerable.Range(0, 200).Count(i => Small.Run(two, i).DurationSeconds < Small.Run(one, i).DurationSeconds);
        // The second of two equal draws is the smaller with probability ½: mean 100, standard deviation 7.1, z = 5.
        Assert.InRange(better, 65, 135);
        Assert.All(Enumerable.Range(0, 200), i => Assert.True(Small.Run(two, i).DurationSeconds <= Small.Run(one, i).DurationSeconds));
    }

    private sealed record Ran(TrialRecord Record, Outcome Outcome, double Seconds, List<double> Starts, int Cancelled);

    private static Ran Run(IReadOnlyList<StrategyOptions> pipeline, params (double Seconds, Outcome Outcome)[] script)
    {
        var trial = new Trial { MaxAttempts = 1000 };
        trial.Begin(new Luck(1, 0));
        var service = new Service(script);
        Strategy layers = service;
        var simulation = new Simulation();
        var context = new PipelineContext(simulation, trial, new Dictionary<string, Executor>());
        foreach (var options in pipeline.Reverse()) layers = options.Around(layers, context);
        foreach (var state in context.States) state.Reset();
        var call = new Call(trial);
        call.Begin(0, new StepOptions("step0", "service"), trial.Counted);
        var caller = new Caller(layers, call);
        simulation.Spawn(caller);
        simulation.Run();
        Assert.Equal((0, 0), (simulation.LiveStrands, simulation.PendingTimers));
        return new(trial.Counted.Record, caller.Outcome, Math.Round(simulation.Now, 9), [.. service.Starts.Select(start => Math.Round(start, 9))], service.Cancelled);
    }

    private sealed class Service((double Seconds, Outcome Outcome)[] script) : Strategy
    {
        public readonly List<double> Starts = [];
        public int Cancelled;

        public override SimTask<Outcome> Run(Strand strand, Call call)
        {
            var (seconds, outcome) = script[Math.Min(Starts.Count, script.Length - 1)];
            Starts.Add(strand.Now);
            if (seconds == 0) return outcome;
            return strand.After(seconds, outcome).Then(this, static (service, outcome) =>
            {
                if (outcome.IsCancelled) service.Cancelled++;
                return outcome;
            });
        }
    }

    private sealed class Caller(Strategy layers, Call call) : Process
    {
        public Outcome Outcome;

        public override async SimTask<Outcome> Run(Strand strand, object? context) => Outcome = await layers.Run(strand, call);
    }
}
