using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;
using Polly;

namespace ChaosPlaybook.Interop;

/// <summary>An attempt that failed at its executor, as a Polly pipeline sees it.</summary>
/// <param name="code">Its error code.</param>
public sealed class AttemptFailedException(int code) : Exception($"the attempt failed with {code}")
{
    /// <summary>The error code, an HTTP status for instance.</summary>
    public int Code { get; } = code;
}

/// <summary>One trial through a Polly pipeline.</summary>
/// <param name="Succeeded">Whether every step succeeded.</param>
/// <param name="Attempts">Attempts that reached an executor.</param>
/// <param name="Seconds">Start of the first step to the end of the last, virtual time.</param>
/// <param name="Failure">The exception that ended it, by name; nothing for a success or a failed answer.</param>
public readonly record struct PollyTrial(bool Succeeded, int Attempts, double Seconds, string? Failure);

/// <summary>What the trials of a Polly pipeline gave.</summary>
/// <param name="Trials">Every trial, by replication.</param>
/// <param name="SuccessRate">Share of trials in which every step succeeded, with its Wilson interval.</param>
public sealed record PollyTrialsResult(IReadOnlyList<PollyTrial> Trials, Estimate SuccessRate);

/// <summary>
/// Runs a Polly pipeline as it stands in production against a simulated world: a fresh pipeline for every trial, in virtual
/// time, with the luck that our own strategies meet under the same seed.
/// </summary>
/// <remarks>
/// The pipeline must take its clock and its randomness from what it is given. Code inside it must not wait for real time. While
/// trials run the thread pool of the process has one worker; one run goes at a time, others wait. Polly's timers count whole
/// milliseconds. The randomizer gives the jitter of the current call; a retry without jitter draws none, where our own counts
/// each wait.
/// </remarks>
public static class PollyTrials
{
    /// <summary>Runs trials of a pipeline whose failures are exceptions: <see cref="AttemptFailedException"/>.</summary>
    /// <param name="world">Agent and executors; no workload, no servers. Its playbook is not used.</param>
    /// <param name="build">Makes the pipeline from its clock and its randomizer.</param>
    /// <param name="trials">Range [1, 10⁷].</param>
    /// <param name="seed">Master seed of all luck.</param>
    /// <param name="confidence">Level of the interval. Range (0, 1). Default 0.95.</param>
    public static Task<PollyTrialsResult> Run(
        WorldOptions world, Func<TimeProvider, Func<double>, ResiliencePipeline> build, int trials, ulong seed, double confidence = 0.95) =>
        RunAll<bool>(world, (time, randomizer) =>
        {
            var pipeline = build(time, randomizer);
            return attempt => pipeline.ExecuteAsync(attempt);
        }, code => code == 0 ? true : throw new AttemptFailedException(code), answer => answer, trials, seed, confidence);

    /// <summary>Runs trials of a pipeline whose attempts give a value, a response message for instance.</summary>
    /// <param name="world">Agent and executors; no workload, no servers. Its playbook is not used.</param>
    /// <param name="build">Makes the pipeline from its clock and its randomizer.</param>
    /// <param name="answer">The value for an error code, 0 for a success; may throw where the real client would.</param>
    /// <param name="succeeds">Whether a value is a success.</param>
    /// <param name="trials">Range [1, 10⁷].</param>
    /// <param name="seed">Master seed of all luck.</param>
    /// <param name="confidence">Level of the interval. Range (0, 1). Default 0.95.</param>
    public static Task<PollyTrialsResult> Run<T>(
        WorldOptions world, Func<TimeProvider, Func<double>, ResiliencePipeline<T>> build, Func<int, T> answer, Func<T, bool> succeeds,
        int trials, ulong seed, double confidence = 0.95) =>
        RunAll<T>(world, (time, randomizer) =>
        {
            var pipeline = build(time, randomizer);
            return attempt => pipeline.ExecuteAsync(attempt);
        }, answer, succeeds, trials, seed, confidence);

    private delegate ValueTask<T> Execution<T>(Func<CancellationToken, ValueTask<T>> attempt);

    private static async Task<PollyTrialsResult> RunAll<T>(
        WorldOptions world, Func<TimeProvider, Func<double>, Execution<T>> build, Func<int, T> answer, Func<T, bool> succeeds,
        int trials, ulong seed, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trials, 10_000_000);
        var attempts = new LoneAttempts(world, seed);
        var records = new List<PollyTrial>(trials);
        await VirtualTime.RunAlone(Enumerable.Range(0, trials).Select(replication =>
        {
            var time = new VirtualTime();
            return (time, (Func<Task>)(async () => records.Add(await Trial(replication, time)))); // the list is the order of the trials
        })).ConfigureAwait(false);
        var successes = records.Count(trial => trial.Succeeded);
        return new(records, ProportionInterval.Wilson(successes, trials, confidence));

        async Task<PollyTrial> Trial(int replication, VirtualTime time)
        {
            attempts.Begin(replication);
            var execute = build(time, attempts.NextJitter);
            var (succeeded, failure) = (true, (string?)null);
            for (var step = 0; step < attempts.Steps && succeeded; step++)
            {
                attempts.BeginCall(step);
                try
                {
                    succeeded = succeeds(await execute(token => Attempt(time, token)));
                }
#pragma warning disable CA1031 // Whatever a pipeline throws is how the call ended.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    (succeeded, failure) = (false, exception.GetType().Name);
                }
            }
            return new(succeeded, attempts.Record.Attempts, time.Elapsed.TotalSeconds, failure);
        }

        async ValueTask<T> Attempt(VirtualTime time, CancellationToken token)
        {
            var (seconds, outcome) = attempts.Next(time.Elapsed.TotalSeconds);
            // An attempt that is never answered outlasts everything else.
            await time.Delay(TimeSpan.FromSeconds(Math.Min(seconds, 1e9)), token);
            if (outcome.IsCancelled) throw new InvalidOperationException("the trial has reached its limit of attempts");
            return answer(outcome.Succeeded ? 0 : outcome.Code);
        }
    }
}
