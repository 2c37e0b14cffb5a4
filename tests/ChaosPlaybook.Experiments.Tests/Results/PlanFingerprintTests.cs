using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

public class PlanFingerprintTests
{
    private static readonly Plan Original = Synthetic.Plan(100);

    [Fact]
    public void A_plan_built_twice_has_one_fingerprint() =>
        Assert.Equal(PlanFingerprint.Of(Original), PlanFingerprint.Of(Synthetic.Plan(100)));

    [Fact]
    public void What_decides_no_number_is_left_out() =>
        Assert.Equal(PlanFingerprint.Of(Original), PlanFingerprint.Of(Original with { Name = "other", Description = "changed" }));

    [Fact]
    public void Everything_that_decides_numbers_changes_it()
    {
        WorldOptions world = Original.Points[0].Worlds[0];
        ExecutorOptions executor = world.Executors[0];
        Plan[] changed =
        [
            Original with { Seed = 1 },
            Original with { Trials = 101 },
            Original with { Confidence = 0.9 },
            Original with { Precision = new("successRate", 0.01, 1000) },
            Synthetic.Plan(100, [0, 0.05]),
            Synthetic.Plan(100, [0, 0.05, 0.31]),
            Synthetic.Plan(100, null, [("baseline", 0), ("one", 1), ("three", 4)]),
            With(world with { MaxAttempts = 5 }),
            With(world with { Executors = [executor with { Latency = new Constant(0.2) }] }),
            // Mirror images with the same mean and variance: only the samples, which the law keeps to itself, tell them apart.
            With(world with { Executors = [executor with { Latency = Empirical.FromSamples([2, 2, 5]) }] }),
            With(world with { Executors = [executor with { Latency = Empirical.FromSamples([0.5, 3.5, 3.5]) }] }),
            With(world with { Executors = [executor with { Faults = [new LatencyFaultOptions { Added = new Constant(1) }] }] }),
            With(world with { Playbook = new("baseline", [new TimeoutOptions()]) }),
            With(world with { Playbook = new("baseline", [new RetryOptions { On = ErrorFilter.Any }]) }),
            With(world with { Playbook = new("baseline", [new RetryOptions { On = ErrorFilter.Failures }]) }),
            With(world with { Playbook = new("baseline", []) { Steps = new Dictionary<string, IReadOnlyList<StrategyOptions>> { ["findPets"] = [new TimeoutOptions()] } } }),
            With(world with { Playbook = new("baseline", []) { Steps = new Dictionary<string, IReadOnlyList<StrategyOptions>> { ["placeOrder"] = [new TimeoutOptions()] } } }),
        ];
        Assert.Equal(changed.Length + 1, changed.Append(Original).Select(PlanFingerprint.Of).Distinct().Count());
    }

    [Fact]
    public void The_order_of_a_dictionary_has_no_meaning()
    {
        (string, IReadOnlyList<StrategyOptions>)[] steps = [("a", [new TimeoutOptions()]), ("b", [new RetryOptions()])];
        Plan Of(IEnumerable<(string Name, IReadOnlyList<StrategyOptions> Pipeline)> order) => With(Original.Points[0].Worlds[0] with
        {
            Playbook = new("baseline", []) { Steps = order.ToDictionary(step => step.Name, step => step.Pipeline) },
        });
        Assert.Equal(PlanFingerprint.Of(Of(steps)), PlanFingerprint.Of(Of(steps.Reverse())));
    }

    [Fact]
    public void Every_law_can_be_part_of_a_plan_and_sampling_it_changes_nothing()
    {
        Distribution[] laws =
        [
            new Constant(1), new Uniform(1, 2), new Exponential(1), new LogNormal(0, 1), new Weibull(2, 1), new Gamma(2, 1), new Pareto(1, 3),
            new TruncatedPareto(1, 3, 10), new Shifted(1, new Gamma(3, 1)), new Mixture([new(1, new Constant(1)), new(2, new Uniform(0, 1))]),
            Empirical.FromSamples([1, 2]), Empirical.FromPercentiles([(0.5, 1), (0.99, 3)]),
        ];
        var kinds = typeof(Distribution).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Distribution)) && !type.IsAbstract);
        Assert.Equal(kinds.Select(type => type.Name).Order(), laws.Select(law => law.GetType().Name).Order());
        var world = Original.Points[0].Worlds[0];
        string[] Fingerprints() =>
            [.. laws.Select(law => PlanFingerprint.Of(With(world with { Executors = [world.Executors[0] with { Latency = law }] })))];
        var before = Fingerprints();
        foreach (var law in laws) Assert.True(law.Quantile(0.3) + law.Mean + law.Variance >= 0);
        Assert.Equal(before, Fingerprints());
        Assert.Equal(before.Length, before.Distinct().Count());
    }

    private static Plan With(WorldOptions world)
    {
        var first = Original.Points[0];
        return Original with { Points = [first with { Worlds = [world, .. first.Worlds.Skip(1)] }, .. Original.Points.Skip(1)] };
    }
}
