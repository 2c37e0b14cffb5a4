using Polly;
using Polly.Retry;

namespace ChaosPlaybook.Theory.Tests;

public class BackoffTheoryTests
{
    private const int Draws = 200_000;

    public static TheoryData<string, Backoff, double[]> Means() => new()
    {
        { "constant", new() { BaseSeconds = 2 }, [2, 2, 2, 2] },
        { "linear", new() { BaseSeconds = 2, Kind = BackoffKind.Linear }, [2, 4, 6, 8] },
        { "exponential, capped", new() { BaseSeconds = 2, Kind = BackoffKind.Exponential, MaxSeconds = 10 }, [2, 4, 8, 10] },
        { "Polly constant, ±25 %", new() { BaseSeconds = 2, Jitter = JitterKind.Polly }, [2, 2, 2, 2] },
        { "original engine, up to +50 %", new() { BaseSeconds = 1, Kind = BackoffKind.Exponential, Jitter = JitterKind.UpTo }, [1.25, 2.5, 5, 10] },
        { "Genesis", new() { BaseSeconds = 1, Kind = BackoffKind.Exponential, Jitter = JitterKind.Equal, MaxSeconds = 60 }, [0.75, 1.5, 3, 6] },
        { "resilience4j", new() { BaseSeconds = 0.5, Growth = 1.5, Kind = BackoffKind.Exponential, Jitter = JitterKind.PlusMinus }, [0.5, 0.75, 1.125, 1.6875] },
        { "gRPC ±20 %", new() { BaseSeconds = 0.1, Growth = 2, Kind = BackoffKind.Exponential, Jitter = JitterKind.PlusMinus, Spread = 0.2, MaxSeconds = 0.3 }, [0.1, 0.2, 0.3, 0.3] },
        { "full jitter", new() { BaseSeconds = 1, Kind = BackoffKind.Exponential, Jitter = JitterKind.Full, MaxSeconds = 5 }, [0.5, 1, 2, 2.5] },
        { "equal jitter", new() { BaseSeconds = 1, Kind = BackoffKind.Exponential, Jitter = JitterKind.Equal, MaxSeconds = 5 }, [0.75, 1.5, 3, 3.75] },
        { "Envoy", new() { BaseSeconds = 0.025, Kind = BackoffKind.Envoy, Jitter = JitterKind.Full, MaxSeconds = 0.25 }, [0.0125, 0.0375, 0.0875, 0.125] },
        { "AWS SDK", new() { BaseSeconds = 1, Kind = BackoffKind.Exponential, Jitter = JitterKind.Full, MaxSeconds = 20 }, [0.5, 1, 2, 4] },
        { "MiSim", new() { BaseSeconds = 0.01, Growth = 3, Kind = BackoffKind.Exponential, Jitter = JitterKind.Full, MaxSeconds = 1 }, [0.005, 0.015, 0.045, 0.135] },
        { "exponential law", new() { BaseSeconds = 2, Kind = BackoffKind.Linear, Jitter = JitterKind.Exponential, MaxSeconds = 7 }, [2, 4, 6, 7] },
        // s1 = U(b, 3b), then E s = (b + 3s)/2: 2, 3.5, 5.75, 9.125.
        { "decorrelated", new() { BaseSeconds = 1, Jitter = JitterKind.Decorrelated }, [2, 3.5, 5.75, 9.125] },
    };

    [Theory]
    [Trait("check", "S1 4")]
    [Trait("check", "S5 48")]
    [MemberData(nameof(Means))]
    public void The_mean_wait_is_the_one_its_formula_gives(string kind, Backoff backoff, double[] known)
    {
        var waits = new Moments[known.Length];
        for (var replication = 0; replication < Draws / 10; replication++)
        {
            var luck = new Luck(11, replication);
            var memory = 0.0;
            for (var retry = 0; retry < known.Length; retry++)
                waits[retry].Add(backoff.Seconds(retry, luck.Uniform(201, 0, 0, retry), ref memory));
        }
        for (var retry = 0; retry < known.Length; retry++) Near.Check(known[retry], waits[retry], $"{kind}, retry {retry}");
    }

    [Fact]
    public void Polly_exponential_jitter_has_the_published_moments()
    {
        // Mean, smallest and largest wait with b = 1, measured on Polly itself with 400,000 draws: three digits.
        (double Mean, double Most)[] published = [(0.871, 1.377), (1.159, 2.803), (2.079, 4.322), (4.131, 8.574), (8.245, 17.13)];
        var backoff = new Backoff { BaseSeconds = 1, Kind = BackoffKind.Exponential, Jitter = JitterKind.Polly };
        var waits = new Moments[published.Length];
        for (var replication = 0; replication < Draws; replication++)
        {
            var luck = new Luck(12, replication);
            var memory = 0.0;
            for (var retry = 0; retry < waits.Length; retry++) waits[retry].Add(backoff.Seconds(retry, luck.Uniform(201, 0, 0, retry), ref memory));
        }
        for (var retry = 0; retry < waits.Length; retry++)
        {
            // Two samples, ours and theirs, and the rounding of the table.
            var tolerance = Near.Z * Math.Sqrt(1 + Draws / 400_000.0) * waits[retry].StandardError + 0.0005;
            Assert.InRange(waits[retry].Mean, published[retry].Mean - tolerance, published[retry].Mean + tolerance);
            Assert.InRange(waits[retry].Maximum, 0, published[retry].Most * 1.01);
        }
    }

    [Theory]
    [InlineData(DelayBackoffType.Constant), InlineData(DelayBackoffType.Linear), InlineData(DelayBackoffType.Exponential)]
    public async Task Jittered_waits_equal_those_of_Polly_draw_by_draw(DelayBackoffType type)
    {
        var kind = type switch { DelayBackoffType.Constant => BackoffKind.Constant, DelayBackoffType.Linear => BackoffKind.Linear, _ => BackoffKind.Exponential };
        for (var scenario = 0; scenario < 200; scenario++)
        {
            var luck = new Luck(13, scenario);
            var jitter = scenario % 2 == 0;
            var backoff = new Backoff
            {
                BaseSeconds = Math.Round(0.1 + 3 * luck.Uniform(201, 1, 0, 0), 3), Kind = kind, Jitter = jitter ? JitterKind.Polly : JitterKind.None,
                MaxSeconds = Math.Round(1 + 20 * luck.Uniform(201, 1, 0, 1), 3),
            };
            var draws = 0;
            var delays = new List<double>();
            var pipeline = new ResiliencePipelineBuilder<int> { TimeProvider = new InstantTime() }.AddRetry(new RetryStrategyOptions<int>
            {
                MaxRetryAttempts = 6, BackoffType = type, UseJitter = jitter, Delay = TimeSpan.FromMilliseconds((long)Math.Round(backoff.BaseSeconds * 1000)),
                MaxDelay = TimeSpan.FromMilliseconds((long)Math.Round(backoff.MaxSeconds * 1000)), ShouldHandle = _ => new ValueTask<bool>(true),
                Randomizer = () => luck.Uniform(201, 0, 0, draws++),
                OnRetry = arguments => { delays.Add(arguments.RetryDelay.TotalSeconds); return default; },
            }).Build();
            await pipeline.ExecuteAsync(_ => new ValueTask<int>(0), TestContext.Current.CancellationToken);
            var memory = 0.0;
            for (var retry = 0; retry < delays.Count; retry++)
            {
                var ours = backoff.Seconds(retry, luck.Uniform(201, 0, 0, retry), ref memory);
                // Base and cap are whole milliseconds; Polly counts in ticks of 100 ns and cuts at each step of its formula.
                Assert.InRange(ours, delays[retry] - 5e-7, delays[retry] + 5e-7);
            }
            Assert.Equal(6, delays.Count);
        }
    }

    /// <summary>A clock on which every timer is due at once.</summary>
    private sealed class InstantTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : TimeSpan.Zero, period);
    }

    [Fact]
    public void No_wait_is_negative_or_above_its_cap()
    {
        foreach (var kind in Enum.GetValues<BackoffKind>())
        {
            foreach (var jitter in Enum.GetValues<JitterKind>())
            {
                var backoff = new Backoff { Kind = kind, Jitter = jitter, BaseSeconds = 0.7, MaxSeconds = 30, Spread = 0.5 };
                var memory = 0.0;
                for (var retry = 0; retry < 1100; retry++)
                {
                    var wait = backoff.Seconds(retry, new Luck(14, retry).Uniform(201, 0, 0, 0), ref memory);
                    // Of an exponential wait the mean is capped; a uniform of 53 bits takes it no further than 53·ln 2 times that.
                    var cap = jitter is JitterKind.PlusMinus or JitterKind.UpTo ? 45 : jitter is JitterKind.Exponential ? 30 * 37 : 30;
                    Assert.True(wait >= 0 && wait <= cap, $"{kind} {jitter}, retry {retry}: {wait}");
                }
            }
        }
    }

    [Fact]
    public void A_base_of_zero_waits_for_nothing_under_every_kind()
    {
        foreach (var kind in Enum.GetValues<BackoffKind>())
        {
            foreach (var jitter in Enum.GetValues<JitterKind>())
            {
                var memory = 0.0;
                Assert.Equal(0, new Backoff { Kind = kind, Jitter = jitter, BaseSeconds = 0 }.Seconds(3, 0.9, ref memory));
            }
        }
    }
}
