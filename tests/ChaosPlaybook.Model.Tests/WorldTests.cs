using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class WorldTests
{
    [Fact]
    public void An_agent_stops_at_the_first_step_that_fails()
    {
        // The wait of a dead executor's first step is the whole trial.
        var record = Small.Run(Small.World([], [new ErrorFaultOptions { Rate = 1, Codes = [new(502, 1)] }], steps: 4));
        Assert.Equal((1, 0, 0, (ushort)502, OutcomeKind.Failed), (record.Calls, record.StepsCompleted, record.FailedStep, record.Code, record.Ended));
    }

    [Fact]
    public void A_healthy_trial_completes_every_step_and_pays_for_every_attempt()
    {
        var record = Small.Run(Small.World([], steps: 4));
        Assert.Equal((4, 4, -1, 8.0, 1.0), (record.Attempts, record.StepsCompleted, record.FailedStep, record.Cost, record.Quality));
        Assert.Equal(0.4, record.DurationSeconds, 1e-12);
    }

    [Fact]
    public void Trials_do_not_depend_on_what_was_run_before()
    {
        var options = Small.World([new RetryOptions(), new CircuitBreakerOptions { ConsecutiveFailures = 2, BreakSeconds = 60 }], [new ErrorFaultOptions { Rate = 0.5 }], steps: 4);
        var world = new World(options, 1);
        var forwards = new TrialRecord[200];
        for (var i = 0; i < forwards.Length; i++) world.Run(i, out forwards[i]);
        for (var i = forwards.Length - 1; i >= 0; i--)
        {
            world.Run(i, out var again);
            Assert.Equal(forwards[i], again);
            Assert.Equal(forwards[i], Small.Run(options, i));
        }
    }

    [Fact]
    public void One_retry_more_leaves_the_luck_of_every_other_call_as_it_was()
    {
        // The last step's duration is that of its own latency draw, whatever happened at the first.
        static WorldOptions With(int retries) => Small.World([new RetryOptions { Retries = retries, Backoff = new() { BaseSeconds = 0 } }], [new ErrorFaultOptions { Rate = 0.3 }], steps: 3) with
        {
            Executors = [new ExecutorOptions { Name = "service", Latency = new Exponential(1), Faults = [new ErrorFaultOptions { Rate = 0.3 }] }],
        };
        var (few, many) = (new World(With(3), 5), new World(With(9), 5));
        var same = 0;
        for (var i = 0; i < 500; i++)
        {
            few.Run(i, out var a);
            many.Run(i, out var b);
            if (!a.Succeeded) continue;
            Assert.Equal(a, b);
            same++;
        }
        Assert.InRange(same, 400, 500);
    }

    [Fact]
    public void Codes_are_drawn_in_proportion_to_their_weights()
    {
        const int trials = 20_000;
        var world = new World(Small.World([], [new ErrorFaultOptions { Rate = 1, Codes = [new(408, 1), new(429, 2), new(503, 7)] }]), 3);
        var counts = new Dictionary<ushort, int>();
        for (var i = 0; i < trials; i++)
        {
            world.Run(i, out var record);
            counts[record.Code] = counts.GetValueOrDefault(record.Code) + 1;
        }
        foreach (var (code, share) in new[] { ((ushort)408, 0.1), ((ushort)429, 0.2), ((ushort)503, 0.7) })
        {
            var tolerance = 5 * Math.Sqrt(share * (1 - share) / trials); // z = 5: one seed in 1.7 million fails by luck
            Assert.InRange(counts[code] / (double)trials, share - tolerance, share + tolerance);
        }
    }

    [Fact]
    public void Added_latency_strikes_its_share_of_the_attempts()
    {
        const int trials = 20_000;
        var world = new World(Small.World([], [new LatencyFaultOptions { Added = new Constant(2), Rate = 0.25 }]), 3);
        var slow = 0;
        for (var i = 0; i < trials; i++)
        {
            world.Run(i, out var record);
            Assert.True(record.DurationSeconds is 0.1 or 2.1, $"{record.DurationSeconds:R}");
            if (record.DurationSeconds > 1) slow++;
        }
        var tolerance = 5 * Math.Sqrt(0.25 * 0.75 / trials);
        Assert.InRange(slow / (double)trials, 0.25 - tolerance, 0.25 + tolerance);
    }

    [Fact]
    public void Errors_may_have_a_latency_of_their_own()
    {
        var record = Small.Run(Small.World([], [new ErrorFaultOptions { Rate = 1, Latency = new Constant(0.02) }]));
        Assert.Equal(0.02, record.DurationSeconds);
    }

    [Fact]
    public void The_second_of_two_error_faults_strikes_independently_of_the_first()
    {
        const int trials = 20_000;
        var world = new World(Small.World([], [new ErrorFaultOptions { Rate = 0.3, Codes = [new(500, 1)] }, new ErrorFaultOptions { Rate = 0.2, Codes = [new(503, 1)] }]), 9);
        int ok = 0, first = 0, second = 0;
        for (var i = 0; i < trials; i++)
        {
            world.Run(i, out var record);
            if (record.Succeeded) ok++;
            else if (record.Code == 500) first++;
            else second++;
        }
        Check(0.7 * 0.8, ok);
        Check(0.3, first);
        Check(0.7 * 0.2, second);

        static void Check(double share, int count)
        {
            var tolerance = 5 * Math.Sqrt(share * (1 - share) / trials);
            Assert.InRange(count / (double)trials, share - tolerance, share + tolerance);
        }
    }

    [Fact]
    public void A_trial_that_exceeds_its_attempts_is_cut_off_and_says_so()
    {
        var retry = new RetryOptions { Retries = 100, Backoff = new() { BaseSeconds = 0 } };
        var record = Small.Run(Small.World([retry, retry], [new ErrorFaultOptions { Rate = 1 }]) with { MaxAttempts = 500 });
        Assert.Equal((true, 500, OutcomeKind.Cancelled), (record.Truncated, record.Attempts, record.Ended));
    }

    [Fact]
    public void Steps_may_have_a_pipeline_of_their_own()
    {
        var options = Small.World([], [new ErrorFaultOptions { Rate = 1 }]);
        var special = options with
        {
            Playbook = options.Playbook with
            {
                Steps = new Dictionary<string, IReadOnlyList<StrategyOptions>> { ["step0"] = [new RetryOptions { Retries = 4, Backoff = new() { BaseSeconds = 0 } }] },
            },
        };
        Assert.Equal((1, 5), (Small.Run(options).Attempts, Small.Run(special).Attempts));
    }

    [Fact]
    public void Every_value_out_of_range_is_named_at_once()
    {
        var options = Small.World([new RetryOptions { Retries = 0 }, new TimeoutOptions { Seconds = double.NaN }], [new ErrorFaultOptions { Rate = 1.5 }]) with { MaxAttempts = 0 };
        var message = Assert.Throws<ArgumentException>(() => new World(options, 1)).Message;
        foreach (var part in new[] { "retries is 0; allowed [1, 100]", "timeout is NaN", "rate is 1.5; allowed [0, 1]", "maxAttempts is 0" })
            Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_executor_is_named_with_those_that_exist()
    {
        var options = Small.World([]) with { Agent = new([new StepOptions("look", "shop")]) };
        Assert.Contains("shop is no executor; known: service, spare", Assert.Throws<ArgumentException>(() => new World(options, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_allocates_nothing_once_the_world_is_warm()
    {
        var world = new World(Small.World(
            [new FallbackOptions(), new TimeoutOptions { Seconds = 3 }, new RetryOptions(), new TimeoutOptions { Seconds = 0.15 }, new CircuitBreakerOptions { ConsecutiveFailures = 2 }],
            [new ErrorFaultOptions { Rate = 0.4 }, new LatencyFaultOptions { Added = new Exponential(0.1), Rate = 0.5 }], steps: 4), 1);
        for (var i = 0; i < 20_000; i++) world.Run(i, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20_000; i++) world.Run(i, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
