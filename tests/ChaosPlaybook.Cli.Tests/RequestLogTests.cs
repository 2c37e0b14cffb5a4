using System.Text.Json;
using System.Text.RegularExpressions;
using ChaosPlaybook.House.Tests;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>What a log tells of every request, and that the verbs the manual speaks of are there.</summary>
public sealed partial class RequestLogTests : InFolder
{
    [Fact]
    [Trait("check", "S4 42")]
    public void Fifty_and_fifty_requests_to_two_endpoints_are_logged_each_with_its_time_status_and_error()
    {
        var scenario = At("two.yaml");
        File.WriteAllText(scenario, """
            name: two
            executors:
              search: { latency: 80 ms, faults: [ { latency: { add: { uniform: { low: 100 ms, high: 2 s } } } }, { error: { rate: 30 %, codes: [500, 503] } } ] }
              itinerary: { latency: 40 ms, faults: [ { latency: { add: { uniform: { low: 100 ms, high: 2 s } } } }, { error: { rate: 30 %, codes: [500, 503] } } ] }
            agent:
              steps:
                - ask: { call: search, optional: true }
                - plan: { call: itinerary, optional: true, after: [] }
            workload: { open: { arrivals: { constant: { rate: 10/s } }, for: 5 s } }
            playbooks: { baseline: [] }
            """);
        using StringWriter output = new(), error = new();
        var code = CommandLine.Run(["trace", scenario, "--to", "logs"], new Terminal(output, error), TestContext.Current.CancellationToken);
        Assert.True(code == ExitCode.Done, error.ToString());
        var requests = output.ToString().TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("event").GetString() == "attemptEnded").ToList();
        var byEndpoint = requests.ToLookup(line => line.GetProperty("executor").GetString());
        Assert.Equal((50, 50, 100), (byEndpoint["search"].Count(), byEndpoint["itinerary"].Count(), requests.Count));
        Assert.All(requests, line =>
        {
            Assert.True(line.GetProperty("time").TryGetDateTimeOffset(out _));
            Assert.InRange(line.GetProperty("seconds").GetDouble(), 0.1399, 2.0801);
            var failed = line.GetProperty("outcome").GetString() == "failed";
            Assert.Equal(failed ? "WARN" : "INFO", line.GetProperty("level").GetString());
            Assert.Equal(failed, line.TryGetProperty("code", out var status));
            if (failed) Assert.Contains(status.GetInt32(), (int[])[500, 503]);
            else Assert.Equal("succeeded", line.GetProperty("outcome").GetString());
        });
        // 100 draws at 0.3: five standard errors are 0.23.
        Assert.InRange(requests.Count(line => line.GetProperty("outcome").GetString() == "failed"), 8, 52);
    }

    [Fact]
    [Trait("check", "S3 39")]
    public void Every_verb_of_an_experiments_life_has_a_counterpart_that_is_there()
    {
        var manual = File.ReadAllText(Repository.PathOf("scenarios", "README.md"));
        var table = manual[manual.IndexOf("<!-- verbs -->", StringComparison.Ordinal)..manual.IndexOf("<!-- end of verbs -->", StringComparison.Ordinal)];
        foreach (var verb in "map list run status design progressive gameday analyze validate emergency-stop rollback blast-radius".Split(' '))
            Assert.Matches($@"(?m)^\| ([\w-]+, )?{verb}(, [\w-]+)? \|.*`", table);
        foreach (var (verb, command) in (IEnumerable<(string, string)>)[("status", "status"), ("emergency-stop", "stop"), ("run", "run"), ("validate", "check")])
            Assert.Contains($"| {verb} | `chaosplaybook {command}`", table, StringComparison.Ordinal);
        foreach (var command in Commands().Matches(table).Select(match => match.Groups[1].Value).Distinct())
        {
            using StringWriter output = new(), error = new();
            Assert.True(CommandLine.Run([command, "--help"], new Terminal(output, error), TestContext.Current.CancellationToken) == ExitCode.Done, $"{command}: {error}");
        }
        using StringWriter keys = new(), none = new();
        Assert.Equal(ExitCode.Done, CommandLine.Run(["schema"], new Terminal(keys, none), TestContext.Current.CancellationToken));
        foreach (var key in (string[])["phases", "validate", "expectedTime", "abortOnFailure", "killSwitch", "emergencyStop", "rollback", "blastRadius"])
            Assert.Contains($"\"{key}\"", keys.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("`chaosplaybook ([a-z]+)`")]
    private static partial Regex Commands();
}
