using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Playbook files and measured latencies beside a scenario.</summary>
public sealed class SideFileTests
{
    private static readonly string _beside = House.At("scenarios", "beside.yaml");

    private static ScenarioReading WithPlaybook(string playbook) => ScenarioFile.Parse($$"""
        name: t
        executors: { s: { latency: 1 ms } }
        agent: { steps: [ { getInventory: { call: s } }, { findPetsByStatus: { call: s } }, { placeOrder: { call: s } }, { updatePetStatus: { call: s } } ] }
        playbooks: { p: {{playbook}} }
        """, _beside);

    [Theory]
    [InlineData("{ file: playbooks/petstore-training.json }", RuleLookup.First)]
    [InlineData("[ { rules: { file: playbooks/petstore-training.json } } ]", RuleLookup.First)]
    [InlineData("[ { rules: { file: playbooks/petstore-training.json, lookup: each } } ]", RuleLookup.Each)]
    public void A_playbook_file_is_loaded_in_both_ways_of_looking_up(string playbook, RuleLookup lookup)
    {
        var reading = WithPlaybook(playbook);
        Assert.Empty(reading.Problems);
        var rules = Assert.IsType<RulesOptions>(Assert.Single(reading.Plan!.Points[0].Worlds[0].Playbook.Pipeline));
        Assert.Equal(lookup, rules.Lookup);
        Assert.Equal(new Rule(RuleAction.Retry, 5, new() { Kind = BackoffKind.Exponential, BaseSeconds = 1, Jitter = JitterKind.UpTo }),
            rules.Table["updatePetStatus"][503]);
    }

    [Fact]
    public void A_column_of_a_csv_file_becomes_a_law() => WithCsv("path,ms\na,100\nb,250.5\nc,300\n", reading =>
    {
        Assert.Empty(reading.Problems);
        Assert.Equal(Empirical.FromSamples([0.1, 0.2505, 0.3]), reading.Plan!.Points[0].Worlds[0].Executors[0].Latency);
    });

    [Theory]
    [InlineData("", "measured.csv:1:1: error: the file is empty; expected a header and values")]
    [InlineData("path,mss\na,1\n", "measured.csv:1:1: error: there is no column \"ms\"; columns: path, mss")]
    [InlineData("path,ms\n", "measured.csv:1:1: error: the column \"ms\" has no values")]
    [InlineData("path,ms\na,1\nb,fast\n", "measured.csv:3:1: error: ms is \"fast\"; expected a number of ms that is at least 0")]
    [InlineData("path,ms\na,-1\n", "measured.csv:2:1: error: ms is \"-1\"; expected a number of ms that is at least 0")]
    [InlineData("path,ms\na\n", "measured.csv:2:1: error: ms is \"\"; expected a number of ms that is at least 0")]
    public void What_is_wrong_with_a_csv_file_is_told_where_it_stands(string csv, string problem) =>
        WithCsv(csv, reading => Assert.EndsWith(problem, Assert.Single(reading.Problems).ToString()));

    [Fact]
    public void The_example_of_the_design_loads_with_a_warning_about_its_breaker()
    {
        var reading = ScenarioFile.Parse("""
            name: petstore
            description: Four-step order workflow against a flaky pet store.
            trials: 10000
            factors:
              failureRate: [0, 0.01, 0.03, 0.05, 0.10, 0.15, 0.20]
            executors:
              petstore:
                latency: { lognormal: { median: 120 ms, p99: 1.2 s } }
                faults:
                  - error: { rate: $failureRate, codes: { 408: 1, 429: 1, 500: 1, 502: 1, 503: 1, 504: 1 } }
            agent:
              steps:
                - getInventory:       { call: petstore }
                - findPetsByStatus:   { call: petstore }
                - placeOrder:         { call: petstore, effect: write }
                - updatePetStatus:    { call: petstore, effect: write }
            playbooks:
              baseline: []
              standard:
                - timeout: 30 s
                - retry: { retries: 3, backoff: exponential, base: 2 s, jitter: decorrelated }
                - circuitBreaker: { failureRatio: 0.1, window: 30 s, minimumThroughput: 100, break: 5 s }
                - timeout: 10 s
              training: { file: playbooks/petstore-training.json }
            hypotheses:
              - name: the playbook holds at 20 %
                when: { playbook: training, failureRate: 0.20 }
                expect: successRate >= 0.95
            """, _beside);
        Assert.Equal("playbooks.standard[2].circuitBreaker never opens: it needs minimumThroughput 100, and one trial makes at most 16 attempts here",
            Assert.Single(reading.Problems).Message);
        Assert.Equal(21, reading.Plan!.Cells);
    }

    [Fact]
    public void The_reference_lists_what_the_language_offers()
    {
        Assert.Equal(["timeout", "retry", "circuitBreaker", "fallback", "cache", "rules", "hedge", "route", "countBreaker", "timeBreaker", "leakyBreaker", "rateLimiter", "bulkhead", "adaptiveThrottle", "admissionControl", "adaptiveRate", "concurrencyLimit"], Reference.Strategies.Select(entry => entry.Name));
        Assert.Equal(["error", "latency", "bursts", "outage", "hang", "loss", "partition", "corruption", "streamCut", "streamHang", "capacityLoss", "kill", "clockSkew"], Reference.Faults.Select(entry => entry.Name));
        Assert.Equal(11, Reference.Distributions.Count);
        Assert.Contains(Reference.Strategies[1].Fields, field => field is { Key: "retries", Default: "3", Allowed: "a whole number, [1, 100]" });
    }

    private static void WithCsv(string csv, Action<ScenarioReading> use)
    {
        var folder = Directory.CreateTempSubdirectory("chaosplaybook");
        try
        {
            File.WriteAllText(System.IO.Path.Combine(folder.FullName, "measured.csv"), csv);
            use(ScenarioFile.Parse("""
                name: t
                executors: { s: { latency: { csv: { file: measured.csv, column: ms, unit: ms } } } }
                agent: { steps: [ { a: { call: s } } ] }
                playbooks: { p: [] }
                """, System.IO.Path.Combine(folder.FullName, "t.yaml")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
