using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class FaultFormTests
{
    private const string Scenario = """
        name: faults
        factors: { strength: [10 %, 20 %], course: [immediate, gradual] }
        causes:
          zone: { up: { exponential: { mean: 1 h } }, down: 5 min, start: up }
        executors:
          s:
            latency: 1 ms
            tokens: { input: { median: 400, p99: 2000 }, output: 150, inputPrice: 2e-6, outputPrice: 1e-5, contextLimit: 8000, perSecond: 60 }
            faults:
              - error: { rate: $strength, first: 3, script: [ok, 503, timeout], correlation: 50 %, from: 10 s, until: 70 s, intensity: $course, ramp: 20 s }
              - error: { script: [ok, 500], repeat: true, intensity: random, onFor: 5 s, offFor: { exponential: { mean: 30 s } } }
              - latency: { add: 500 ms, jitter: 100 ms, factor: 1.5, timeline: [[0 s, 0 %], [30 s, 25 %], [1 min, 1]], stepwise: true }
              - bursts: { p: 1 %, r: 25 %, errorGood: 0.1 %, errorBad: 90 %, codes: [503], latency: 10 ms }
              - bursts: { loss: 20 %, burst: 4, step: 100 ms }
              - outage: { up: { weibull: { shape: 2, scale: 1 h } }, down: { lognormal: { median: 2 min, p99: 20 min } }, code: 502 }
              - outage: { cause: zone, latency: 5 ms }
              - hang: { rate: 1 %, held: 30 s }
              - loss: { request: 5 %, reply: 3 % }
              - partition: { direction: reply, from: 1 min, until: 3 min }
              - corruption: { rate: 2 %, detected: 80 %, code: 418, cause: zone }
        agent: { steps: [ { a: { call: s } } ] }
        playbooks: { p: [ { timeout: 1 s } ] }
        """;

    [Fact]
    public void Every_fault_means_what_it_says()
    {
        var reading = ScenarioFile.Parse(Scenario, "t.yaml");
        Assert.Empty(reading.Problems);
        var world = reading.Plan!.Points[^1].Worlds[0];
        Assert.Empty(world.Check());
        Assert.Equal([new CauseOptions("zone", new() { Up = new Exponential(3600), Down = new Constant(300), Start = OnOffStart.Up })], world.Causes);
        Assert.Equal(new TokenOptions
        {
            Input = LogNormal.FromMedianAndP99(400, 2000), Output = new Constant(150), InputPrice = 2e-6, OutputPrice = 1e-5, ContextLimit = 8000, PerSecond = 60,
        }, world.Executors[0].Tokens);
        var faults = world.Executors[0].Faults;
        var error = Assert.IsType<ErrorFaultOptions>(faults[0]);
        Assert.Equal((0.2, 3, 0.5, false), (error.Rate, error.First, error.Correlation, error.Repeat));
        Assert.Equal([ScriptedAnswer.Ok, new(503), ScriptedAnswer.Timeout], error.Script);
        Assert.Equal(new WindowOptions { FromSeconds = 10, UntilSeconds = 70, Intensity = IntensityKind.Gradual, RampSeconds = 20, Timeline = error.Window!.Timeline }, error.Window);
        var random = Assert.IsType<ErrorFaultOptions>(faults[1]);
        Assert.True(random.Repeat);
        Assert.Equal((IntensityKind.Random, (Distribution)new Constant(5), (Distribution)new Exponential(30)), (random.Window!.Intensity, random.Window.On, random.Window.Off));
        var latency = Assert.IsType<LatencyFaultOptions>(faults[2]);
        Assert.Equal((new Constant(0.5), 0.1, 1.5, 1.0, true), (latency.Added, latency.JitterSeconds, latency.Factor, latency.Rate, latency.Window!.Steps));
        Assert.Equal([new(0, 0), new(30, 0.25), new(60, 1)], latency.Window.Timeline);
        var bursts = Assert.IsType<BurstFaultOptions>(faults[3]);
        Assert.Equal((0.01, 0.25, 0.001, 0.9, (double?)null), (bursts.TurnBad, bursts.TurnGood, bursts.ErrorGood, bursts.ErrorBad, bursts.StepSeconds));
        Assert.Equal([new WeightedCode(503, 1)], bursts.Codes);
        Assert.Equal(new Constant(0.01), bursts.Latency);
        var fitted = Assert.IsType<BurstFaultOptions>(faults[4]);
        Assert.Equal((0.25, 0.0625, 0.1), (fitted.TurnGood, fitted.TurnBad, fitted.StepSeconds));
        Assert.Equal(new OutageFaultOptions { Course = new() { Up = new Weibull(2, 3600), Down = LogNormal.FromMedianAndP99(120, 1200) }, Code = 502 }, faults[5]);
        Assert.Equal(new OutageFaultOptions { Cause = "zone", Latency = new Constant(0.005) }, faults[6]);
        Assert.Equal(new HangFaultOptions { Rate = 0.01, HeldSeconds = 30 }, faults[7]);
        Assert.Equal(new LossFaultOptions { Request = 0.05, Reply = 0.03 }, faults[8]);
        var partition = Assert.IsType<PartitionFaultOptions>(faults[9]);
        Assert.Equal((PartitionDirection.Reply, 60.0, 180.0), (partition.Direction, partition.Window!.FromSeconds, partition.Window.UntilSeconds));
        Assert.Equal(new CorruptionFaultOptions { Rate = 0.02, Detected = 0.8, Code = 418, Cause = "zone" }, faults[10]);
    }

    [Fact]
    public void A_scenario_of_faults_runs_the_same_twice()
    {
        var options = ScenarioFile.Parse(Scenario, "t.yaml").Plan!.Points[0].Worlds[0];
        var (one, other) = (new World(options, 1), new World(options, 1));
        for (var replication = 0; replication < 50; replication++)
        {
            one.Run(replication, out var first);
            other.Run(replication, out var second);
            Assert.Equal(first, second);
        }
    }
}
