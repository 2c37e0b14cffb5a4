using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class CleanTests
{
    /// <summary>Every form of the language once.</summary>
    public const string Everything = """
        name: everything
        description: Every form of the language once.
        seed: 18446744073709551615
        precision: { metric: successRate, halfWidth: 0.5 %, maxTrials: 1e6 }
        trials: 100
        confidence: 99 %
        maxCells: 20000
        maxAttempts: 5000
        factors:
          p: [0, 10 %, 0.2]
          kind: [linear, exponential]
          hold: [30 s, forever]
          there: [true, false]
        executors:
          a:
            latency: 250 ms
            cost: 2.5
            faults:
              - error: { rate: $p, codes: [500, 503], latency: 10 ms }
              - latency: { add: { exponential: { mean: 2 s } }, rate: 5 % }
          b: { latency: { uniform: { low: 1 us, high: 2 ms } } }
          c: { latency: { lognormal: { mean: 1 s, sd: 500 ms } } }
          d: { latency: { gamma: { mean: 1 s, sd: 500 ms } } }
          e: { latency: { gamma: { shape: 2, scale: 1 s } } }
          f: { latency: { weibull: { shape: 1.5, scale: 1 min } } }
          g: { latency: { pareto: { minimum: 1 s, shape: 2 } } }
          h: { latency: { pareto: { minimum: 1 s, shape: 2, maximum: 1 h } } }
          i: { latency: { shifted: { by: 1 ms, law: { constant: 1 d } } } }
          j: { latency: { mixture: [ { weight: 9, law: 1 ms }, { weight: 1, law: { lognormal: { median: 1 s, p99: 2 s } } } ] } }
          k: { latency: { percentiles: { p50: 100 ms, p99: 1 s, p99.9: 3 s } } }
        agent:
          steps:
            - s1: { call: a, effect: none }
            - s2: { call: b, effect: read }
            - s3: { call: c, effect: write }
            - s4: { call: d }
            - s5: { call: e }
            - s6: { call: f }
            - s7: { call: g }
            - s8: { call: h }
            - s9: { call: i }
            - s10: { call: j }
        playbooks:
          none: []
          all:
            - fallback: { executor: k, quality: 80 %, on: [any] }
            - timeout: 10 min
            - rules: { lookup: each, default: escalate, steps: { s1: { 500: failFast, 503: { retries: 2, backoff: $kind, base: 1 s } } } }
              enabled: $there
            - retry: { retries: 2, backoff: $kind, base: 100 ms, growth: 3, max: 1 min, jitter: upTo, spread: 20 %, on: [5xx, 429, timeout] }
            - circuitBreaker: { failureRatio: 50 %, minimumThroughput: 10, window: 30 s, break: $hold, on: [5xx] }
            - timeout: 5 s
          mapped:
            pipeline: [ { retry: {} } ]
            steps: { s3: [], s4: [ { circuitBreaker: { consecutiveFailures: 1, break: forever } } ] }
        hypotheses:
          - { name: one, when: { playbook: all, p: 0.10, hold: forever, there: true }, expect: "successRate >= 90 %" }
          - { name: two, when: { playbook: none }, expect: durationP99Seconds <= 5 s }
          - { name: three, when: { playbook: none }, expect: attemptsPerTrial <= 4 }
        """;

    private static ScenarioReading Read(string text) => ScenarioFile.Parse(text, "t.yaml");

    [Fact]
    public void Every_form_of_the_language_is_read_without_a_problem()
    {
        var reading = Read(Everything);
        Assert.Empty(reading.Problems);
        Assert.Equal(3 * 2 * 2 * 2, reading.Plan!.Points.Count);
        Assert.Empty(reading.Plan.Points.SelectMany(point => point.Worlds).SelectMany(world => world.Check()));
    }

    [Fact]
    public void Every_form_of_the_language_means_what_it_says()
    {
        var plan = Read(Everything).Plan!;
        Assert.Equal((ulong.MaxValue, 100L, 0.99), (plan.Seed, plan.Trials, plan.Confidence));
        Assert.Equal(("successRate", 0.005, 1_000_000L), (plan.Precision!.Metric, plan.Precision.HalfWidth, plan.Precision.MaxTrials));
        var world = plan.Points[^1].Worlds[1];
        Assert.Equal(5000, world.MaxAttempts);
        var laws = world.Executors.ToDictionary(executor => executor.Name, executor => executor.Latency);
        Assert.Equal(new Constant(0.25), laws["a"]);
        Assert.Equal(new Uniform(1e-6, 2e-3), laws["b"]);
        Assert.Equal(LogNormal.FromMeanAndSd(1, 0.5), laws["c"]);
        Assert.Equal(Gamma.FromMeanAndSd(1, 0.5), laws["d"]);
        Assert.Equal(new Gamma(2, 1), laws["e"]);
        Assert.Equal(new Weibull(1.5, 60), laws["f"]);
        Assert.Equal(new Pareto(1, 2), laws["g"]);
        Assert.Equal(new TruncatedPareto(1, 2, 3600), laws["h"]);
        Assert.Equal(new Shifted(0.001, new Constant(86400)), laws["i"]);
        Assert.Equal(new Mixture([new(9, new Constant(0.001)), new(1, LogNormal.FromMedianAndP99(1, 2))]), laws["j"]);
        Assert.Equal(Empirical.FromPercentiles([(0.5, 0.1), (0.99, 1), (0.999, 3)]), laws["k"]);
        var faults = world.Executors[0].Faults;
        Assert.Equal([new(500, 1), new(503, 1)], Assert.IsType<ErrorFaultOptions>(faults[0]).Codes);
        Assert.Equal(new Constant(0.01), Assert.IsType<ErrorFaultOptions>(faults[0]).Latency);
        Assert.Equal((new Exponential(2), 0.05), (Assert.IsType<LatencyFaultOptions>(faults[1]).Added, ((LatencyFaultOptions)faults[1]).Rate));
        // The last design point has there = false: the rules are gone.
        Assert.Equal(["FallbackOptions", "TimeoutOptions", "RetryOptions", "CircuitBreakerOptions", "TimeoutOptions"],
            world.Playbook.Pipeline.Select(strategy => strategy.GetType().Name));
        Assert.Equal(["s3", "s4"], plan.Points[0].Worlds[2].Playbook.Steps.Keys);
        var retry = Assert.IsType<RetryOptions>(world.Playbook.Pipeline[2]);
        Assert.Equal((2, BackoffKind.Exponential, 0.1, 3.0, 60.0, JitterKind.UpTo, 0.2),
            (retry.Retries, retry.Backoff.Kind, retry.Backoff.BaseSeconds, retry.Backoff.Growth, retry.Backoff.MaxSeconds, retry.Backoff.Jitter, retry.Backoff.Spread));
        Assert.Equal(new(["5xx", "429", "timeout"]), retry.On);
    }

    [Fact]
    public void Rules_in_the_scenario_become_a_table()
    {
        var rules = Assert.IsType<RulesOptions>(Read(Everything).Plan!.Points[0].Worlds[1].Playbook.Pipeline[2]);
        Assert.Equal((RuleLookup.Each, RuleAction.Escalate), (rules.Lookup, rules.Default.Action));
        Assert.Equal(Rule.FailFast, rules.Table["s1"][500]);
        Assert.Equal(new Rule(RuleAction.Retry, 2, new() { Kind = BackoffKind.Linear, BaseSeconds = 1 }), rules.Table["s1"][503]);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("order-2_b")]
    public void The_template_is_clean(string name) => Assert.Empty(Read(ScenarioTemplate.Minimal(name)).Problems);

    [Fact]
    public void Hypotheses_keep_metric_relation_threshold_and_levels()
    {
        var claims = Read(Everything).Plan!.Hypotheses;
        Assert.Equal(("all", "successRate", Experiments.Relation.AtLeast, 0.9), (claims[0].Playbook, claims[0].Metric, claims[0].Relation, claims[0].Threshold));
        Assert.Equal(["10 %", "forever", "true"], claims[0].When.Values.Select(level => level.Text));
        Assert.Equal((Experiments.Relation.AtMost, 5.0), (claims[1].Relation, claims[1].Threshold));
    }

    [Fact]
    public void What_no_factor_touches_is_shared_by_all_design_points()
    {
        var points = Read(Everything).Plan!.Points;
        Assert.Same(points[0].Worlds[0].Agent, points[^1].Worlds[2].Agent);
        Assert.Same(points[0].Worlds[2].Playbook.Pipeline, points[^1].Worlds[2].Playbook.Pipeline);
    }
}
