using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Theory.Tests;

/// <summary>
/// Servers that finish abandoned jobs see R + 1 attempts per call once everybody times out, so the bad state feeds itself exactly
/// when λ·(R + 1) > μ (domain: hidden capacity). With μ = 100/s and three retries the threshold is 25/s.
/// </summary>
public class MetastabilityTheoryTests
{
    private const double Capacity = 100;
    private const int Retries = 3;
    private const int Seeds = 8;
    private const double Threshold = Capacity / (Retries + 1);

    [Fact]
    public void A_tenth_below_the_hidden_capacity_every_seed_recovers()
    {
        var result = Study(0.9 * Threshold, Retries).Run(seed: 42, Seeds);
        Assert.Equal(Seeds, result.Count(MetastabilityVerdict.Recovers));
        // The surge does harm first: it takes seconds to work off what it left.
        Assert.All(result.Trials, trial => Assert.InRange(trial.SecondsToRecover, 1, 400));
    }

    [Fact]
    public void A_tenth_above_the_hidden_capacity_no_seed_recovers_and_shedding_load_proves_both_states_stable()
    {
        var result = Study(1.1 * Threshold, Retries).Run(seed: 42, Seeds);
        Assert.Equal(0, result.Count(MetastabilityVerdict.Recovers));
        Assert.Equal(Seeds, result.Count(MetastabilityVerdict.Metastable));
        Assert.Equal(0, result.Recovers.Value);
    }

    [Fact]
    public void Without_retries_the_hidden_capacity_is_the_whole_capacity() =>
        Assert.Equal(Seeds, Study(1.3 * Threshold, 0).Run(seed: 42, Seeds).Count(MetastabilityVerdict.Recovers));

    [Fact]
    public void Load_above_the_capacity_is_overload_with_or_without_a_trigger() =>
        Assert.Equal(Seeds, Study(1.2 * Capacity, 0).Run(seed: 42, Seeds).Count(MetastabilityVerdict.Overloaded));

    [Fact]
    public void A_horizon_that_ends_before_the_backlog_is_gone_is_told_from_a_failure_that_stays()
    {
        // At 0.8 of the threshold the backlog falls by 20 jobs a second; the same worlds recover above, given time.
        var result = Study(0.8 * Threshold, Retries, horizon: 95, surge: 12).Run(seed: 42, Seeds);
        Assert.Equal(Seeds, result.Count(MetastabilityVerdict.HorizonTooShort));
    }

    private static MetastabilityStudy Study(double rate, int retries, double horizon = 400, double surge = 6) => MetastabilityStudy.OfSurge(
        new WorldOptions
        {
            Agent = new([new StepOptions("serve", "station")]),
            Executors = [new ExecutorOptions { Name = "station", Latency = new Exponential(1 / Capacity), Servers = 1 }],
            Playbook = new("tested", retries == 0
                ? [new TimeoutOptions { Seconds = 1 }]
                : [new RetryOptions { Retries = retries, Backoff = new() { BaseSeconds = 0 } }, new TimeoutOptions { Seconds = 1 }]),
            Workload = new OpenWorkloadOptions
            {
                Arrivals = new PoissonArrivalOptions { Rate = rate }, ForSeconds = horizon, WarmUpSeconds = 10, DrainSeconds = 0,
            },
        },
        new Pace(40, 46, surge));
}
