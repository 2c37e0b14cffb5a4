namespace ChaosPlaybook.Theory.Tests;

/// <summary>Retry budgets under total failure, and server-side token buckets under any load.</summary>
public class BudgetTheoryTests
{
    public static TheoryData<string, RetryBudgetOptions, double, double> Caps() => new()
    {
        { "Finagle 20 %", new RatioBudgetOptions { Percent = 0.2, MinPerSecond = 0 }, 0.2, 0 },
        { "Finagle 50 %", new RatioBudgetOptions { Percent = 0.5, MinPerSecond = 0 }, 0.5, 0 },
        { "Brooker 0.1", new TokenBucketBudgetOptions(), 0.1, 5 },
        { "gRPC", new GrpcBudgetOptions(), 0, 5 },
        { "AWS", new AwsBudgetOptions(), 0, 100 },
    };

    [Theory]
    [MemberData(nameof(Caps))]
    public void Under_total_failure_attempts_per_call_stay_below_one_plus_the_ratio(string name, RetryBudgetOptions budget, double ratio, double atFirst)
    {
        Worlds.Run(Failing(budget), 20, record =>
        {
            Assert.True(record.Calls > 4_000);
            Assert.True(record.Attempts <= record.Calls * (1 + ratio) + atFirst, $"{name}: {record.Attempts} attempts of {record.Calls} calls");
            // A budget that refused everything would pass as well: nearly all of it is used.
            Assert.True(record.Attempts >= record.Calls * (1 + 0.95 * ratio) + atFirst - 2, $"{name}: only {record.Attempts} attempts of {record.Calls} calls");
            Assert.Equal(record.Attempts, record.Calls + record.Retries);
        });
    }

    [Theory]
    [InlineData(20, 5), InlineData(50, 200)]
    public void An_overloaded_token_bucket_passes_its_rate_and_its_burst(double rate, double burst)
    {
        const double seconds = 200;
        var options = Limited(rate, burst, arrivals: 3 * rate, seconds);
        Worlds.Run(options, 10, record =>
        {
            var admitted = record.Attempts - record.Throttled;
            // At three times the rate the bucket is empty but for the last gap before the end.
            Assert.InRange(admitted, burst + rate * seconds - 6 - rate * 0.5, burst + rate * seconds + 1e-6);
        });
    }

    [Theory]
    [InlineData(3, 9), InlineData(10, 2)]
    public void A_bucket_of_one_token_passes_as_often_as_a_token_and_then_a_caller_come(double rate, double arrivals)
    {
        // Renewal: from one passage to the next a token takes 1/r, and the next arrival after that 1/λ.
        const double seconds = 1_000;
        var passed = Worlds.Mean(Limited(rate, 1, arrivals, seconds), 40, record => (record.Attempts - record.Throttled) / seconds);
        var known = 1 / (1 / rate + 1 / arrivals);
        Assert.InRange(passed.Mean, known - Near.Z * passed.StandardError - 1 / seconds, known + Near.Z * passed.StandardError + 1 / seconds);
    }

    [Fact]
    public void Within_any_interval_a_token_bucket_passes_at_most_its_burst_and_what_came()
    {
        for (var scenario = 0; scenario < 100; scenario++)
        {
            var luck = new Luck(11, scenario);
            var (rate, burst) = (0.1 + 50 * luck.Uniform(0, 0, 0, 0), 1 + 20 * luck.Uniform(0, 0, 0, 1));
            var bucket = new TokenBucket(rate, burst);
            List<double> passed = [];
            var now = 0.0;
            for (var arrival = 0; arrival < 400; arrival++)
            {
                // Bursts, lulls, and knocking exactly when the next token is due.
                var gap = -Math.Log(luck.Uniform(1, 0, arrival, 0)) / rate;
                now += luck.Uniform(2, 0, arrival, 0) switch { < 0.5 => 0, < 0.8 => gap, < 0.9 => bucket.SecondsToNext, _ => 10 * gap };
                if (bucket.TryTake(now)) passed.Add(now);
            }
            var most = 0.0;
            for (var first = 0; first < passed.Count; first++)
                for (var last = first; last < passed.Count; last++)
                    most = Math.Max(most, last - first + 1 - rate * (passed[last] - passed[first]));
            Assert.True(most <= burst + 1e-6, $"scenario {scenario}: {most} beyond the rate, burst {burst}");
        }
    }

    private static WorldOptions Failing(RetryBudgetOptions budget) => Worlds.Chain(1, 1,
        [new RetryOptions { Retries = 3, Backoff = new() { BaseSeconds = 0 }, Budget = budget }], new Constant(0.01)) with
    {
        Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 50 }, ForSeconds = 100 },
    };

    private static WorldOptions Limited(double rate, double burst, double arrivals, double seconds) => new()
    {
        Agent = new([new StepOptions("ask", "limited")]),
        Executors = [new ExecutorOptions { Name = "limited", Latency = new Constant(0.01), RateLimit = new() { Rate = rate, Burst = burst } }],
        Playbook = new("none", []),
        Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = arrivals }, ForSeconds = seconds },
    };
}
