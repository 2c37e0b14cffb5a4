namespace ChaosPlaybook.Theory.Tests;

/// <summary>Small worlds whose answers are known.</summary>
internal static class Worlds
{
    public static readonly ErrorFilter Everything = ErrorFilter.Any;

    /// <summary>An agent with <paramref name="steps"/> equal steps against one executor.</summary>
    public static WorldOptions Chain(
        int steps, double failureRate, IReadOnlyList<StrategyOptions> pipeline,
        Distribution? latency = null, Distribution? errorLatency = null, Effect effect = Effect.None) => new()
        {
            Agent = new([.. Enumerable.Range(0, steps).Select(i => new StepOptions($"step{i}", "service", effect))]),
            Executors =
            [
                new ExecutorOptions
                {
                    Name = "service",
                    Latency = latency ?? new Exponential(0.1),
                    Faults = [new ErrorFaultOptions { Rate = failureRate, Latency = errorLatency }],
                    Cost = 1,
                },
                new ExecutorOptions { Name = "oneSecond", Latency = new Constant(1) },
            ],
            Playbook = new("under test", pipeline),
        };

    /// <summary>Runs the replications and hands each record over.</summary>
    public static void Run(WorldOptions options, int trials, Action<TrialRecord> see, ulong seed = 42)
    {
        var world = new World(options, seed);
        for (var replication = 0; replication < trials; replication++)
        {
            world.Run(replication, out var record);
            see(record);
        }
    }

    /// <summary>Moments of one number over the replications.</summary>
    public static Moments Mean(WorldOptions options, int trials, Func<TrialRecord, double> number, ulong seed = 42)
    {
        var moments = new Moments();
        Run(options, trials, record => moments.Add(number(record)), seed);
        return moments;
    }

    /// <summary>Share of the replications that succeed.</summary>
    public static double SuccessRate(WorldOptions options, int trials, ulong seed = 42) =>
        Mean(options, trials, record => record.Succeeded ? 1 : 0, seed).Mean;
}
