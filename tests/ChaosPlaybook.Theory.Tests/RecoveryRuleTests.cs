using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Theory.Tests;

/// <summary>The recovery rule on courses whose recovery is known: no luck, one job a second or one every half second.</summary>
public class RecoveryRuleTests
{
    private static readonly RecoveryInterval _interval = new(10, 40, 50, 200, 1);

    [Fact]
    public void Recovery_is_dated_to_the_first_window_after_which_every_window_is_healthy()
    {
        // One job a second of 0.5 s; three a second for ten seconds leave ten jobs (30 · 0.5 s of work in 10 s): half a job a second is
        // worked off on top of the load, so the queue is empty at 50 + 5/0.5 = 60 s, to a second or two.
        var world = Surge(service: 0.5, factor: 3);
        world.Run(0, out _);
        var judgement = Metastability.Judge(world.Timeline!, _interval, new());
        Assert.Equal(Recovery.Recovered, judgement.Recovery);
        Assert.InRange(judgement.RecoveredAt, 50, 64);
    }

    [Fact]
    public void A_backlog_that_falls_too_slowly_is_recovering_and_one_that_does_not_fall_is_not()
    {
        // At 0.95 s a job the 57 s of work brought in ten seconds leave 47 s, of which 0.05 s go per second: 940 s would be needed.
        var slow = Surge(service: 0.95, factor: 6);
        slow.Run(0, out _);
        Assert.Equal(Recovery.Recovering, Metastability.Judge(slow.Timeline!, _interval, new()).Recovery);
        var never = Surge(service: 1, factor: 6);
        never.Run(0, out _);
        Assert.Equal(Recovery.NotRecovered, Metastability.Judge(never.Timeline!, _interval, new()).Recovery);
    }

    [Fact]
    public void What_was_never_disturbed_is_recovered_at_once()
    {
        var world = Surge(service: 0.5, factor: 1);
        world.Run(0, out _);
        Assert.Equal(new(Recovery.Recovered, 50), Metastability.Judge(world.Timeline!, _interval, new()));
    }

    [Fact]
    public void Times_too_short_for_a_window_and_closed_workloads_are_refused()
    {
        var world = Surge(service: 0.5, factor: 1);
        world.Run(0, out _);
        Assert.Throws<ArgumentException>(() => Metastability.Judge(world.Timeline!, _interval with { BaselineFrom = 35 }, new()));
        Assert.Throws<ArgumentException>(() => Metastability.Judge(world.Timeline!, _interval with { JudgedFrom = 195 }, new()));
        var closed = Options(0.5, 1) with { Workload = new ClosedWorkloadOptions { Agents = 1, ForSeconds = 10 } };
        Assert.Throws<ArgumentException>(() => MetastabilityStudy.OfSurge(closed, new Pace(1, 2, 2)));
    }

    private static World Surge(double service, double factor) => new(Options(service, factor), 1);

    private static WorldOptions Options(double service, double factor) => new()
    {
        Agent = new([new StepOptions("serve", "station")]),
        Executors = [new ExecutorOptions { Name = "station", Latency = new Constant(service), Servers = 1 }],
        Playbook = new("tested", []),
        Workload = new OpenWorkloadOptions
        {
            Arrivals = new PacedArrivalOptions { Arrivals = new EverySecond(), Paces = [new Pace(40, 50, factor)] }, ForSeconds = 200, DrainSeconds = 0,
        },
    };

    /// <summary>One arrival a second, in the middle of it.</summary>
    private sealed record EverySecond : ArrivalOptions
    {
        public override IEnumerable<Violation> Check() => [];

        internal override Arrivals Build() => new Regular();

        private sealed class Regular : Arrivals
        {
            public override void Begin(Luck luck)
            {
            }

            public override double Next(int number) => number + 0.5;
        }
    }
}
