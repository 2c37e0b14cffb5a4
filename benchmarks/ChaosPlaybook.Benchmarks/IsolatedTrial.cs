using BenchmarkDotNet.Attributes;

namespace ChaosPlaybook.Benchmarks;

/// <summary>How fast is a lone agent? Four steps, three retries with full jitter, timeout per attempt, breaker, 10 % errors, lognormal latency.</summary>
[MemoryDiagnoser]
public class IsolatedTrial : ICase
{
    private const int Trials = 100_000, Steps = 4, Retries = 3, Threshold = 5;
    private const double Rate = 0.1, Base = 0.1, Limit = 2, Break = 30;
    private const ulong Seed = 42;
    private static readonly LogNormal _latency = LogNormal.FromMedianAndP99(0.12, 1.2);

    private readonly World _world = new(
        new WorldOptions
        {
            Agent = new([.. Enumerable.Range(0, Steps).Select(step => new StepOptions($"step{step}", "service"))]),
            Executors = [new ExecutorOptions { Name = "service", Latency = _latency, Faults = [new ErrorFaultOptions { Rate = Rate }] }],
            Playbook = new("measured",
            [
                new RetryOptions
                {
                    Retries = Retries, On = ErrorFilter.Any,
                    Backoff = new() { Kind = BackoffKind.Exponential, BaseSeconds = Base, Jitter = JitterKind.Full },
                },
                new TimeoutOptions { Seconds = Limit },
                new CircuitBreakerOptions { ConsecutiveFailures = Threshold, BreakSeconds = Break },
            ]),
        }, Seed);

    string ICase.Name => "isolated trial: 4 steps, retry + timeout + breaker, p = 0.1";
    (int, string) ICase.Work => (Trials, "trials");
    double ICase.Bar => 0.25;
    double ICase.Engine() => Engine();
    double ICase.Loop() => Loop();

    [Benchmark(OperationsPerInvoke = Trials)]
    public double Engine()
    {
        var digest = 0.0;
        for (var replication = 0; replication < Trials; replication++)
        {
            _world.Run(replication, out var record);
            digest += Digest(record);
        }
        return digest;
    }

    [Benchmark(OperationsPerInvoke = Trials, Baseline = true)]
    public double Loop()
    {
        var digest = 0.0;
        for (var replication = 0; replication < Trials; replication++)
        {
            Straight(replication, out var record);
            digest += Digest(record);
        }
        return digest;
    }

    private static double Digest(in TrialRecord record) =>
        record.DurationSeconds + record.WaitSeconds + record.Attempts + record.Retries + record.TimedOut + record.Rejected +
        record.FaultsInjected + record.StepsCompleted + record.Calls + (record.Succeeded ? 1 : 0);

    /// <summary>Everything fused by hand: no layers, no kernel. Draws are keyed as in the engine.</summary>
    private static void Straight(long replication, out TrialRecord record)
    {
        const byte service = 0, jitter = 1, code = 64;
        record = default;
        record.FailedStep = -1;
        record.Quality = 1;
        var luck = new Luck(Seed, replication);
        double now = 0, openUntil = 0;
        var failures = 0;
        var open = false;
        for (var step = 0; step < Steps; step++)
        {
            record.Calls++;
            var attempt = 0;
            Outcome outcome;
            for (var retry = 0; ; retry++)
            {
                if (open && now < openUntil)
                {
                    record.Rejected++;
                    outcome = Outcome.Rejection(503);
                }
                else
                {
                    record.Attempts++;
                    var draw = luck.Draw(service, 0, step, attempt);
                    var seconds = _latency.Quantile(draw.First);
                    var failed = draw.Second < Rate;
                    if (failed)
                    {
                        record.FaultsInjected++;
                        luck.Uniform(code, 0, step, attempt);
                    }
                    attempt++;
                    if (seconds < Limit)
                    {
                        now += seconds;
                        outcome = failed ? Outcome.Failure(500) : Outcome.Success;
                        if (failed)
                        {
                            if (open || ++failures == Threshold) (open, openUntil, failures) = (true, now + Break, 0);
                        }
                        else (open, failures) = (false, 0);
                    }
                    else
                    {
                        // The breaker sits inside the timeout: it sees a cancellation, which says nothing about health.
                        now += Limit;
                        record.TimedOut++;
                        outcome = Outcome.TimedOut;
                    }
                }
                if (outcome.Succeeded || retry == Retries) break;
                var wait = luck.Uniform(jitter, 0, step, retry) * Math.Min(86400, Base * Math.Pow(2, retry));
                var started = now;
                now += wait;
                record.WaitSeconds += now - started;
                record.Retries++;
            }
            record.Ended = outcome.Kind;
            record.Code = outcome.Code;
            if (!outcome.Succeeded)
            {
                record.FailedStep = (short)step;
                record.Quality = 0;
                break;
            }
            record.StepsCompleted++;
        }
        record.DurationSeconds = now;
    }
}
