using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>Worlds drawn at random: any of the settings of a station under any of a few pipelines.</summary>
internal static class RandomWorlds
{
    public static WorldOptions Of(int seed)
    {
        var draws = 0;
        double U() => new Luck(99, seed).Uniform(200, 0, 0, draws++);
        int Below(int n) => (int)(U() * n);
        bool Maybe() => U() < 0.5;
        Distribution Law(double mean) => Below(3) switch { 0 => new Constant(mean), 1 => new Exponential(mean), _ => LogNormal.FromMeanAndSd(mean, 2 * mean) };
        ExecutorOptions Executor(string name)
        {
            var station = Station(name);
            return station.Discipline == QueueDiscipline.ProcessorSharing || Maybe() ? station : station with
            {
                Pause = new(1 + 5 * U(), U()), Slow = [new(0.5 + 3 * U(), 40 * U(), 20 * U()), new(2, 35)],
            };
        }
        ExecutorOptions Station(string name) => new()
        {
            Name = name,
            Latency = Law(0.2 + U()),
            Servers = 1 + Below(4),
            Instances = 1 + Below(3),
            Balance = (Balance)Below(4),
            QueueLimit = Maybe() ? Below(6) : null,
            Discipline = (QueueDiscipline)Below(Enum.GetValues<QueueDiscipline>().Length),
            LifoFrom = 1 + Below(5),
            WhenAbandoned = (Abandonment)Below(3),
            Shed = Maybe() ? null : new()
            {
                QueueTimeoutSeconds = Maybe() ? U() : null, CoDel = Maybe() ? new() { TargetSeconds = 0.1, IntervalSeconds = 0.5 } : null,
                Utilisation = Maybe() ? U() : null, KeepFrom = 1 + Below(3),
            },
            Faults = Maybe() ? [new ErrorFaultOptions { Rate = U() / 2 }] : [],
        };
        var pipeline = new List<StrategyOptions>();
        if (Maybe()) pipeline.Add(new TimeoutOptions { Seconds = 0.5 + 4 * U() });
        if (Maybe()) pipeline.Add(new RetryOptions { Retries = 1 + Below(3), Backoff = new() { BaseSeconds = U(), Jitter = JitterKind.Full }, On = ErrorFilter.Any });
        if (Maybe()) pipeline.Add(new CircuitBreakerOptions { ConsecutiveFailures = 1 + Below(5), BreakSeconds = 1, On = ErrorFilter.Any });
        if (Maybe()) pipeline.Add(new TimeoutOptions { Seconds = 0.2 + 2 * U() });
        WorkloadOptions workload = Maybe()
            ? new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 0.5 + 5 * U() }, ForSeconds = 40, DrainSeconds = 10 * U(), Clients = 1 + Below(3) }
            : new ClosedWorkloadOptions { Agents = 1 + Below(12), Think = Law(U() + 0.01), ForSeconds = 40, DrainSeconds = 10 * U() };
        return new()
        {
            Agent = new([new StepOptions("first", "a", Effect.Write), new StepOptions("second", "b") { Priority = Below(10) }]),
            Executors = [Executor("a"), Executor("b")],
            Playbook = new("tested", pipeline),
            Workload = workload,
        };
    }
}
