using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;
using Polly;
using Polly.Hedging;
using Polly.Retry;
using Polly.Timeout;

namespace ChaosPlaybook.Interop.Tests;

/// <summary>The thread pool belongs to these tests alone while they run.</summary>
[CollectionDefinition(nameof(PollyAlone), DisableParallelization = true)]
public sealed class PollyAlone;

[Collection(nameof(PollyAlone))]
public class PollyTrialsTests
{
    private const int Trials = 2_000;

    private static WorldOptions World(params StrategyOptions[] pipeline) => new()
    {
        Agent = new([new StepOptions("read", "service"), new StepOptions("write", "service", Effect.Write)]),
        Executors = [new ExecutorOptions { Name = "service", Latency = new Exponential(0.15), Faults = [new ErrorFaultOptions { Rate = 0.3, Codes = [new(503, 3), new(400, 1)] }] }],
        Playbook = new("ours", pipeline),
    };

    [Fact]
    public async Task Pollys_retry_and_timeout_succeed_in_exactly_the_trials_in_which_ours_do()
    {
        var world = World(
            new RetryOptions { Retries = 3, Backoff = new() { Kind = BackoffKind.Exponential, BaseSeconds = 0.2, Jitter = JitterKind.Polly } },
            new TimeoutOptions { Seconds = 0.3 });
        var polly = await PollyTrials.Run(world, (time, randomizer) => new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 3, BackoffType = DelayBackoffType.Exponential, UseJitter = true, Delay = TimeSpan.FromSeconds(0.2), Randomizer = randomizer,
                ShouldHandle = new PredicateBuilder().Handle<TimeoutRejectedException>().Handle<AttemptFailedException>(failure => failure.Code >= 500),
            })
            .AddTimeout(TimeSpan.FromSeconds(0.3))
            .Build(), Trials, seed: 5);
        var ours = new World(world, 5);
        var successes = 0;
        for (var replication = 0; replication < Trials; replication++)
        {
            ours.Run(replication, out var record);
            if (record.Succeeded) successes++;
            var theirs = polly.Trials[replication];
            Assert.Equal((record.Succeeded, record.Attempts), (theirs.Succeeded, theirs.Attempts));
            // Polly cuts each wait to whole milliseconds.
            Assert.InRange(record.DurationSeconds - theirs.Seconds, -1e-4, 1e-3 * record.Retries + 1e-4);
        }
        Assert.Equal(ProportionInterval.Wilson(successes, Trials, 0.95), polly.SuccessRate);
        Assert.InRange(successes, Trials / 10, Trials * 9 / 10);
    }

    [Fact]
    public async Task Pollys_hedging_of_values_succeeds_in_exactly_the_trials_in_which_ours_does()
    {
        var world = World(new HedgeOptions { Copies = 2, DelaySeconds = 0.2, On = new(["5xx"]) });
        var polly = await PollyTrials.Run(world, (time, _) => new ResiliencePipelineBuilder<int> { TimeProvider = time }
            .AddHedging(new HedgingStrategyOptions<int>
            {
                MaxHedgedAttempts = 2, Delay = TimeSpan.FromSeconds(0.2), ShouldHandle = arguments => new(arguments.Outcome.Result >= 500),
            })
            .Build(), answer: code => code, succeeds: code => code == 0, Trials, seed: 6);
        var ours = new World(world, 6);
        for (var replication = 0; replication < Trials; replication++)
        {
            ours.Run(replication, out var record);
            Assert.Equal((record.Succeeded, record.Attempts), (polly.Trials[replication].Succeeded, polly.Trials[replication].Attempts));
            Assert.Equal(record.DurationSeconds, polly.Trials[replication].Seconds, 1e-5);
        }
    }

    [Fact]
    public async Task What_the_pipeline_throws_is_told_by_name()
    {
        var polly = await PollyTrials.Run(World(), (time, _) => new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TimeSpan.FromSeconds(0.05)).Build(), 100, seed: 7);
        Assert.Equal(["AttemptFailedException", "TimeoutRejectedException"], polly.Trials.Select(trial => trial.Failure).OfType<string>().Distinct().Order());
    }

    [Fact]
    public async Task Worlds_with_queues_are_refused()
    {
        var world = World();
        var queued = world with { Executors = [world.Executors[0] with { Servers = 1 }] };
        await Assert.ThrowsAsync<ArgumentException>(() => PollyTrials.Run(queued, (_, _) => ResiliencePipeline.Empty, 1, seed: 1));
    }
}
