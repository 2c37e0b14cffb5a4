using System.Text.Json;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>A reaction is preferred for its success only where chance would not give as much.</summary>
public sealed class JudgeTests : IDisposable
{
    private readonly string _file = System.IO.Path.Combine(Directory.CreateTempSubdirectory("chaosplaybook-judge-").FullName, "scenario.yaml");

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public void That_the_few_calls_of_one_reaction_all_succeeded_does_not_tell_it_from_a_quicker_one()
    {
        // Outages of 4 s on average: 6 or 7 s of waiting outlast most of them, 15 s nearly all.
        File.WriteAllText(_file, """
            name: down
            executors:
              store:
                latency: { constant: 100 ms }
                faults:
                  - outage: { up: { exponential: { mean: 12 s } }, down: { exponential: { mean: 4 s } } }
            agent:
              steps:
                - find: { call: store, effect: read }
            playbooks:
              baseline: []
            """);
        var (seen, seed) = (0, 0UL);
        for (; seen < 5 && seed < 60; seed++)
        {
            using var judged = JsonDocument.Parse(Judge.Write(_file, new() { Seed = seed }, new Dictionary<string, string>(), 40, cancel: TestContext.Current.CancellationToken));
            var rule = judged.RootElement.GetProperty("find").GetProperty("503");
            var shares = rule.GetProperty("reasoning").GetString()!.Split("measured: ")[1].Split(", ").Select(part => double.Parse(part.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
            // 10 of 10 against 9 of 10, or the like: Newcombe's interval of the difference holds 0.
            if (shares[3] < 100 || Math.Max(shares[1], shares[2]) is < 85 or 100) continue;
            seen++;
            Assert.Contains(rule.GetProperty("strategy").GetString(), (string[])["retry_linear_backoff", "retry_exponential_backoff"]);
        }
        Assert.Equal(5, seen);
    }
}
