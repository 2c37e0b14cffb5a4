namespace ChaosPlaybook.Theory.Tests;

public class StepTheoryTests
{
    private const int Trials = 40_000;

    [Fact]
    public void Steps_take_the_mean_times_of_their_executors()
    {
        double[] means = [0.010, 0.084, 0.006];
        var options = Chain([.. means.Select(mean => new ExecutorOptions { Name = $"at{mean}", Latency = new Exponential(mean) })], []);
        var seconds = new Moments[3];
        Run(options, steps =>
        {
            for (var i = 0; i < 3; i++) seconds[i].Add(steps[i].Seconds);
        });
        for (var i = 0; i < 3; i++) Near.Check(means[i], seconds[i], $"mean of step {i}");
    }

    [Theory]
    [InlineData(0.2, 3), InlineData(0.5, 1)]
    public void A_retried_step_takes_a_truncated_geometric_number_of_attempts_and_the_next_is_reached_if_one_succeeds(double p, int retries)
    {
        const double latency = 0.1, pause = 0.25;
        var fails = Math.Pow(p, retries + 1);
        var attempts = (1 - fails) / (1 - p);
        var retry = new RetryOptions { Retries = retries, On = Worlds.Everything, Backoff = new() { Kind = BackoffKind.Constant, BaseSeconds = pause, Jitter = JitterKind.None } };
        var options = Chain(
        [
            new() { Name = "flaky", Latency = new Constant(latency), Faults = [new ErrorFaultOptions { Rate = p }] },
            new() { Name = "steady", Latency = new Constant(2) },
        ], [retry]);
        Moments first = new(), second = new();
        long calls = 0, failures = 0, stops = 0, reached = 0;
        Run(options, steps =>
        {
            first.Add(steps[0].Seconds);
            second.Add(steps[1].Seconds);
            (calls, failures, stops, reached) = (calls + steps[0].Calls, failures + steps[0].Failures, stops + steps[0].Stops, reached + steps[1].Calls);
        });
        Near.Check(attempts * latency + (attempts - 1) * pause, first, "seconds of the retried step");
        Near.Check((1 - fails) * 2, second, "seconds of the step behind it");
        Near.CheckShare(fails, (double)failures / Trials, Trials, "calls that fail");
        Assert.Equal((Trials, failures, Trials - failures), (calls, stops, reached));
    }

    private static WorldOptions Chain(IReadOnlyList<ExecutorOptions> executors, IReadOnlyList<StrategyOptions> pipeline) => new()
    {
        Agent = new([.. executors.Select((executor, i) => new StepOptions($"step{i}", executor.Name))]),
        Executors = executors,
        Playbook = new("under test", pipeline),
    };

    private static void Run(WorldOptions options, Action<StepAccount[]> see)
    {
        var world = new World(options, 42);
        for (var replication = 0; replication < Trials; replication++)
        {
            world.Run(replication, out _);
            see(world.Steps.ToArray());
        }
    }
}
