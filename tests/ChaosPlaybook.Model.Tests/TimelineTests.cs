using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class TimelineTests
{
    [Fact]
    public void Every_event_stands_in_the_bin_in_which_it_happened()
    {
        // Three workflows at 0.5, 1.5 and 1.6 s, one server, service 1 s: served in [0.5, 1.5], [1.5, 2.5], [2.5, 3.5].
        var timeline = After(Station([0.5, 1.5, 1.6], []) with { Workload = Open([0.5, 1.5, 1.6], 4) }, out _);
        Assert.Equal([1, 2, 0, 0], Head(timeline, Timeline.Offered, 4));
        Assert.Equal([0, 1, 1, 1], Head(timeline, Timeline.Goodput, 4));
        Assert.Equal([1, 2, 0, 0], Head(timeline, Timeline.Attempts, 4));
        Assert.Equal([0.5, 1, 1, 0.5], Head(timeline, Timeline.Utilisation, 4));
        Close([0, 0.4, 0.5, 0], Head(timeline, Timeline.Queue, 4));
        Close([0.5, 1.4, 1.5, 0.5], Head(timeline, Timeline.InFlight, 4));
        Close([double.NaN, 1, 1, 1.9], Head(timeline, Timeline.P50, 4), Timeline.RelativeAccuracy * 2);
        Assert.All(Head(timeline, Timeline.BreakerOpenShare, 4), value => Assert.Equal(double.NaN, value));
    }

    [Fact]
    public void Attempts_are_told_apart_by_their_number_and_wasted_work_is_known()
    {
        // Service 10 s, each try given up after 1 s, tried again at once: the server works for nobody.
        var options = Station([0.5], [new RetryOptions { Retries = 3, Backoff = new() { BaseSeconds = 0 } }, new TimeoutOptions { Seconds = 1 }], service: 10);
        var timeline = After(options with { Workload = Open([0.5], 20) with { DrainSeconds = 60 } }, out var record);
        Assert.Equal(4, record.Attempts);
        Assert.Equal([1, 0, 0, 0, 0], Head(timeline, Timeline.FirstAttempts, 5));
        Assert.Equal([0, 1, 0, 0, 0], Head(timeline, Timeline.SecondAttempts, 5));
        Assert.Equal([0, 0, 1, 1, 0], Head(timeline, Timeline.LaterAttempts, 5));
        Assert.Equal([0, 0, 0, 0, 1], Head(timeline, Timeline.Failures, 5));
        Assert.Equal(1, Head(timeline, Timeline.WastedShare, 11)[10]);
        Assert.Equal(4, Sum(timeline, Timeline.Served));
    }

    [Fact]
    public void Areas_and_sums_close_with_the_record()
    {
        var options = Station([], [new RetryOptions { Retries = 2, Backoff = new() { BaseSeconds = 0.1 } }, new TimeoutOptions { Seconds = 2 }]) with
        {
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 0.7 }, ForSeconds = 500.5, DrainSeconds = 1000 },
        };
        var timeline = After(options, out var record);
        Assert.Equal(record.Agents, Sum(timeline, Timeline.Offered), 1e-6);
        Assert.Equal(record.Successes, Sum(timeline, Timeline.Goodput), 1e-6);
        Assert.Equal(record.Agents - record.Successes, Sum(timeline, Timeline.Failures), 1e-6);
        Assert.Equal(record.Attempts, Sum(timeline, Timeline.Attempts), 1e-6);
        // Little's law without expectations: the area under the number under way is the sum of the times under way.
        Assert.Equal(record.DurationSeconds * record.Agents, Sum(timeline, Timeline.InFlight), 1e-6);
    }

    [Fact]
    public void Open_circuits_are_seen_while_they_are_open()
    {
        // Every attempt fails; two failures in a row open the circuit for 3.05 s.
        var options = Small.World([new CircuitBreakerOptions { ConsecutiveFailures = 2, BreakSeconds = 3.05 }], [new ErrorFaultOptions { Rate = 1 }]) with
        {
            Workload = Open([0.1, 0.5, 1.5, 2.5, 4.5], 6),
        };
        Assert.Equal([1, 1, 1, 1, 1, 1], Head(After(options, out _), Timeline.BreakerOpenShare, 6));
        var healthy = options with { Executors = [options.Executors[0] with { Faults = [] }] };
        Assert.Equal([0, 0, 0, 0, 0, 0], Head(After(healthy, out _), Timeline.BreakerOpenShare, 6));
    }

    [Fact]
    public void Several_stations_have_columns_of_their_own()
    {
        var options = Station([0.5], []) with
        {
            Agent = new([new StepOptions("first", "station"), new StepOptions("second", "other")]),
            Executors =
            [
                new ExecutorOptions { Name = "station", Latency = new Constant(1), Servers = 1 },
                new ExecutorOptions { Name = "other", Latency = new Constant(2), Servers = 3 },
            ],
            Workload = Open([0.5], 4),
        };
        var timeline = After(options, out _);
        Assert.Equal([0.5, 0.5, 0, 0], Head(timeline, Timeline.UtilisationOf("station"), 4));
        Close([0, 0.5 / 3, 1.0 / 3, 0.5 / 3], Head(timeline, Timeline.UtilisationOf("other"), 4));
        Close([0.125, 0.25, 0.25, 0.125], Head(timeline, Timeline.Utilisation, 4));
    }

    [Fact]
    [Trait("check", "S5 54")]
    public void Bins_widen_until_they_fit_the_limit_and_lone_agents_have_none()
    {
        var options = Station([], []) with { Workload = Open([0.5], 100) with { DrainSeconds = 0, Timeline = new() { BinSeconds = 1, MaxBins = 30 } } };
        var timeline = After(options, out _);
        Assert.Equal((4, 25), (timeline.BinSeconds, timeline.Count));
        Assert.Equal(0.25, timeline.Values(Timeline.Offered)[0]);
        var lone = new World(Small.World([]), 1);
        lone.Run(0, out _);
        Assert.Null(lone.Timeline);
    }

    [Fact]
    public void Trials_do_not_see_the_timeline_of_the_trial_before()
    {
        var options = Station([], [new RetryOptions(), new TimeoutOptions { Seconds = 2 }]) with
        {
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 2 }, ForSeconds = 50, DrainSeconds = 5 },
        };
        var world = new World(options, 1);
        world.Run(5, out _);
        world.Run(0, out _);
        var fresh = After(options, out _);
        for (var i = 0; i < fresh.Columns.Count; i++) Assert.Equal(fresh.Values(i).ToArray(), world.Timeline!.Values(i).ToArray());
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        var options = Station([], []) with
        {
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 0.5 }, ForSeconds = 200, DrainSeconds = 200 },
        };
        var timeline = After(options, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 20; round++)
        {
            timeline.Begin();
            for (var i = 0; i < 400; i++)
            {
                timeline.Started(i);
                timeline.Attempted(i + 0.2, i % 4);
                timeline.Ended(i + 0.5, i % 3 > 0, 0.5);
            }
            timeline.Finish();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static WorldOptions Station(double[] arrivals, IReadOnlyList<StrategyOptions> pipeline, double service = 1) => new()
    {
        Agent = new([new StepOptions("serve", "station")]),
        Executors = [new ExecutorOptions { Name = "station", Latency = new Constant(service), Servers = 1 }],
        Playbook = new("tested", pipeline),
        Workload = Open(arrivals, 10),
    };

    private static OpenWorkloadOptions Open(double[] at, double seconds) => new() { Arrivals = new At(at), ForSeconds = seconds, DrainSeconds = 10 };

    private static Timeline After(WorldOptions options, out TrialRecord record)
    {
        var world = new World(options, 1);
        world.Run(0, out record);
        return world.Timeline!;
    }

    private static double[] Head(Timeline timeline, string column, int bins) => timeline.Values(column)[..bins].ToArray();

    /// <summary>Sum over the trial of a rate times the width of its bin; the last bin may be narrower.</summary>
    private static double Sum(Timeline timeline, string column)
    {
        var sum = 0.0;
        foreach (var value in timeline.Values(column)) sum += double.IsNaN(value) ? 0 : value * timeline.BinSeconds;
        return sum;
    }

    private static void Close(double[] expected, double[] actual, double relative = 1e-9)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], double.IsNaN(expected[i]) ? 0 : Math.Max(1e-9, relative * Math.Abs(expected[i])));
    }

    /// <summary>Arrivals at given instants.</summary>
    private sealed record At(double[] Seconds) : ArrivalOptions
    {
        public override IEnumerable<Violation> Check() => [];

        internal override Arrivals Build() => new Given(Seconds);

        private sealed class Given(double[] seconds) : Arrivals
        {
            public override void Begin(Luck luck)
            {
            }

            public override double Next(int number) => number < seconds.Length ? seconds[number] : double.PositiveInfinity;
        }
    }
}
