namespace ChaosPlaybook.Theory.Tests;

/// <summary>Limits at the client against queueing theory and their own formulas.</summary>
public class LimitTheoryTests
{
    private const int Replications = 40;

    [Theory]
    [InlineData(5, 4), InlineData(1, 0.5), InlineData(20, 25)]
    public void A_bulkhead_without_a_queue_refuses_the_share_of_Erlang_B(int permits, double rate) =>
        Refused(permits, 0, rate);

    [Theory]
    [InlineData(1, 4, 0.9), InlineData(3, 2, 2.5), InlineData(5, 10, 6)]
    public void A_bulkhead_with_a_queue_refuses_the_share_of_MMCK(int permits, int queue, double rate) => Refused(permits, queue, rate);

    [Theory]
    [InlineData(2), InlineData(1.5)]
    public void An_adaptive_throttle_sends_K_tries_for_each_that_is_accepted(double k)
    {
        // 500 tries a second against a capacity of 50. Sent = requests·(1 − p) = (K·accepts + 1)·requests/(requests + 1).
        var ratio = Worlds.Mean(Throttled(new AdaptiveThrottleOptions { K = k, WindowSeconds = 10 }, 500), 10,
            record => record.Attempts / (double)(record.Attempts - record.Throttled));
        // The 1 is one try per window of 500 accepts; the window moves in sixtieths.
        Assert.InRange(ratio.Mean, k - Near.Z * ratio.StandardError - 0.01, k + Near.Z * ratio.StandardError + 0.01);
    }

    [Fact]
    public void An_adaptive_throttle_refuses_nothing_while_more_than_one_in_K_is_accepted() =>
        Worlds.Run(Throttled(new AdaptiveThrottleOptions { K = 4, WindowSeconds = 10 }, 100), 5, record => Assert.Equal(0, record.Rejected));

    [Fact]
    public void Admission_control_lets_pass_what_its_formula_allows()
    {
        // Half of the answers fail whatever is sent, so p = (1 − 0.5/0.95)·n/(n + 1) of the tries are refused.
        var options = Worlds.Chain(1, 0.5, [new AdmissionControlOptions { WindowSeconds = 10 }], new Constant(0.01)) with
        {
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 200 }, ForSeconds = 90, WarmUpSeconds = 30 },
        };
        var refused = Worlds.Mean(options, 10, record => record.Rejected / (double)record.Agents);
        const double known = 1 - 0.5 / 0.95;
        Assert.InRange(refused.Mean, known - Near.Z * refused.StandardError - 0.001, known + Near.Z * refused.StandardError + 0.001);
    }

    [Fact]
    public void Under_overload_a_learnt_limit_keeps_the_servers_busy_and_the_queue_short()
    {
        // Ten servers of 0.1 s, 200 attempts a second: without a limit the queue grows by 100 a second.
        WorldOptions With(params StrategyOptions[] pipeline) => new()
        {
            Agent = new([new StepOptions("ask", "pool")]),
            Executors = [new ExecutorOptions { Name = "pool", Latency = new Constant(0.1), Servers = 10 }],
            Playbook = new("tested", pipeline),
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 200 }, ForSeconds = 60, WarmUpSeconds = 20 },
        };
        Worlds.Run(With(new VegasLimitOptions()), 3, record =>
        {
            Assert.True(record.Utilisation > 0.95, $"utilisation {record.Utilisation}");
            Assert.True(record.DurationP99 < 0.5, $"99 % within {record.DurationP99} s");
            // Of 8,000 attempts in 40 s, the pool can serve 4,000.
            Assert.InRange(record.Successes, 3_800, 4_050);
        });
        Worlds.Run(With(), 1, record => Assert.True(record.DurationP99 > 10));
    }

    private static void Refused(int permits, int queue, double rate)
    {
        var options = new WorldOptions
        {
            Agent = new([new StepOptions("serve", "everybody")]),
            Executors = [new ExecutorOptions { Name = "everybody", Latency = new Exponential(1) }],
            Playbook = new("bulkhead", [new BulkheadOptions { Permits = permits, Queue = queue }]),
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = 550, WarmUpSeconds = 50, DrainSeconds = 500 },
        };
        var refused = Worlds.Mean(options, Replications, record => record.Rejected / (double)record.Agents);
        Near.Check(Blocking(permits, permits + queue, rate), refused, $"M/M/{permits}/{permits + queue}");
    }

    /// <summary>P(all places taken) of M/M/c/K with service rate 1.</summary>
    private static double Blocking(int servers, int places, double rate)
    {
        var (weight, sum) = (1.0, 1.0);
        for (var n = 1; n <= places; n++) sum += weight *= rate / Math.Min(n, servers);
        return weight / sum;
    }

    private static WorldOptions Throttled(StrategyOptions throttle, double rate) => new()
    {
        Agent = new([new StepOptions("ask", "limited")]),
        Executors = [new ExecutorOptions { Name = "limited", Latency = new Constant(0.01), RateLimit = new() { Rate = 50, Burst = 10 } }],
        Playbook = new("throttled", [throttle]),
        Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = 60, WarmUpSeconds = 20 },
    };
}
