namespace ChaosPlaybook.Theory.Tests;

/// <summary>Stations under Poisson load against queueing theory. Replications give the standard errors.</summary>
public class QueueTheoryTests
{
    private const int Replications = 40;

    [Theory]
    [InlineData(1, 0.5), InlineData(1, 0.8), InlineData(4, 0.8), InlineData(20, 0.9), InlineData(100, 0.9)]
    public void Sojourn_in_MMc_is_service_plus_the_Erlang_C_wait(int servers, double load)
    {
        var rate = load * servers;
        var known = 1 + ErlangC(servers, rate) / (servers - rate);
        Near.Check(known, Sojourn(new Exponential(1), servers, rate), $"M/M/{servers} at load {load}");
    }

    public static TheoryData<string, Distribution> ServiceLaws() => new()
    {
        { "deterministic", new Constant(1) },
        { "uniform", new Uniform(0, 2) },
        { "exponential", new Exponential(1) },
        { "gamma", Gamma.FromMeanAndSd(1, 2) },
        { "lognormal", LogNormal.FromMeanAndSd(1, 1.5) },
    };

    [Theory]
    [MemberData(nameof(ServiceLaws))]
    public void Sojourn_in_MG1_follows_Pollaczek_and_Khinchine(string law, Distribution service)
    {
        const double rate = 0.6;
        var known = service.Mean + rate * (service.Variance + service.Mean * service.Mean) / (2 * (1 - rate * service.Mean));
        Near.Check(known, Sojourn(service, 1, rate), $"M/G/1, {law}");
    }

    [Theory]
    [InlineData(1, 4, 0.9), InlineData(1, 1, 1.5), InlineData(3, 2, 2.5)]
    public void A_full_queue_turns_away_the_share_of_the_birth_death_chain(int servers, int queue, double rate)
    {
        var known = Blocking(servers, servers + queue, rate);
        var shed = Worlds.Mean(Queue(new Exponential(1), servers, rate, queue), Replications, record => record.Shed / (double)record.Agents);
        Near.Check(known, shed, $"M/M/{servers}/{servers + queue}");
    }

    [Theory]
    [MemberData(nameof(ServiceLaws))]
    public void Loss_without_a_queue_is_Erlang_B_whatever_the_service_law(string law, Distribution service)
    {
        const int servers = 5;
        const double rate = 4;
        var known = Blocking(servers, servers, rate);
        Near.Check(known, Worlds.Mean(Queue(service, servers, rate, 0), Replications, record => record.Shed / (double)record.Agents), $"M/{law}/5/5");
    }

    [Fact]
    public void Utilisation_is_the_offered_load()
    {
        // Replications of 2,000 s from empty: the start bias is one service time in 2,000.
        var busy = Worlds.Mean(Queue(new Exponential(1), 4, 2.8, null), Replications, record => record.Utilisation);
        Assert.InRange(busy.Mean, 0.7 - Near.Z * busy.StandardError - 0.001, 0.7 + Near.Z * busy.StandardError + 0.001);
    }

    [Fact]
    public void An_overloaded_server_is_busy_all_the_time_and_delivers_what_it_can()
    {
        var queue = Queue(new Exponential(1), 2, 4, null);
        var options = queue with { Workload = queue.Workload! with { ForSeconds = 400, WarmUpSeconds = 100, DrainSeconds = 1_000 } };
        // After 100 s some 200 wait: the queue is empty again with a probability far below one in a million.
        Worlds.Run(options, 10, record => Assert.Equal(1, record.Utilisation, 9));
        Near.Check(2, Worlds.Mean(options, Replications, record => record.Delivered / record.WindowSeconds), "goodput under overload");
        // All of them are served in the end.
        Worlds.Run(options, 10, record => Assert.Equal((record.Agents, 0), (record.Successes, record.Censored)));
    }

    [Theory]
    [InlineData(1), InlineData(3)]
    public void A_closed_network_has_the_throughput_of_mean_value_analysis(int servers)
    {
        // Machine repair: N agents think, queue for one station. Exact MVA for one server; birth-death chain for more.
        const int agents = 8;
        const double think = 4;
        var options = Queue(new Exponential(1), servers, 1, null) with
        {
            Workload = new ClosedWorkloadOptions { Agents = agents, Think = new Exponential(think), ForSeconds = 2_000, WarmUpSeconds = 200, Clients = 1 },
        };
        var throughput = Worlds.Mean(options, Replications, record => record.Agents / 1_800.0);
        Near.Check(MachineRepairThroughput(agents, servers, think), throughput, $"closed network, {servers} servers");
    }

    [Fact]
    public void Last_come_first_served_has_the_mean_but_not_the_spread_of_first_come_first_served()
    {
        var fifo = Queue(new Exponential(1), 1, 0.8, null);
        var lifo = fifo with { Executors = [fifo.Executors[0] with { Discipline = QueueDiscipline.Lifo }] };
        var known = 1 / (1 - 0.8);
        Near.Check(known, Worlds.Mean(lifo, Replications, record => record.DurationSeconds), "LIFO mean");
        Assert.True(Worlds.Mean(lifo, Replications, record => record.DurationP99).Mean > 1.5 * Worlds.Mean(fifo, Replications, record => record.DurationP99).Mean);
    }

    private static Moments Sojourn(Distribution service, int servers, double rate) =>
        Worlds.Mean(Queue(service, servers, rate, null), Replications, record => record.DurationSeconds);

    private static WorldOptions Queue(Distribution service, int servers, double rate, int? limit) => new()
    {
        Agent = new([new StepOptions("serve", "station")]),
        Executors = [new ExecutorOptions { Name = "station", Latency = service, Servers = servers, QueueLimit = limit }],
        Playbook = new("none", []),
        Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = 2_200, WarmUpSeconds = 200, DrainSeconds = 2_000 },
        MaxAttempts = 1_000_000,
    };

    private static double ErlangC(int servers, double load)
    {
        var blocking = Blocking(servers, servers, load);
        return blocking / (1 - load / servers * (1 - blocking));
    }

    /// <summary>P(all places taken) of M/M/c/K with service rate 1.</summary>
    private static double Blocking(int servers, int places, double rate)
    {
        var (weight, sum) = (1.0, 1.0);
        for (var n = 1; n <= places; n++) sum += weight *= rate / Math.Min(n, servers);
        return weight / sum;
    }

    private static double MachineRepairThroughput(int agents, int servers, double think)
    {
        var (weight, sum, busy) = (1.0, 1.0, 0.0);
        for (var n = 1; n <= agents; n++)
        {
            weight *= (agents - n + 1) / think / Math.Min(n, servers);
            sum += weight;
            busy += weight * Math.Min(n, servers);
        }
        return busy / sum;
    }
}
