using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Theory.Tests;

/// <summary>
/// With a budget of b retries per call, and none beside, servers that finish abandoned jobs see at most (1 + b) attempts per call, so the
/// bad state feeds itself exactly when λ·(1 + b) > μ (domain: hidden capacity). With μ = 100/s and b = 0.1 the threshold is 90.9/s.
/// </summary>
/// <remarks>
/// The chance of failing under other seeds: the surge leaves B jobs, about 1000 below the threshold and 1300 above. A tenth below they
/// fall by 10/s, with a variance of 190/s: gone after 102 ± 14 s of the 354 that are left, 18 standard deviations. A twentieth above
/// they rise by 5/s, with a variance of 205/s: such a walk ever comes down by B with probability exp(−2 · 5 · B / 205) &lt; 10⁻²⁷.
/// </remarks>
public class BudgetThresholdTests
{
    private const double Capacity = 100;
    private const double Budget = 0.1;
    private const double Threshold = Capacity / (1 + Budget);
    private const int Seeds = 8;

    [Fact]
    public void A_tenth_below_the_threshold_of_a_budget_every_seed_recovers() => Assert.Equal(Seeds, Recovering(0.9 * Threshold));

    [Fact]
    public void A_twentieth_above_the_threshold_of_a_budget_no_seed_recovers() => Assert.Equal(0, Recovering(1.05 * Threshold));

    private static int Recovering(double rate)
    {
        var budget = new RatioBudgetOptions { Percent = Budget, MinPerSecond = 0 };
        var healthy = new WorldOptions
        {
            Agent = new([new StepOptions("serve", "station")]),
            Executors = [new ExecutorOptions { Name = "station", Latency = new Exponential(1 / Capacity), Servers = 1 }],
            Playbook = new("budget", [new RetryOptions { Retries = 3, Backoff = new() { BaseSeconds = 0 }, Budget = budget }, new TimeoutOptions { Seconds = 1 }]),
            Workload = new OpenWorkloadOptions
            {
                Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = 400, WarmUpSeconds = 10, DrainSeconds = 0,
            },
        };
        // A busy station swings: what tells a collapse is a backlog of thousands, not twice the usual.
        var study = MetastabilityStudy.OfSurge(healthy, new Pace(40, 46, 3)) with { Rule = new() { LatencyFactor = 10, QueueFactor = 10 } };
        return study.Run(seed: 42, Seeds).Count(MetastabilityVerdict.Recovers);
    }
}
