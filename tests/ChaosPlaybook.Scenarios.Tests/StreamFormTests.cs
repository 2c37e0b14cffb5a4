using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Faults of streamed answers and limits of language models.</summary>
public class StreamFormTests
{
    private const string Scenario = """
        name: streams
        executors:
          s:
            latency: 1 ms
            tokens:
              input: 400
              output: { median: 150, p99: 900 }
              perSecond: 60
              limit: { rate: 30000/min, burst: 20000, maxOutput: 1000 }
              spendCap: 100
              spendCapCode: 402
            faults:
              - streamCut: { rate: 2 %, tokens: { median: 20, p99: 200 }, code: 499 }
              - streamCut: { rate: 1 %, share: 25 % }
              - streamHang: { rate: 1 %, from: 10 s }
              - latency: { factor: 4, rate: 5 %, of: firstToken }
          t: { latency: 1 ms, tokens: { input: 400, output: 20, limit: { rate: 10/s } } }
        agent: { steps: [ { a: { call: s } }, { b: { call: t } } ] }
        playbooks: { p: [ { timeout: 30 s } ] }
        """;

    [Fact]
    public void Streams_and_limits_mean_what_they_say()
    {
        var reading = ScenarioFile.Parse(Scenario, "t.yaml");
        Assert.Empty(reading.Problems);
        var world = reading.Plan!.Points[0].Worlds[0];
        Assert.Empty(world.Check());
        var tokens = world.Executors[0].Tokens!;
        Assert.Equal(new TokenLimitOptions { Rate = 500, Burst = 20_000, MaxOutput = 1000 }, tokens.Limit);
        Assert.Equal((100, 402), (tokens.SpendCap, tokens.SpendCapCode));
        Assert.Equal(new TokenLimitOptions { Rate = 10 }, world.Executors[1].Tokens!.Limit);
        Assert.Equal((double.PositiveInfinity, 429), (world.Executors[1].Tokens!.SpendCap, world.Executors[1].Tokens!.SpendCapCode));
        var faults = world.Executors[0].Faults;
        Assert.Equal(new StreamFaultOptions { Rate = 0.02, Tokens = LogNormal.FromMedianAndP99(20, 200), Code = 499 }, faults[0]);
        Assert.Equal(new StreamFaultOptions { Rate = 0.01, Share = 0.25 }, faults[1]);
        Assert.Equal(new StreamFaultOptions { Rate = 0.01, Hangs = true, Window = new() { FromSeconds = 10, Timeline = faults[2].Window!.Timeline } }, faults[2]);
        Assert.Equal(new LatencyFaultOptions { Factor = 4, Rate = 0.05, Of = LatencyPart.FirstToken }, faults[3]);
    }
}
