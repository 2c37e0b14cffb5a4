using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>Faults attempt by attempt: the service answers in 0.1 s, retries follow after a second.</summary>
public class FaultTests
{
    private static readonly RetryOptions _retry = new() { Retries = 6, On = ErrorFilter.Any, Backoff = new() { BaseSeconds = 1 } };
    private static readonly TimeoutOptions _timeout = new() { Seconds = 0.5 };

    [Theory]
    [InlineData(0), InlineData(1), InlineData(3)]
    public void The_first_attempts_fail_and_the_next_succeeds(int first)
    {
        var record = Small.Run(Small.World([_retry], [new ErrorFaultOptions { First = first }]));
        Assert.Equal((first + 1, first, true), (record.Attempts, record.FaultsInjected, record.Succeeded));
    }

    [Fact]
    public void A_script_is_played_once_from_the_start_of_every_trial()
    {
        var fault = new ErrorFaultOptions { Script = [new(500), ScriptedAnswer.Timeout, new(404), ScriptedAnswer.Ok, new(500)] };
        var world = new World(Small.World([_retry, _timeout], [fault], steps: 2), 1);
        for (var replication = 0; replication < 2; replication++)
        {
            world.Run(replication, out var record);
            // The first step meets 500, silence, 404, success; the second 500, and then the script is over.
            Assert.Equal((6, 4, 1, true), (record.Attempts, record.FaultsInjected, record.TimedOut, record.Succeeded));
            Assert.Equal(5 * 0.1 + 0.5 + 4 * 1, record.DurationSeconds, 9);
        }
    }

    [Fact]
    public void A_script_that_repeats_begins_anew()
    {
        var record = Small.Run(Small.World([], [new ErrorFaultOptions { Script = [ScriptedAnswer.Ok, ScriptedAnswer.Ok, new(418)], Repeat = true }], steps: 9));
        Assert.Equal((2, 418), (record.StepsCompleted, record.Code));
        Assert.Equal(1, record.FaultsInjected);
    }

    [Fact]
    public void What_hangs_ends_at_the_timeout()
    {
        var record = Small.Run(Small.World([_timeout], [new HangFaultOptions { Rate = 1 }], effect: Effect.Write));
        Assert.Equal((OutcomeKind.TimedOut, 0.5, 1, false), (record.Ended, record.DurationSeconds, record.FaultsInjected, record.Truncated));
    }

    [Fact]
    public void What_hangs_without_a_timeout_is_cut_off_and_says_so()
    {
        var world = new World(Small.World([], [new ErrorFaultOptions { Script = [ScriptedAnswer.Ok, ScriptedAnswer.Timeout] }], steps: 3), 1);
        for (var replication = 0; replication < 2; replication++)
        {
            world.Run(replication, out var record);
            Assert.Equal((OutcomeKind.Cancelled, 1, true), (record.Ended, record.StepsCompleted, record.Truncated));
        }
    }

    [Fact]
    public void What_hangs_holds_a_server_as_long_as_it_is_told_to()
    {
        var options = Small.World([_timeout, new RetryOptions { Retries = 1, On = ErrorFilter.Any }], [new HangFaultOptions { Rate = 1, HeldSeconds = 0.1 }]);
        options = options with
        {
            Executors = [options.Executors[0] with { Servers = 1 }, options.Executors[1]],
            Workload = new ClosedWorkloadOptions { Agents = 1, ForSeconds = 0.4, DrainSeconds = 10 },
        };
        // The client waits half a second, so one attempt falls into the horizon.
        Assert.Equal(0.1 / 0.4, Small.Run(options).Utilisation, 9);
    }

    [Theory]
    [Trait("check", "S3 26")]
    [InlineData(PartitionDirection.Reply, 2), InlineData(PartitionDirection.Request, 0), InlineData(PartitionDirection.Both, 0)]
    public void A_partition_of_two_seconds_costs_the_attempts_made_in_it(PartitionDirection direction, int duplicates)
    {
        // Attempts at 0, 1.5 and 3 s; only the first two meet the partition.
        var fault = new PartitionFaultOptions { Direction = direction, Window = new() { UntilSeconds = 2 } };
        var record = Small.Run(Small.World([_retry, _timeout], [fault], effect: Effect.Write));
        Assert.Equal((3, 2, 2, true, duplicates), (record.Attempts, record.FaultsInjected, record.TimedOut, record.Succeeded, record.DuplicateEffects));
    }

    [Fact]
    public void Corruption_that_is_noticed_fails_after_the_effect_took_place()
    {
        var options = Small.World([_retry], [new CorruptionFaultOptions { Rate = 1, Detected = 1, Window = new() { UntilSeconds = 1 } }], effect: Effect.Write);
        var record = Small.Run(options);
        Assert.Equal((2, 1, 0, true), (record.Attempts, record.DuplicateEffects, record.SilentCorruptions, record.Succeeded));
    }

    [Fact]
    [Trait("check", "S3 25")]
    public void An_exhausted_pool_follows_its_timeline()
    {
        // Connections left: 100 % at 0 s, 75 at 30, 50 at 60, 25 at 90, 10 at 120, none at 150.
        var pool = new WindowOptions
        {
            Intensity = IntensityKind.Timeline, Timeline = [new(0, 0), new(30, 0.25), new(60, 0.5), new(90, 0.75), new(120, 0.9), new(150, 1)],
        };
        var (linear, steps) = (pool.Build(), (pool with { Steps = true, FromSeconds = 10 }).Build());
        Assert.Equal([0, 0.125, 0.25, 0.625, 0.825, 0.9, 1, 1], new double[] { 0, 15, 30, 75, 105, 120, 150, 1e6 }.Select(linear.At), (one, other) => Math.Abs(one - other) < 1e-12);
        Assert.Equal([0, 0, 0, 0.25, 0.75, 1], new double[] { 9, 10, 39.9, 40, 129, 160 }.Select(steps.At));
    }

    [Fact]
    public void A_gradual_fault_ramps_up_within_its_window_or_its_ramp()
    {
        var window = new WindowOptions { FromSeconds = 10, UntilSeconds = 30, Intensity = IntensityKind.Gradual };
        Assert.Equal([0, 0, 0.5, 0], new double[] { 9, 10, 20, 30 }.Select(window.Build().At));
        Assert.Equal([0.5, 1, 1, 0], new double[] { 12, 14, 29, 30 }.Select((window with { RampSeconds = 4 }).Build().At));
        Assert.NotEmpty((window with { UntilSeconds = double.PositiveInfinity }).Check());
    }

    [Fact]
    public void The_intensity_of_a_latency_fault_scales_what_is_added_and_strikes_all_the_same()
    {
        var half = new WindowOptions { Intensity = IntensityKind.Timeline, Timeline = [new(0, 0.5)] };
        var record = Small.Run(Small.World([], [new LatencyFaultOptions { Added = new Constant(2), Factor = 3, Window = half }]));
        Assert.Equal(0.1 + 0.5 * (2 + 0.2), record.DurationSeconds, 9);
        Assert.Equal(1, record.FaultsInjected);
    }

    [Fact]
    public void What_is_struck_at_a_low_intensity_is_struck_at_every_higher_one()
    {
        WorldOptions At(double intensity) => Small.World([], [new ErrorFaultOptions
        {
            Rate = 0.5, Window = new() { Intensity = IntensityKind.Timeline, Timeline = [new(0, intensity)] },
        }]);
        for (var replication = 0; replication < 200; replication++)
        {
            var failed = new[] { 0.2, 0.6, 1 }.Select(intensity => !Small.Run(At(intensity), replication).Succeeded).ToList();
            Assert.Equal(failed.Order(), failed);
        }
    }

    [Fact]
    public void An_unknown_cause_is_refused()
    {
        var options = Small.World([], [new OutageFaultOptions { Cause = "zone" }]);
        Assert.Contains("zone", Assert.Throws<ArgumentException>(() => new World(options, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Periods_without_length_are_refused()
    {
        var course = new OnOffOptions { Up = new Constant(0), Down = new Pareto(1, 1) };
        Assert.Equal(["up", "down"], new OutageFaultOptions { Course = course }.Check().Select(violation => violation.Field));
    }
}
