using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting.Tests;

/// <summary>A small sweep with a surge of load: one server of 20 jobs a second, retries that make it last.</summary>
internal static class Storms
{
    private static readonly (string Name, IReadOnlyList<StrategyOptions> Pipeline)[] _playbooks =
    [
        ("baseline", [new TimeoutOptions { Seconds = 1 }]),
        ("retries", [new RetryOptions { Retries = 3, Backoff = new() { BaseSeconds = 0.1 } }, new TimeoutOptions { Seconds = 1 }]),
        ("breaker",
        [
            new RetryOptions { Retries = 3, Backoff = new() { BaseSeconds = 0.1 } },
            new CircuitBreakerOptions { FailureRatio = 0.5, MinimumThroughput = 10, WindowSeconds = 5, BreakSeconds = 5 }, new TimeoutOptions { Seconds = 1 },
        ]),
    ];

    private static readonly Lazy<SweepResult> _result = new(() => Run(2, _playbooks));

    public static SweepResult Result => _result.Value;

    public static SweepResult Run(double surge, params (string Name, IReadOnlyList<StrategyOptions> Pipeline)[] playbooks)
    {
        Level[] rates = [new("4/s", 4), new("12/s", 12)];
        var plan = new Plan
        {
            Name = "storms", Trials = 12, Factors = [new("rate", rates)], Playbooks = [.. playbooks.Select(playbook => playbook.Name)],
            Points = [.. rates.Select((rate, i) => new DesignPoint(i, [rate], [.. playbooks.Select(playbook => World(rate.Number!.Value, surge, playbook.Pipeline))]))],
        };
        return SweepRunner.Run(plan, new() { Workers = 2 }, (world, seed) => new World(world, seed).Run).GetAwaiter().GetResult();
    }

    private static WorldOptions World(double rate, double surge, IReadOnlyList<StrategyOptions> pipeline) => new()
    {
        Agent = new([new StepOptions("serve", "station")]),
        Executors = [new ExecutorOptions { Name = "station", Latency = new Exponential(0.05), Servers = 1 }],
        Playbook = new("tested", pipeline),
        Workload = new OpenWorkloadOptions
        {
            Arrivals = new PacedArrivalOptions { Arrivals = new PoissonArrivalOptions { Rate = rate }, Paces = [new(40, 50, surge)] },
            ForSeconds = 120, WarmUpSeconds = 10, DrainSeconds = 30,
        },
    };
}
