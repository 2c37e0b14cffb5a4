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

    private static Plan With(WorldOptions world)
    {
        var first = Original.Points[0];
        return Original with { Points = [first with { Worlds = [world, .. first.Worlds.Skip(1)] }, .. Original.Points.Skip(1)] };
    }
}
