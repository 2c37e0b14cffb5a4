namespace ChaosPlaybook.Theory.Tests;

/// <summary>Stations whose capacity changes, and clients that come back, against queueing theory.</summary>
public class CapacityTheoryTests
{
    private const int Replications = 40;

    [Theory]
    [InlineData(0.5, 1.0), InlineData(0.7, 0.5), InlineData(0.3, 4.0)]
    public void Orbit_of_an_MM1_retrial_queue_is_that_of_Falin_and_Templeton(double load, double retrials)
    {
        // E N = ρ/(1 − ρ)·(λ/θ + ρ) with service rate 1; by Little's law an agent takes 1 + E N/λ. A chain cut off at 400 agrees.
        var known = load / (1 - load) * (load / retrials + load);
        Assert.Equal(known, OrbitOfTruncatedChain(load, retrials, 400), 1e-6);
        var options = Station(new() { Name = "station", Latency = new Exponential(1), Servers = 1, QueueLimit = 0 }, load,
            new RetryOptions { Retries = 100, On = Worlds.Everything, Backoff = new() { BaseSeconds = 1 / retrials, Jitter = JitterKind.Exponential } });
        Near.Check(1 + known / load, Worlds.Mean(options, Replications, record => record.DurationSeconds), $"M/M/1 with retrials at rate {retrials}");
    }

    [Theory]
    [InlineData(8, 0.5, 4), InlineData(10, 0.7, 3), InlineData(3, 0.5, 2)]
    public void Servers_lost_for_good_leave_the_station_of_the_others(int servers, double loss, int left)
    {
        var lost = Station(new() { Name = "station", Latency = new Exponential(1), Servers = servers, Faults = [new CapacityLossFaultOptions { Loss = loss }] }, 0.8 * left);
        var small = Station(new() { Name = "station", Latency = new Exponential(1), Servers = left }, 0.8 * left);
        var worlds = (new World(lost, 42), new World(small, 42));
        for (var replication = 0; replication < 3; replication++)
        {
            worlds.Item1.Run(replication, out var one);
            worlds.Item2.Run(replication, out var other);
            Assert.Equal((other.DurationSeconds, other.DurationP99, other.Attempts), (one.DurationSeconds, one.DurationP99, one.Attempts));
            Assert.Equal(other.Utilisation, one.Utilisation, 1e-9);
        }
    }

    [Fact]
    public void Utilisation_is_the_load_over_the_servers_there_were()
    {
        // 4 servers, for half of the time only 2: 3 on average.
        var window = new WindowOptions { FromSeconds = 700, UntilSeconds = 1_700 };
        var busy = Worlds.Mean(Station(new() { Name = "station", Latency = new Exponential(1), Servers = 4, Faults = [new CapacityLossFaultOptions { Loss = 0.5, Window = window }] }, 1.2),
            Replications, record => record.Utilisation);
        Near.Check(0.4, busy, "utilisation of 3 servers on average");
    }

    [Theory]
    [InlineData(0.5, 1.0), InlineData(1.5, 0.5), InlineData(3.0, 2.0)]
    public void Two_servers_that_disturb_each_other_lose_the_share_of_their_chain(double rate, double perJob)
    {
        // A job that begins beside another is served at rate 1/(1 + perJob) to its end, one that begins alone at rate 1.
        var slow = 1 / (1 + perJob);
        // States: nobody; one fast; one slow; a fast and a slow one; two slow ones.
        var shares = Stationary(5, (from, to) => (from, to) switch
        {
            (0, 1) => rate,
            (1, 0) => 1, (1, 3) => rate,
            (2, 0) => slow, (2, 4) => rate,
            (3, 2) => 1, (3, 1) => slow,
            (4, 2) => 2 * slow,
            _ => 0,
        });
        var options = Station(new() { Name = "station", Latency = new Exponential(1), Servers = 2, QueueLimit = 0, Slowdown = new(perJob) }, rate);
        Near.Check(shares[3] + shares[4], Worlds.Mean(options, Replications, record => record.Shed / (double)record.Agents), $"loss with slowdown {perJob}");
    }

    public static TheoryData<string, Distribution> Setups() => new() { { "constant", new Constant(2) }, { "exponential", new Exponential(1.5) } };

    [Theory]
    [MemberData(nameof(Setups))]
    public void Sojourn_in_MG1_with_a_setup_before_every_busy_period_follows_Welch(string law, Distribution setup)
    {
        // Welch 1964: Pollaczek and Khinchine, and (2 E D + λ E D²)/(2 (1 + λ E D)) on top.
        const double rate = 0.5;
        double d = setup.Mean, d2 = setup.Variance + d * d;
        var known = 1 + rate * 2 / (2 * (1 - rate)) + (2 * d + rate * d2) / (2 * (1 + rate * d));
        var options = Station(new() { Name = "station", Latency = new Exponential(1), Servers = 1, ColdStart = new() { Extra = setup, IdleAfterSeconds = 0 } }, rate);
        Near.Check(known, Worlds.Mean(options, Replications, record => record.DurationSeconds), $"M/M/1 with a setup, {law}");
    }

    [Fact]
    public void Attempts_fail_for_as_long_as_the_only_instance_is_away()
    {
        // Away for 60 s on average, of 1,000: arrivals are uniform over the time, given their number.
        var executor = new ExecutorOptions
        {
            Name = "station", Latency = new Constant(0.001), Servers = 1000, Faults = [new KillFaultOptions { AtSeconds = 100, RestartAfter = new Exponential(60), InFlight = KilledWork.Drain }],
        };
        var options = Station(executor, 5) with { Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 5 }, ForSeconds = 1_000, DrainSeconds = 0.01 } };
        var world = new World(options, 42);
        var (away, up) = (new Moments(), new Moments());
        for (var replication = 0; replication < 200; replication++)
        {
            world.Run(replication, out var record);
            away.Add(record.Shed / (double)record.Agents);
            var instances = world.Timeline!.Values(Timeline.InstancesOf("station"));
            var sum = 0.0;
            for (var bin = 0; bin < instances.Length; bin++) sum += instances[bin] * Math.Min(world.Timeline.BinSeconds, 1_000.01 - bin * world.Timeline.BinSeconds);
            up.Add(sum - 0.01);
        }
        Near.Check(0.06, away, "share of attempts without an instance");
        Near.Check(940, up, "time that the instance is up");
    }

    [Theory]
    [InlineData(10, 9.0, 12), InlineData(10, 1.9, 7), InlineData(4, 2.5, 4), InlineData(2, 9.0, 20)]
    public void An_autoscaler_reaches_the_size_that_its_rule_gives_for_the_load(int instances, double load, int most)
    {
        // 9 servers' worth of work: ⌈9/0.79⌉ = 12, at 75 %. 1.9: ⌈1.9/0.3⌉ = 7. Between the bounds nothing changes. From an overload it overshoots.
        var executor = new ExecutorOptions
        {
            Name = "station", Latency = new Constant(1), Servers = 1, Instances = instances, Balance = Balance.RoundRobin, Autoscale = new() { Max = 20, StartUp = new Constant(7) },
        };
        var options = Station(executor, load) with
        {
            Workload = new OpenWorkloadOptions { Arrivals = new ConstantArrivalOptions { Rate = load }, ForSeconds = 2_000, DrainSeconds = 100, Timeline = new() { BinSeconds = 10 } },
        };
        var world = new World(options, 42);
        world.Run(0, out var record);
        Assert.Equal((record.Agents, 0), (record.Successes, record.Failures));
        var size = world.Timeline!.Values(Timeline.InstancesOf("station"));
        Assert.Equal(instances, size[0]);
        if (load < instances) Assert.Equal(most, size[195]);
        else Assert.InRange(load / size[195], 0.3, 0.8);
        // Fewer there are only after 120 s.
        for (var bin = 0; bin < 12; bin++) Assert.True(size[bin] >= instances);
    }

    private static WorldOptions Station(ExecutorOptions executor, double rate, params StrategyOptions[] pipeline) => new()
    {
        Agent = new([new StepOptions("serve", "station")]),
        Executors = [executor],
        Playbook = new("none", pipeline),
        Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = 2_200, WarmUpSeconds = 200, DrainSeconds = 2_000 },
    };

    /// <summary>Mean number in the orbit of the chain on (server busy, in orbit), cut off; service rate 1.</summary>
    private static double OrbitOfTruncatedChain(double rate, double retrials, int most)
    {
        // Cuts between levels: λ·p(1, n) = (n + 1)·θ·p(0, n + 1). Balance of (0, n): (λ + nθ)·p(0, n) = p(1, n).
        var idle = 1.0;
        var (sum, orbit) = (0.0, 0.0);
        for (var n = 0; n <= most; n++)
        {
            var busy = (rate + n * retrials) * idle;
            sum += idle + busy;
            orbit += n * (idle + busy);
            idle = rate * busy / ((n + 1) * retrials);
        }
        return orbit / sum;
    }

    /// <summary>Stationary shares of a chain in continuous time, by elimination.</summary>
    private static double[] Stationary(int states, Func<int, int, double> rate)
    {
        // Grassmann, Taksar and Heyman 1985: states are taken out one by one, without subtractions.
        var q = new double[states, states];
        for (var i = 0; i < states; i++)
            for (var j = 0; j < states; j++)
                q[i, j] = i == j ? 0 : rate(i, j);
        for (var n = states - 1; n > 0; n--)
        {
            var leaving = 0.0;
            for (var j = 0; j < n; j++) leaving += q[n, j];
            for (var i = 0; i < n; i++) q[i, n] /= leaving;
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    if (i != j) q[i, j] += q[i, n] * q[n, j];
        }
        var shares = new double[states];
        shares[0] = 1;
        for (var j = 1; j < states; j++)
            for (var i = 0; i < j; i++)
                shares[j] += shares[i] * q[i, j];
        var sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }
}
