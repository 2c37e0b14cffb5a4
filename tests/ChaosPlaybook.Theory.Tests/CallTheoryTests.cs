namespace ChaosPlaybook.Theory.Tests;

/// <summary>Executors that call others: networks of queues, fork and join, quorums, nested retries.</summary>
public class CallTheoryTests
{
    private const int Replications = 40;

    [Theory]
    [InlineData(0.3, 0.8, 0.5), InlineData(0.4, 1, 0.3), InlineData(0.6, 0.5, 0)]
    public void An_open_network_with_feedback_has_the_product_form_of_Jackson(double rate, double forth, double back)
    {
        // a calls b with one probability, b calls a with another; the servers go on meanwhile (Jackson 1957). At μ = 1 and 1.25:
        // λa = λ + back·λb, λb = forth·λa, and each node is an M/M/1 of its own.
        double[] service = [1, 0.8];
        var a = rate / (1 - forth * back);
        double[] arrivals = [a, forth * a];
        var options = Open(rate, 4_200,
            new() { Name = "a", Latency = new Exponential(service[0]), Servers = 1, HoldsServer = false, Calls = [new CallOptions("b") { Probability = forth }] },
            new() { Name = "b", Latency = new Exponential(service[1]), Servers = 1, HoldsServer = false, Calls = [new CallOptions("a") { Probability = back }] });
        var world = new World(options, 42);
        var attempts = new Moments();
        var stay = new Moments();
        var nodes = new[] { new Moments(), new Moments() };
        for (var replication = 0; replication < Replications; replication++)
        {
            world.Run(replication, out var record);
            attempts.Add((double)record.Attempts / record.Agents);
            stay.Add(record.DurationSeconds);
            for (var node = 0; node < 2; node++)
            {
                var name = options.Executors[node].Name;
                nodes[node].Add(Mean(world.Timeline!, Timeline.QueueOf(name)) + Mean(world.Timeline!, Timeline.UtilisationOf(name)));
            }
        }
        Near.Check((arrivals[0] + arrivals[1]) / rate, attempts, "visits per arrival");
        var inside = 0.0;
        for (var node = 0; node < 2; node++)
        {
            var load = arrivals[node] * service[node];
            inside += load / (1 - load);
            Near.Check(load / (1 - load), nodes[node], $"number at node {node}");
        }
        // Little: the time of a workflow is that of all its visits.
        Near.Check(inside / rate, stay, "time in the network");
    }

    [Theory]
    [InlineData(0.5), InlineData(0.8)]
    public void A_tandem_of_queues_is_one_MM1_after_the_other(double rate)
    {
        // The departures of an M/M/1 are Poisson (Burke 1956).
        var options = Open(rate, 4_200,
            new() { Name = "a", Latency = new Exponential(1), Servers = 1, HoldsServer = false, Calls = [new CallOptions("b")] },
            new() { Name = "b", Latency = new Exponential(0.9), Servers = 1, HoldsServer = false, Calls = [new CallOptions("c")] },
            new() { Name = "c", Latency = new Exponential(0.5), Servers = 1 });
        Near.Check(1 / (1 - rate) + 1 / (1 / 0.9 - rate) + 1 / (2 - rate), Stay(options), $"tandem at {rate}");
    }

    [Theory]
    [InlineData(0.3), InlineData(0.5), InlineData(0.8)]
    public void Fork_and_join_of_two_MM1_takes_the_time_of_Nelson_and_Tantawi(double load)
    {
        // Exact for two: R = (12 − ρ)/8 · 1/(μ − λ) (Flatto, Hahn 1984; Nelson, Tantawi 1988).
        var options = Open(load, 4_200,
            new() { Name = "fork", Latency = new Constant(0), Calls = [new CallOptions(["a", "b"])] },
            new() { Name = "a", Latency = new Exponential(1), Servers = 1 },
            new() { Name = "b", Latency = new Exponential(1), Servers = 1 });
        Near.Check((12 - load) / 8 / (1 - load), Stay(options), $"fork and join at load {load}");
    }

    [Fact]
    public void A_server_held_during_its_calls_follows_Pollaczek_and_Khinchine()
    {
        // One thread: its service is its own time and that of the call, the variances add.
        const double rate = 0.5;
        var options = Open(rate, 4_200,
            new() { Name = "front", Latency = new Exponential(0.4), Servers = 1, Calls = [new CallOptions("back")] },
            new() { Name = "back", Latency = new Exponential(1) });
        var (mean, variance) = (1.4, 0.16 + 1);
        Near.Check(mean + rate * (variance + mean * mean) / (2 * (1 - rate * mean)), Stay(options), "M/G/1 of the thread");
    }

    [Theory]
    [InlineData(1, 3, 0.3), InlineData(2, 3, 0.3), InlineData(3, 3, 0.1), InlineData(3, 5, 0.4), InlineData(7, 10, 0.2)]
    public void Availability_through_a_quorum_is_the_upper_tail_of_the_binomial(int needs, int legs, double failing)
    {
        const int trials = 20_000;
        var options = Lone(
            new() { Name = "front", Latency = new Constant(0), Calls = [new CallOptions([.. Enumerable.Repeat("back", legs)]) { Needs = needs }] },
            new() { Name = "back", Latency = new Exponential(1), Faults = [new ErrorFaultOptions { Rate = failing }] });
        var known = Enumerable.Range(needs, legs - needs + 1).Sum(k => Choose(legs, k) * Math.Pow(1 - failing, k) * Math.Pow(failing, legs - k));
        Near.CheckShare(known, Worlds.SuccessRate(options, trials), trials, $"{needs} of {legs}");
    }

    [Theory]
    [InlineData(1, 4), InlineData(3, 5), InlineData(8, 8)]
    public void A_quorum_of_exponential_calls_is_answered_at_their_order_statistic(int needs, int legs)
    {
        var options = Lone(
            new() { Name = "front", Latency = new Constant(0), Calls = [new CallOptions([.. Enumerable.Repeat("back", legs)]) { Needs = needs }] },
            new() { Name = "back", Latency = new Exponential(1) });
        var known = Enumerable.Range(0, needs).Sum(ended => 1.0 / (legs - ended));
        Near.Check(known, Worlds.Mean(options, 20_000, record => record.DurationSeconds), $"{needs} of {legs}");
    }

    [Theory]
    [InlineData(1), InlineData(10), InlineData(100)]
    public void The_tail_grows_with_the_fan_out(int legs)
    {
        // One server in a hundred is slow: of a hundred asked, 63 % of all answers are (Dean, Barroso 2013).
        const int trials = 5_000;
        var options = Lone(
            new() { Name = "front", Latency = new Constant(0), Calls = [new CallOptions([.. Enumerable.Repeat("leaf", legs)])] },
            new() { Name = "leaf", Latency = new Constant(0.01), Faults = [new LatencyFaultOptions { Added = new Constant(1), Rate = 0.01 }] });
        var slow = Worlds.Mean(options, trials, record => record.DurationSeconds > 0.5 ? 1 : 0).Mean;
        Near.CheckShare(1 - Math.Pow(0.99, legs), slow, trials, $"fan-out of {legs}");
    }

    [Theory]
    [InlineData(3, 3, 1), InlineData(2, 5, 1), InlineData(3, 3, 0.7), InlineData(1, 4, 0.9), InlineData(2, 2, 0.3)]
    public void Retries_in_every_layer_multiply(int retries, int layers, double failing)
    {
        // An attempt of layer k fails with f_k = f_(k+1)^(R+1), f_d = p, and a call makes (1 − f^(R+1))/(1 − f) of them; at p = 1 each
        // makes R + 1, so (R + 1)^d reach the bottom.
        var retry = new RetryOptions { Retries = retries, Backoff = new() { BaseSeconds = 0 }, On = Worlds.Everything };
        var executors = Enumerable.Range(1, layers).Select(layer => new ExecutorOptions
        {
            Name = $"layer{layer}", Latency = new Constant(0.001), Calls = layer < layers ? [new CallOptions($"layer{layer + 1}")] : [],
            Cost = layer < layers ? 0 : 1, Faults = layer < layers ? [] : [new ErrorFaultOptions { Rate = failing }],
        }).ToArray();
        var options = Lone(executors) with
        {
            Playbook = new("retries everywhere", [retry])
            {
                Executors = executors.SkipLast(1).ToDictionary(executor => executor.Name, _ => (IReadOnlyList<StrategyOptions>)[retry]),
            },
        };
        var (known, fails) = (1.0, failing);
        for (var layer = 0; layer < layers; layer++)
        {
            var call = Math.Pow(fails, retries + 1);
            known *= fails < 1 ? (1 - call) / (1 - fails) : retries + 1;
            fails = call;
        }
        if (failing == 1) Assert.Equal(Math.Pow(retries + 1, layers), known);
        const int trials = 5_000;
        Near.Check(known, Worlds.Mean(options, failing == 1 ? 20 : trials, record => record.Cost), $"{retries} retries in {layers} layers");
        Near.CheckShare(1 - fails, Worlds.SuccessRate(options, failing == 1 ? 20 : trials), failing == 1 ? 20 : trials, "success");
    }

    private static Moments Stay(WorldOptions options) => Worlds.Mean(options, Replications, record => record.DurationSeconds);

    /// <summary>Mean of a column from 200 s to the end of the arrivals.</summary>
    private static double Mean(Timeline timeline, string column)
    {
        var values = timeline.Values(column);
        var (first, last) = ((int)(200 / timeline.BinSeconds), (int)(4_200 / timeline.BinSeconds));
        var sum = 0.0;
        for (var bin = first; bin < last; bin++) sum += values[bin];
        return sum / (last - first);
    }

    private static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);

    private static WorldOptions Lone(params ExecutorOptions[] executors) => new()
    {
        Agent = new([new StepOptions("ask", executors[0].Name)]), Executors = executors, Playbook = new("none", []),
    };

    private static WorldOptions Open(double rate, double seconds, params ExecutorOptions[] executors) => Lone(executors) with
    {
        Workload = new OpenWorkloadOptions
        {
            Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = seconds, WarmUpSeconds = 200, DrainSeconds = 2_000,
            Timeline = new() { BinSeconds = 20 },
        },
    };
}
