using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Theory.Tests;

/// <summary>What is left when members are missing, where it is known.</summary>
public sealed class ContingencyTheoryTests
{
    private const double Rate = 12, Mean = 0.1;
    private const int Instances = 4, Trials = 40;

    /// <summary>n equal instances at utilisation ρ, arrivals split at random.</summary>
    private static WorldOptions Replicas(params string[] removed) => new()
    {
        Agent = new([new StepOptions("work", "replica")]),
        Executors = [new ExecutorOptions { Name = "replica", Latency = new Exponential(Mean), Servers = 1, Instances = Instances }],
        Workload = new OpenWorkloadOptions { ForSeconds = 120, WarmUpSeconds = 20, Arrivals = new PoissonArrivalOptions { Rate = Rate } },
        Playbook = new("under test", []),
        Removed = removed,
    };

    [Theory]
    [Trait("check", "S2 15")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Without_j_of_n_equal_instances_the_others_are_at_work_n_over_n_minus_j_times_as_much(int missing)
    {
        const double rho = Rate * Mean / Instances;
        var utilisation = Worlds.Mean(Replicas([.. Enumerable.Range(1, missing).Select(i => $"replica#{i}")]), Trials, record => record.Utilisation);
        Near.Check(rho * Instances / (Instances - missing), utilisation, $"utilisation without {missing}");
    }

    [Fact]
    [Trait("check", "S2 15")]
    public void A_study_finds_the_utilisation_of_every_instance_left()
    {
        const double rho = Rate * Mean / Instances, confidence = 0.95;
        var members = Enumerable.Range(1, Instances).Select(i => $"replica#{i}").ToList();
        var study = new ContingencyStudy(Replicas(), new ContingencyOptions { Members = members, Replications = Trials }, 42, confidence);
        var intact = study.Intact(TestContext.Current.CancellationToken);
        var found = study.Enumerate(intact);
        Assert.Equal(Instances + Instances * (Instances - 1) / 2, found.Count);
        Assert.All(intact.Loads(confidence), member => Close(rho, member));
        foreach (var contingency in (Contingency[])[found[0], found[^1]])
        {
            var removal = study.Judge(contingency, intact, TestContext.Current.CancellationToken);
            var left = Instances - contingency.Removed.Count;
            Assert.Equal(left, removal.Members.Count);
            Assert.All(removal.Members, member => Close(rho * Instances / left, member));
            Assert.Equal(1, removal.Coverage);
        }

        static void Close(double known, MemberLoad member)
        {
            // Student's t for 39 degrees of freedom at 95 %.
            var tolerance = Near.Z * member.Utilisation.HalfWidth / 2.023;
            Assert.True(Math.Abs(member.Utilisation.Value - known) <= tolerance, $"{member.Member}: {member.Utilisation.Value:R}, known {known:R}, allowed ±{tolerance:R}");
        }
    }

    [Theory]
    [Trait("check", "S2 17")]
    [InlineData(0.8)]
    public void A_load_keeps_the_busiest_member_at_work_for_that_share_of_time(double load)
    {
        var study = new ContingencyStudy(Replicas(), new ContingencyOptions { Remove = [], Loads = [load], Replications = 50 }, 7, 0.95);
        var intact = study.Intact(TestContext.Current.CancellationToken);
        var contingency = Assert.Single(study.Enumerate(intact));
        var busiest = study.Judge(contingency, intact, TestContext.Current.CancellationToken).Busiest!.Utilisation;
        // Both the measured load and the pace that was measured before are known up to their own error; Student's t for 49 degrees of freedom.
        var tolerance = 2 * Near.Z * busiest.HalfWidth / 2.010;
        Assert.True(Math.Abs(busiest.Value - load) <= tolerance, $"{busiest.Value:R}, asked {load:R}, allowed ±{tolerance:R}");
    }

    [Fact]
    [Trait("check", "S2 15")]
    public void A_fault_at_one_instance_shows_in_the_failure_share_of_that_instance_alone()
    {
        const double rate = 0.3;
        var whole = Replicas();
        var world = whole with { Executors = [whole.Executors[0] with { Faults = [new ErrorFaultOptions { Rate = rate, Instance = 2 }] }] };
        List<string> members = ["replica", .. Enumerable.Range(1, Instances).Select(i => $"replica#{i}")];
        var loads = new ContingencyStudy(world, new ContingencyOptions { Members = members, Replications = Trials }, 42, 0.95).Intact(TestContext.Current.CancellationToken).Loads(0.95);
        // Each instance gets 300 attempts per trial after the warm-up, all of them 1200.
        Near(rate / Instances, rate / Instances * (1 - rate / Instances) / (1200 * Trials), loads[0]);
        Near(rate, rate * (1 - rate) / (300 * Trials), loads[2]);
        Assert.All([loads[1], loads[3], loads[4]], load => Assert.Equal(0, load.FailureShare));

        static void Near(double known, double variance, MemberLoad load) => Assert.InRange(load.FailureShare - known, -5 * Math.Sqrt(variance), 5 * Math.Sqrt(variance));
    }

    /// <summary>k of n (domain A12): the group answers as long as no more than n − k are missing.</summary>
    [Theory]
    [Trait("check", "S2 16")]
    [InlineData(5, 3)]
    [InlineData(4, 4)]
    [InlineData(4, 1)]
    public void A_group_of_which_k_of_n_are_needed_is_covered_until_n_minus_k_are_missing_and_so_says_the_simulation(int n, int k)
    {
        List<string> names = [.. Enumerable.Range(0, n).Select(i => $"m{i}")];
        for (var mask = 0; mask < 1 << n; mask++)
        {
            List<string> removed = [.. names.Where((_, i) => (mask >> i & 1) != 0)];
            var world = new WorldOptions
            {
                Agent = new([new StepOptions("ask", "front")]),
                Executors =
                [
                    new ExecutorOptions { Name = "front", Latency = new Constant(0.01), Calls = [new CallOptions(names) { Needs = k }] },
                    .. names.Select(name => new ExecutorOptions { Name = name, Latency = new Constant(0.01) }),
                ],
                Playbook = new("under test", []),
                Removed = removed,
            };
            var known = n - removed.Count >= k ? 1 : 0;
            Assert.Equal(known, new Coverage(world).Share);
            Assert.Equal(known, Worlds.SuccessRate(world, 1));
        }
    }
}
