using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public sealed class PopulationTests
{
    private static WorldOptions Closed(Distribution latency, double rate = 0) => new()
    {
        Agent = new([new StepOptions("ask", "service")]),
        Executors = [new ExecutorOptions { Name = "service", Latency = latency, Faults = [new ErrorFaultOptions { Rate = rate }] }],
        Playbook = new("tested", [new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakSeconds = 60 }]),
        Workload = new ClosedWorkloadOptions { Agents = 3, ForSeconds = 10 },
        MaxAttempts = 1000,
    };

    [Fact]
    public void Agents_that_are_refused_at_once_and_do_not_think_end_at_the_limit()
    {
        var record = Small.Run(Closed(new Constant(0.5), rate: 1));
        Assert.True(record.Truncated);
        Assert.Equal(1000, record.Agents);
        Assert.InRange(record.Attempts, 1, 3);
    }

    [Fact]
    public void Calls_that_take_no_time_end_at_the_limit()
    {
        var record = Small.Run(Closed(new Constant(0)));
        Assert.True(record.Truncated);
        Assert.Equal((1000, 1000), (record.Agents, record.Successes));
    }

    [Fact]
    public void An_open_workload_starts_nobody_once_the_trial_is_cut_off()
    {
        var options = Closed(new Constant(0.1)) with
        {
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 500 }, ForSeconds = 10 },
        };
        var record = Small.Run(options);
        Assert.True(record.Truncated);
        Assert.Equal((1000, 1000), (record.Agents, record.Attempts));
    }

    [Fact]
    public void A_trial_below_the_limit_is_not_truncated() => Assert.False(Small.Run(Closed(new Constant(0.5))).Truncated);
}
