using Polly;
using Polly.CircuitBreaker;
using Outcome = ChaosPlaybook.Kernel.Outcome;

namespace ChaosPlaybook.Theory.Tests;

/// <summary>The ratio breaker against Polly.Core itself, decision by decision.</summary>
public class PollyBreakerConformanceTests
{
    [Fact]
    public void The_ratio_breaker_admits_and_refuses_exactly_the_calls_that_Polly_does()
    {
        var decisions = 0;
        var refused = 0;
        for (var scenario = 0; scenario < 2_000; scenario++)
        {
            var luck = new Luck(7, scenario);
            double Draw(int call, int index) => luck.Uniform(200, 0, call, index);
            var options = new CircuitBreakerOptions
            {
                FailureRatio = 0.1 + 0.8 * Draw(0, 0), MinimumThroughput = 2 + (int)(8 * Draw(0, 1)),
                WindowSeconds = 0.5 + 20 * Draw(0, 2), BreakSeconds = 0.5 + 10 * Draw(0, 3),
            };
            var time = new ManualTime();
            var polly = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = options.FailureRatio, MinimumThroughput = options.MinimumThroughput,
                SamplingDuration = TimeSpan.FromSeconds(options.WindowSeconds), BreakDuration = TimeSpan.FromSeconds(options.BreakSeconds),
                ShouldHandle = arguments => new ValueTask<bool>(arguments.Outcome.Exception is InvalidOperationException),
            }).Build();
            var ours = new ScriptedBreaker(options);
            var failureShare = Draw(0, 4);
            for (var call = 1; call <= 60; call++)
            {
                // Whole ticks, so that both clocks show the same instant.
                var step = TimeSpan.FromTicks((long)(Draw(call, 0) * options.WindowSeconds / 4 * TimeSpan.TicksPerSecond));
                time.Now += step;
                var fails = Draw(call, 1) < failureShare;
                var entered = false;
                try { polly.Execute(() => { entered = true; if (fails) throw new InvalidOperationException(); }); }
                catch (InvalidOperationException) { }
                catch (BrokenCircuitException) { }
                Assert.True(entered == ours.Enters(step.TotalSeconds, fails), $"scenario {scenario}, call {call}: Polly {(entered ? "admits" : "refuses")}");
                decisions++;
                if (!entered) refused++;
            }
        }
        // A comparison in which nothing is ever refused would show nothing.
        Assert.InRange(refused, decisions / 20, decisions * 19 / 20);
    }

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
        public override long GetTimestamp() => Now.Ticks;
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }

    /// <summary>Our breaker alone on a kernel of its own, around an executor that takes no time and fails when told.</summary>
    private sealed class ScriptedBreaker : Process
    {
        private readonly Simulation _simulation = new();
        private readonly Strategy _breaker;
        private readonly Script _script = new();
        private readonly Call _call = new(new Trial());
        private double _gap;

        public ScriptedBreaker(CircuitBreakerOptions options) => _breaker = options.Around(_script, new PipelineContext(_simulation, new Trial(), new Dictionary<string, Executor>()));

        public bool Enters(double gapSeconds, bool fails)
        {
            (_gap, _script.Fails, _script.Entered) = (gapSeconds, fails, false);
            _simulation.Spawn(this);
            _simulation.Run();
            return _script.Entered;
        }

        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            await strand.Delay(_gap);
            return await _breaker.Run(strand, _call);
        }

        private sealed class Script : Strategy
        {
            public bool Fails, Entered;

            public override SimTask<Outcome> Run(Strand strand, Call call)
            {
                Entered = true;
                return Fails ? Outcome.Failure(500) : Outcome.Success;
            }
        }
    }
}
