namespace ChaosPlaybook.Theory.Tests;

/// <summary>Faults end to end against closed forms.</summary>
public class FaultTheoryTests
{
    private const int Trials = 20_000;

    [Theory]
    [InlineData(0), InlineData(0.3), InlineData(1)]
    public void All_attempts_of_a_call_fail_with_the_correlated_probability(double correlation)
    {
        const double rate = 0.4;
        var options = Against(new ErrorFaultOptions { Rate = rate, Correlation = correlation }, new RetryOptions { Retries = 2, On = Worlds.Everything });
        var known = correlation * rate + (1 - correlation) * Math.Pow(rate, 3);
        Near.CheckShare(known, 1 - Worlds.SuccessRate(options, Trials), Trials, $"three attempts with correlation {correlation}");
    }

    [Theory]
    [Trait("check", "S3 26")]
    [InlineData(null), InlineData(1)]
    public void Lost_replies_duplicate_effects_and_lost_requests_do_not(int? servers)
    {
        // An attempt is applied unless its request is lost, and a call ends at the first reply: 1/(1 − reply) applications.
        const double request = 0.2, reply = 0.3;
        var options = Against(new LossFaultOptions { Request = request, Reply = reply },
            new RetryOptions { Retries = 100, On = Worlds.Everything, Backoff = new() { BaseSeconds = 1 } }, new TimeoutOptions { Seconds = 1 });
        options = options with
        {
            Agent = new([new StepOptions("write", "service", Effect.Write)]),
            Executors = [options.Executors[0] with { Servers = servers }],
        };
        Near.Check(1 / (1 - reply) - 1, Worlds.Mean(options, Trials, record => record.DuplicateEffects), "duplicates");
        Near.Check(1 / ((1 - request) * (1 - reply)), Worlds.Mean(options, Trials, record => record.Attempts), "attempts");
        Near.Check(1 / ((1 - request) * (1 - reply)) - 1, Worlds.Mean(options, Trials, record => record.FaultsInjected), "strikes");
    }

    [Theory]
    [Trait("check", "S5 54")]
    [InlineData(ClockDirection.Ahead, 1.5), InlineData(ClockDirection.Behind, 1.5), InlineData(ClockDirection.Ahead, 6)]
    public void A_clock_that_jumps_to_and_fro_duplicates_what_it_has_forgotten_between_two_tries(ClockDirection direction, double between)
    {
        // A write of 2 s is given up after 1 s and tried again; its key is kept for 300 s, by a clock that is off by 400 s for 3 s at a
        // time and right for 6 s, both exponential. The key is forgotten where the clock has moved ahead between the two tries:
        // π₀·π₁·(1 − e^(−(1/3 + 1/6)·t)) for two states, one way or the other.
        const double on = 3, off = 6;
        var skew = new ClockSkewFaultOptions
        {
            BySeconds = 400, Direction = direction,
            Window = new() { Intensity = IntensityKind.Random, On = new Exponential(on), Off = new Exponential(off) },
        };
        var options = Against(skew, new RetryOptions { Retries = 1, Backoff = new() { BaseSeconds = between - 1 } }, new TimeoutOptions { Seconds = 1 });
        options = options with
        {
            Agent = new([new StepOptions("write", "service", Effect.Write) { IdempotencyKey = true }]),
            Executors = [options.Executors[0] with { Latency = new Constant(2), IdempotencyTtlSeconds = 300 }],
        };
        var known = on * off / Math.Pow(on + off, 2) * (1 - Math.Exp(-(1 / on + 1 / off) * between));
        var duplicates = Worlds.Mean(options, Trials, record => record.DuplicateEffects);
        Near.CheckShare(known, duplicates.Mean, Trials, "duplicates");
        Near.CheckShare(known, Worlds.Mean(options, Trials, record => record.FaultsLanded).Mean, Trials, "landed");
    }

    [Fact]
    public void Unnoticed_corruption_passes_for_success_and_is_worth_nothing()
    {
        const double rate = 0.3, detected = 0.8;
        var options = Against(new CorruptionFaultOptions { Rate = rate, Detected = detected });
        Near.CheckShare(1 - rate * detected, Worlds.SuccessRate(options, Trials), Trials, "success");
        Near.Check(rate * (1 - detected), Worlds.Mean(options, Trials, record => record.SilentCorruptions), "silent");
        Near.Check(1 - rate, Worlds.Mean(options, Trials, record => record.Quality), "quality");
    }

    [Fact]
    [Trait("check", "S3 26")]
    public void Latency_with_jitter_has_the_mean_and_variance_of_a_uniform()
    {
        // 500 ± 100 ms on 250 ms doubled.
        var options = Against(new LatencyFaultOptions { Added = new Constant(0.5), JitterSeconds = 0.1, Factor = 2 });
        options = options with { Executors = [options.Executors[0] with { Latency = new Constant(0.25) }] };
        var seconds = Worlds.Mean(options, Trials, record => record.DurationSeconds);
        Near.Check(1, seconds, "mean");
        Near.Check(0.01 / 3, Worlds.Mean(options, Trials, record => Math.Pow(record.DurationSeconds - 1, 2)), "variance");
    }

    [Theory]
    [Trait("check", "S3 25")]
    [InlineData(IntensityKind.Immediate, 60), InlineData(IntensityKind.Gradual, 60 * 0.5), InlineData(IntensityKind.Random, 60 * 2 / 8.0)]
    [InlineData(IntensityKind.Timeline, 30 * 0.35 + 15 * 0.5 + 15 * 0.3)]
    public void The_share_of_struck_arrivals_is_the_mean_intensity_of_the_window(IntensityKind kind, double secondsAtFullStrength)
    {
        // Arrivals of a Poisson process are spread evenly over the horizon of 120 s; the window is half of it.
        const double rate = 0.4;
        var window = new WindowOptions
        {
            FromSeconds = 30, UntilSeconds = 90, Intensity = kind, On = new Exponential(2), Off = new Constant(6),
            Timeline = kind == IntensityKind.Timeline ? [new(0, 0), new(30, 0.7), new(45, 0.3)] : [],
        };
        var options = Against(new ErrorFaultOptions { Rate = rate, Window = window }) with
        {
            Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 20 }, ForSeconds = 120 },
        };
        Near.Check(rate * secondsAtFullStrength / 120, Worlds.Mean(options, 50, record => record.Failures / (double)record.Agents), $"{kind}");
        Worlds.Run(options, 2, record => Assert.Equal(record.Failures, record.FaultsInjected));
    }

    [Fact]
    public void Executors_fail_together_under_a_shared_cause()
    {
        // 1 − (1 − p)·∏(1 − β·Z): the cause lasts for a quarter of the time and lets 60 % of the attempts fail.
        const double own = 0.1, beta = 0.6, share = 0.25;
        ExecutorOptions Zoned(string name) => new()
        {
            Name = name, Latency = new Constant(0),
            Faults = [new ErrorFaultOptions { Rate = own }, new ErrorFaultOptions { Rate = beta, Cause = "zone" }],
        };
        var one = new WorldOptions
        {
            Agent = new([new StepOptions("wait", "clock"), new StepOptions("a", "a")]),
            Executors = [Zoned("a"), Zoned("b"), new ExecutorOptions { Name = "clock", Latency = new Constant(7) }],
            Playbook = new("none", []),
            Causes = [new("zone", new OnOffOptions { Up = new Exponential(30), Down = new Exponential(10) })],
        };
        var both = one with { Agent = new([.. one.Agent.Steps, new StepOptions("b", "b")]) };
        Near.CheckShare((1 - own) * (1 - share * beta), Worlds.SuccessRate(one, Trials), Trials, "one executor");
        Near.CheckShare((1 - own) * (1 - own) * (1 - share + share * (1 - beta) * (1 - beta)), Worlds.SuccessRate(both, Trials), Trials, "both executors");
    }

    [Fact]
    public void A_fallback_executor_with_outages_of_its_own_makes_one_out_of_two()
    {
        const double availability = 0.7;
        ExecutorOptions Failing(string name) => new()
        {
            Name = name, Latency = new Constant(0), Faults = [new OutageFaultOptions { Course = new() { Up = new Exponential(7), Down = new Constant(3) } }],
        };
        var options = new WorldOptions
        {
            Agent = new([new StepOptions("call", "a")]),
            Executors = [Failing("a"), Failing("b")],
            Playbook = new("failover", [new FallbackOptions { Executor = "b" }]),
        };
        Near.CheckShare(1 - (1 - availability) * (1 - availability), Worlds.SuccessRate(options, Trials), Trials, "one out of two");
    }

    [Fact]
    public void A_call_costs_its_prompt_and_an_answer_per_attempt_and_fails_for_good_beyond_the_context()
    {
        const double rate = 0.3, limit = 900;
        var (input, output) = (LogNormal.FromMeanAndSd(500, 300), LogNormal.FromMeanAndSd(200, 100));
        var tokens = new TokenOptions { Input = input, Output = output, InputPrice = 0.002, OutputPrice = 0.01, PerSecond = 50 };
        var options = Against(new ErrorFaultOptions { Rate = rate }, new RetryOptions { Retries = 1, On = Worlds.Everything, Backoff = new() { BaseSeconds = 0 } });
        options = options with { Executors = [options.Executors[0] with { Tokens = tokens }] };
        // 1 + rate attempts on average, each at its own price and its time to the first token.
        Near.Check((1 + rate) * (500 * 0.002 + 200 * 0.01), Worlds.Mean(options, Trials, record => record.Cost), "cost");
        Near.Check((1 + rate) * (0.1 + 200 / 50.0), Worlds.Mean(options, Trials, record => record.DurationSeconds), "duration");
        options = options with { Executors = [options.Executors[0] with { Tokens = tokens with { ContextLimit = limit }, Faults = [] }] };
        // F(limit) from Φ: the retry meets the same prompt, so it changes nothing.
        var sigma = Math.Sqrt(Math.Log(1 + 0.36));
        var fits = StandardNormal.Cdf((Math.Log(limit / 500) + sigma * sigma / 2) / sigma);
        Near.CheckShare(fits, Worlds.SuccessRate(options, Trials), Trials, "prompts that fit");
    }

    private static WorldOptions Against(FaultOptions fault, params StrategyOptions[] pipeline) => new()
    {
        Agent = new([new StepOptions("call", "service")]),
        Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.1), Faults = [fault] }],
        Playbook = new("under test", pipeline),
    };
}
