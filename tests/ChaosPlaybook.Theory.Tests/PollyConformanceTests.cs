using ChaosPlaybook.Interop;
using Polly;
using Polly.CircuitBreaker;
using Polly.Hedging;
using Polly.Retry;
using Polly.Timeout;
using Outcome = ChaosPlaybook.Kernel.Outcome;

namespace ChaosPlaybook.Theory.Tests;

/// <summary>The thread pool belongs to these tests alone while they run.</summary>
[CollectionDefinition(nameof(PollyAlone), DisableParallelization = true)]
public sealed class PollyAlone;

/// <summary>
/// The strategies against Polly.Core itself, both in virtual time: random pipelines of 2 to 4 layers, several overlapping calls
/// through the same pipeline, the same latencies, outcomes and jitter. Compared are the start and end of every attempt, what it
/// gave or whether it was cancelled, and the end and outcome of every call; refusals of the breaker are outcomes.
/// </summary>
/// <remarks>
/// Deliberate differences:
/// | difference | Polly | here | how the comparison deals with it |
/// | --- | --- | --- | --- |
/// | resolution | timers of whole milliseconds | exact | Polly's time runs a thousand times slower |
/// | copies sent at once that time out at one instant | the first timeout cancels the others, which a breaker inside counts as successes | all time out, which it counts as failures | such races get a delay; a case shows it |
/// | copies sent at once around an inner race that is over at once | sends no other | may send the next | such races get a delay |
/// | jitter | drawn only where asked for | every wait of a call has its number | a case jitters all its retries or none |
/// </remarks>
[Collection(nameof(PollyAlone))]
public class PollyConformanceTests
{
    private const double Slow = 1000;
    private const int Calls = 5;

    [Fact] [Trait("check", "S1 2")]
    public async Task Random_pipelines_decide_as_Polly_does()
    {
        var cases = Enumerable.Range(0, 2_000).Select(number => new Case(number)).ToList();
        var theirs = await Polly(cases);
        var differences = new List<string>();
        for (var i = 0; i < cases.Count; i++)
        {
            var ours = new OurRun(cases[i]).Run();
            if (ours.Differs(theirs[i]) is { } difference) differences.Add($"case {i} [{cases[i]}]: {difference}");
        }
        Assert.True(differences.Count == 0, $"{differences.Count} of {cases.Count} differ; {string.Join(Environment.NewLine, differences.Take(5))}");
        // A comparison in which little happens would show little.
        var kinds = theirs.SelectMany(log => log.Ends).GroupBy(end => end.Outcome.Kind).ToDictionary(group => group.Key, group => group.Count());
        Assert.All(new[] { OutcomeKind.Succeeded, OutcomeKind.Failed, OutcomeKind.TimedOut, OutcomeKind.Rejected }, kind => Assert.InRange(kinds.GetValueOrDefault(kind), 200, int.MaxValue));
        Assert.InRange(theirs.Sum(log => log.Attempts.Count(attempt => attempt.Outcome.IsCancelled)), 1_000, int.MaxValue);
    }

    [Fact]
    public async Task Copies_that_time_out_at_one_instant_count_as_failures_here_and_as_cancelled_in_Polly()
    {
        // Four copies at once around a breaker around a timeout: the second row of the table.
        var tie = new Case(2167, ties: true);
        Assert.Equal(["HedgeOptions", "CircuitBreakerOptions", "TimeoutOptions", "RetryOptions"], tie.Pipeline.Select(layer => layer.GetType().Name));
        Assert.NotNull(new OurRun(tie).Run().Differs((await Polly([tie]))[0]));
    }

    [Fact]
    public async Task Copies_sent_at_once_around_another_race_part_from_Polly_where_that_is_over_at_once()
    {
        // The third row: among many such races some meet the tie.
        var races = Enumerable.Range(2_000, 9_000).Select(number => new Case(number, ties: true)).Where(one => IsRaceAroundRace(one.Pipeline)).ToList();
        Assert.InRange(races.Count, 10, int.MaxValue);
        Assert.Contains(true, await Differ(races));

        static bool IsRaceAroundRace(List<StrategyOptions> pipeline)
        {
            var outer = pipeline.FindIndex(layer => layer is HedgeOptions { DelaySeconds: 0 });
            return outer >= 0 && pipeline.Skip(outer + 1).Any(layer => layer is HedgeOptions) && !pipeline.Any(layer => layer is TimeoutOptions);
        }
    }

    [Fact]
    public async Task A_retry_without_jitter_takes_a_number_here_and_none_in_Polly()
    {
        // The fourth row: a jittered retry inside one that is not draws other numbers here as soon as the outer one has waited.
        var mixed = Enumerable.Range(0, 2_000).Select(number => new Case(number, mixed: true)).Where(one => one.Pipeline is [RetryOptions { Backoff.Jitter: JitterKind.None }, .., RetryOptions { Backoff.Jitter: JitterKind.Polly }]).ToList();
        Assert.InRange(mixed.Count, 5, int.MaxValue);
        Assert.Contains(true, await Differ(mixed));
    }

    [Fact]
    public async Task A_wait_of_10_4_milliseconds_is_one_of_10_in_Polly_and_exact_here()
    {
        // The first row, at Polly's own speed.
        var time = new VirtualTime();
        var starts = new List<double>();
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 1, Delay = TimeSpan.FromMilliseconds(10.4) }).Build();
        await VirtualTime.RunAlone([(time, async () =>
        {
            await pipeline.ExecuteAsync(_ =>
            {
                starts.Add(time.Elapsed.TotalMilliseconds);
                return starts.Count == 1 ? throw new InvalidOperationException() : default;
            });
        })]);
        Assert.Equal([0, 10], starts);
        var memory = 0.0;
        Assert.Equal(0.0104, new Backoff { BaseSeconds = 0.0104 }.Seconds(0, 0.5, ref memory));
    }

    private static async Task<List<bool>> Differ(List<Case> cases)
    {
        var theirs = await Polly(cases);
        return [.. cases.Select((one, i) => new OurRun(one).Run().Differs(theirs[i]) is not null)];
    }

    private static async Task<List<Log>> Polly(IEnumerable<Case> cases)
    {
        var logs = new List<Log>();
        await VirtualTime.RunAlone(cases.Select(one =>
        {
            var run = new PollyRun(one);
            logs.Add(run.Log);
            return (run.Time, (Func<Task>)run.Work);
        }));
        return logs;
    }

    /// <summary>What happened, in the order of time.</summary>
    internal sealed class Log
    {
        public List<(int Call, int Attempt, double Start, double End, Outcome Outcome)> Attempts { get; } = [];

        public List<(int Call, double End, Outcome Outcome)> Ends { get; } = [];

        public string? Differs(Log polly)
        {
            Attempts.Sort((one, other) => (one.Call, one.Attempt).CompareTo((other.Call, other.Attempt)));
            polly.Attempts.Sort((one, other) => (one.Call, one.Attempt).CompareTo((other.Call, other.Attempt)));
            Ends.Sort((one, other) => one.Call.CompareTo(other.Call));
            polly.Ends.Sort((one, other) => one.Call.CompareTo(other.Call));
            for (var i = 0; i < Math.Max(Attempts.Count, polly.Attempts.Count); i++)
            {
                if (i >= Attempts.Count || i >= polly.Attempts.Count) return $"{Attempts.Count} attempts, Polly {polly.Attempts.Count}";
                var (one, other) = (Attempts[i], polly.Attempts[i]);
                if ((one.Call, one.Attempt) != (other.Call, other.Attempt) || Apart(one.Start, other.Start) || Apart(one.End, other.End) || !Same(one.Outcome, other.Outcome))
                    return $"attempt {one}, Polly {other}";
            }
            for (var i = 0; i < Ends.Count; i++)
                if (Apart(Ends[i].End, polly.Ends[i].End) || !Same(Ends[i].Outcome, polly.Ends[i].Outcome)) return $"call {Ends[i]}, Polly {polly.Ends[i]}";
            return null;
        }

        private static bool Apart(double one, double other) => Math.Abs(one - other) > 1e-4;

        private static bool Same(Outcome one, Outcome other) => one.Kind == other.Kind && (one.Kind != OutcomeKind.Failed || one.Code == other.Code);
    }

    /// <summary>A pipeline and the luck of its calls.</summary>
    internal sealed class Case
    {
        private static readonly ErrorFilter[] _filters =
            [ErrorFilter.Transient, ErrorFilter.Any, ErrorFilter.Failures, new(["5xx"]), new(["5xx", "timeout", "rejected"])];
        private readonly Luck _luck;
        private readonly double _failing;
        private int _drawn;

        public Case(int number, bool ties = false, bool mixed = false)
        {
            _luck = new Luck(11, number);
            _failing = Draw();
            var jitters = Draw() < 0.5;
            Pipeline = [.. Enumerable.Range(0, 2 + (int)(Draw() * 3)).Select(_ => Layer(mixed ? Draw() < 0.5 : jitters))];
            // Copies sent at once around a timeout or another race meet at the same instants: see the table.
            for (var i = 0; i < Pipeline.Count - 1 && !ties; i++)
                if (Pipeline[i] is HedgeOptions { DelaySeconds: 0 } race && Pipeline.Skip(i + 1).Any(inner => inner is HedgeOptions or TimeoutOptions)) Pipeline[i] = race with { DelaySeconds = 0.2 };
        }

        public List<StrategyOptions> Pipeline { get; }

        public Luck Luck => _luck;

        public double Starts(int call) => Micro(2 * _luck.Uniform(201, 0, call, 0));

        public double Jitter(int call, int wait) => _luck.Uniform(Purpose.Jitter, 0, call, wait);

        public (double Seconds, Outcome Outcome) Answer(int call, int attempt)
        {
            var luck = _luck.Draw(202, 0, call, attempt);
            var seconds = Micro(-0.4 * Math.Log(luck.First)) + 1e-6;
            if (luck.Second >= _failing) return (seconds, Outcome.Success);
            return (seconds, Outcome.Failure((ushort)(luck.Second < _failing * 0.15 ? 404 : 503)));
        }

        public override string ToString() => string.Join(" > ", Pipeline.Select(layer => layer switch
        {
            HedgeOptions hedge => $"hedge {hedge.Copies} {hedge.DelaySeconds} {string.Join('|', hedge.On.Patterns)}",
            RetryOptions retry => $"retry {retry.Retries} {retry.Backoff.Kind} {retry.Backoff.Jitter} {retry.Backoff.BaseSeconds} {string.Join('|', retry.On.Patterns)}",
            TimeoutOptions timeout => $"timeout {timeout.Seconds}",
            CircuitBreakerOptions breaker => $"breaker {breaker.FailureRatio:F2} {breaker.MinimumThroughput} {breaker.WindowSeconds} {breaker.BreakSeconds} {string.Join('|', breaker.On.Patterns)}",
            _ => "?",
        }));

        private static double Micro(double seconds) => Math.Round(seconds, 6);

        private double Draw() => _luck.Uniform(200, 0, 0, _drawn++);

        private StrategyOptions Layer(bool jitters)
        {
            var on = _filters[(int)(Draw() * _filters.Length)];
            switch ((int)(Draw() * 4))
            {
                case 0:
                    return new RetryOptions
                    {
                        Retries = 1 + (int)(Draw() * 3), On = on,
                        Backoff = new() { Kind = (BackoffKind)(int)(Draw() * 3), BaseSeconds = Micro(0.02 + 0.4 * Draw()), Jitter = jitters ? JitterKind.Polly : JitterKind.None },
                    };
                case 1:
                    return new TimeoutOptions { Seconds = Micro(0.1 + 1.5 * Draw()) };
                case 2:
                    return new CircuitBreakerOptions
                    {
                        FailureRatio = 0.1 + 0.8 * Draw(), MinimumThroughput = 2 + (int)(3 * Draw()), WindowSeconds = Micro(0.5 + 10 * Draw()),
                        BreakSeconds = Micro(0.5 + Draw()), On = on,
                    };
                default:
                    var kind = Draw();
                    return new HedgeOptions { Copies = 1 + (int)(Draw() * 3), DelaySeconds = kind < 0.15 ? 0 : kind < 0.3 ? double.PositiveInfinity : Micro(0.05 + 0.6 * Draw()), On = on };
            }
        }
    }

    /// <summary>The case through our strategies.</summary>
    private sealed class OurRun(Case one) : Process
    {
        private readonly Log _log = new();
        private readonly Simulation _simulation = new();
        private readonly Trial _trial = new() { MaxAttempts = 100_000 };
        private Strategy _layers = null!;

        public Log Run()
        {
            _trial.Begin(new Luck(11, 0));
            _layers = new Service(one, _log);
            var context = new PipelineContext(_simulation, _trial, new Dictionary<string, Executor>());
            foreach (var options in Enumerable.Reverse(one.Pipeline)) _layers = options.Around(_layers, context);
            foreach (var state in context.States) state.Reset();
            for (var number = 0; number < Calls; number++) _simulation.Spawn(this, number);
            _simulation.Run();
            Assert.Equal((0, 0), (_simulation.LiveStrands, _simulation.PendingTimers));
            return _log;
        }

        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            var number = (int)context!;
            await strand.Delay(one.Starts(number));
            var trial = new Trial { MaxAttempts = 100_000 };
            trial.Begin(one.Luck);
            var call = new Call(trial);
            call.Begin(number, new StepOptions("step", "service"), trial.Counted);
            var outcome = await _layers.Run(strand, call);
            _log.Ends.Add((number, strand.Now, outcome));
            return outcome;
        }

        private sealed class Service(Case one, Log log) : Strategy
        {
            public override SimTask<Outcome> Run(Strand strand, Call call)
            {
                var (number, attempt, start) = (call.Number, call.NextAttempt(), strand.Now);
                var (seconds, outcome) = one.Answer(number, attempt);
                return strand.After(seconds, outcome).Then((log, strand, number, attempt, start), static (state, outcome) =>
                {
                    state.log.Attempts.Add((state.number, state.attempt, state.start, state.strand.Now, outcome));
                    return outcome;
                });
            }
        }
    }

    /// <summary>The case through Polly.</summary>
    private sealed class PollyRun
    {
        private readonly AsyncLocal<PollyCall?> _current = new();
        private readonly Case _case;
        private readonly ResiliencePipeline<int> _pipeline;

        public PollyRun(Case one)
        {
            _case = one;
            var builder = new ResiliencePipelineBuilder<int> { TimeProvider = Time };
            foreach (var layer in one.Pipeline) Add(builder, layer);
            _pipeline = builder.Build();
        }

        public VirtualTime Time { get; } = new();

        public Log Log { get; } = new();

        private double Now => Time.Elapsed.TotalSeconds / Slow;

        public Task Work() => Task.WhenAll(Enumerable.Range(0, Calls).Select(Call));

        private async Task Call(int number)
        {
            await Time.Delay(Scaled(_case.Starts(number)), default);
            var call = new PollyCall { Number = number };
            _current.Value = call;
            Outcome outcome;
            try
            {
                await _pipeline.ExecuteAsync(token => Attempt(call, token));
                outcome = Outcome.Success;
            }
            catch (Exception exception)
            {
                outcome = OutcomeOf(exception);
            }
            Log.Ends.Add((number, Now, outcome));
        }

        private async ValueTask<int> Attempt(PollyCall call, CancellationToken token)
        {
            var (attempt, start) = (call.Attempts++, Now);
            var (seconds, outcome) = _case.Answer(call.Number, attempt);
            try
            {
                await Time.Delay(Scaled(seconds), token);
            }
            catch (OperationCanceledException)
            {
                Log.Attempts.Add((call.Number, attempt, start, Now, Outcome.Cancelled));
                throw;
            }
            Log.Attempts.Add((call.Number, attempt, start, Now, outcome));
            return outcome.Succeeded ? attempt : throw new Failed(outcome);
        }

        private void Add(ResiliencePipelineBuilder<int> builder, StrategyOptions layer)
        {
            switch (layer)
            {
                case TimeoutOptions timeout:
                    builder.AddTimeout(Scaled(timeout.Seconds));
                    break;
                case RetryOptions retry:
                    builder.AddRetry(new RetryStrategyOptions<int>
                    {
                        MaxRetryAttempts = retry.Retries, Delay = Scaled(retry.Backoff.BaseSeconds), BackoffType = (DelayBackoffType)(int)retry.Backoff.Kind,
                        UseJitter = retry.Backoff.Jitter == JitterKind.Polly, ShouldHandle = arguments => new(Matches(retry.On, arguments.Outcome.Exception)),
                        Randomizer = () => _case.Jitter(_current.Value!.Number, _current.Value.Waits++),
                    });
                    break;
                case CircuitBreakerOptions breaker:
                    builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<int>
                    {
                        FailureRatio = breaker.FailureRatio, MinimumThroughput = breaker.MinimumThroughput, SamplingDuration = Scaled(breaker.WindowSeconds),
                        BreakDuration = Scaled(breaker.BreakSeconds), ShouldHandle = arguments => new(Matches(breaker.On, arguments.Outcome.Exception)),
                    });
                    break;
                case HedgeOptions hedge:
                    builder.AddHedging(new HedgingStrategyOptions<int>
                    {
                        MaxHedgedAttempts = hedge.Copies, ShouldHandle = arguments => new(Matches(hedge.On, arguments.Outcome.Exception)),
                        Delay = double.IsPositiveInfinity(hedge.DelaySeconds) ? TimeSpan.FromSeconds(-1) : Scaled(hedge.DelaySeconds),
                    });
                    break;
            }
        }

        private static bool Matches(ErrorFilter on, Exception? exception) => exception is not null && on.Matches(OutcomeOf(exception));

        private static Outcome OutcomeOf(Exception exception) => exception switch
        {
            Failed failed => failed.Outcome,
            TimeoutRejectedException => Outcome.TimedOut,
            BrokenCircuitException => Outcome.Rejection(503),
            OperationCanceledException => Outcome.Cancelled,
            _ => throw exception,
        };

        private static TimeSpan Scaled(double seconds) => TimeSpan.FromMilliseconds(Math.Round(seconds * Slow * 1000));

        private sealed class PollyCall
        {
            public int Number, Attempts, Waits;
        }
    }

    private sealed class Failed(Outcome outcome) : Exception
    {
        public Outcome Outcome { get; } = outcome;
    }
}
