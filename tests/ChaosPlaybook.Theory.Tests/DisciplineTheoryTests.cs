namespace ChaosPlaybook.Theory.Tests;

/// <summary>Disciplines and shedding under Poisson load against queueing theory.</summary>
public class DisciplineTheoryTests
{
    private const int Replications = 40;

    public static TheoryData<string, Distribution> ServiceLaws() => new()
    {
        { "deterministic", new Constant(1) },
        { "exponential", new Exponential(1) },
        { "lognormal", LogNormal.FromMeanAndSd(1, 1.5) },
    };

    [Theory]
    [MemberData(nameof(ServiceLaws))]
    public void Sojourn_under_processor_sharing_depends_on_the_mean_service_alone(string law, Distribution service)
    {
        const double load = 0.7;
        var shared = Station(service, load) with { Executors = [new ExecutorOptions { Name = "station", Latency = service, Servers = 1, Discipline = QueueDiscipline.ProcessorSharing }] };
        Near.Check(1 / (1 - load), Worlds.Mean(shared, Replications, record => record.DurationSeconds), $"M/G/1-PS, {law}");
    }

    [Fact]
    public void Waits_by_priority_follow_Cobham()
    {
        // Each agent calls twice, first low, then high, with a long random delay between: two streams that are all but independent.
        const double rate = 0.4, delay = 20;
        var options = Station(new Exponential(1), rate) with
        {
            Agent = new([new StepOptions("low", "station"), new StepOptions("delay", "delay"), new StepOptions("high", "station") { Priority = 9 }]),
            Executors =
            [
                new ExecutorOptions { Name = "station", Latency = new Exponential(1), Servers = 1, Discipline = QueueDiscipline.Priority },
                new ExecutorOptions { Name = "delay", Latency = new Exponential(delay) },
            ],
        };
        var residual = 2 * rate; // λ E[S²]/2 of both streams, exponential service of mean 1
        var known = 2 + delay + residual / (1 - rate) + residual / ((1 - rate) * (1 - 2 * rate));
        Near.Check(known, Worlds.Mean(options, Replications, record => record.DurationSeconds), "two priorities");
    }

    [Theory]
    [InlineData(0.8, 1), InlineData(1.5, 2)]
    public void A_queue_timeout_drops_the_share_of_MM1_with_deterministic_patience(double rate, double patience)
    {
        // Barrer 1957: the work ahead of an arrival has density p₀λe^(−(μ−λ)x) below the patience and falls with e^(−μx) above it.
        var decay = 1 - rate;
        var below = rate * (1 - Math.Exp(-decay * patience)) / decay;
        var above = rate * Math.Exp(-decay * patience);
        var options = Station(new Exponential(1), rate, new() { QueueTimeoutSeconds = patience });
        Near.Check(above / (1 + below + above), Worlds.Mean(options, Replications, record => record.Shed / (double)record.Agents), "M/M/1+D");
    }

    [Fact]
    public void Refusing_from_a_utilisation_on_leaves_a_loss_system_of_that_many_servers()
    {
        const double rate = 6;
        var options = Station(new Exponential(1), rate, new() { Utilisation = 0.75 }, servers: 8);
        var (weight, sum) = (1.0, 1.0);
        for (var n = 1; n <= 6; n++) sum += weight *= rate / n;
        Near.Check(weight / sum, Worlds.Mean(options, Replications, record => record.Shed / (double)record.Agents), "Erlang B with 6 of 8 servers");
    }

    [Fact]
    public void A_random_split_makes_independent_queues_and_looking_at_the_queues_shortens_the_wait()
    {
        // n M/M/1 with their share of the stream; no way to split can beat one queue for all (M/M/n).
        const int instances = 4;
        const double load = 0.8;
        Moments Under(Balance balance) => Worlds.Mean(Station(new Exponential(1), load * instances) with
        {
            Executors = [new ExecutorOptions { Name = "station", Latency = new Exponential(1), Servers = 1, Instances = instances, Balance = balance }],
        }, 20, record => record.DurationSeconds);
        var random = Under(Balance.Random);
        Near.Check(1 / (1 - load), random, "random split");
        var (turns, two, least) = (Under(Balance.RoundRobin), Under(Balance.PowerOfTwo), Under(Balance.LeastConnections));
        var oneQueue = Worlds.Mean(Station(new Exponential(1), load * instances, servers: instances), 20, record => record.DurationSeconds);
        Assert.True(random.Mean > turns.Mean && turns.Mean > two.Mean && two.Mean > least.Mean && least.Mean > oneQueue.Mean,
            $"random {random.Mean}, in turn {turns.Mean}, better of two {two.Mean}, least {least.Mean}, one queue {oneQueue.Mean}");
    }

    private static WorldOptions Station(Distribution service, double rate, ShedOptions? shed = null, int servers = 1) => new()
    {
        Agent = new([new StepOptions("serve", "station")]),
        Executors = [new ExecutorOptions { Name = "station", Latency = service, Servers = servers, Shed = shed }],
        Playbook = new("none", []),
        Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = 2_200, WarmUpSeconds = 200, DrainSeconds = 2_000 },
    };
}
