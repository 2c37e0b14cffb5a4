using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Advice is measured: what it promises is found again by somebody who only runs the patched scenario.</summary>
public sealed class AdvisorTests
{
    private const long Trials = 4000;
    private static readonly string _petstore = House.At("scenarios", "petstore.yaml");

    [Theory]
    [Trait("check", "S4 45")]
    [InlineData("baseline")]
    [InlineData("training")]
    public async Task An_independent_run_with_another_seed_confirms_the_gains_of_the_first_three_fixes(string playbook)
    {
        var advice = Ask(playbook);
        var text = File.ReadAllText(_petstore);
        var fixes = advice.Proposals.Take(3).ToList();
        Assert.Equal(3, fixes.Count);
        foreach (var fix in fixes) text = ScenarioPatch.AddPlaybook(text, $"fixed-{fix.Name}", fix.Patch);
        var plan = Assert.IsType<Plan>(ScenarioFile.Parse(text, _petstore, new()
        {
            Seed = 987_654_321, Trials = Trials, Sets = [("factors.failureRate", "[0.20]"), ("hypotheses", "[]")],
        }).Plan);
        var cells = (await SweepRunner.Run(plan, new(), (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken)).Cells;
        double Rate(string name) => cells.First(cell => cell.Playbook == name)[Metric.SuccessRate].Value;
        foreach (var fix in fixes)
        {
            Assert.True(fix.Gain.IsGain && fix.Confirmed!.IsGain, $"{fix.Id}: {fix.Gain}, {fix.Confirmed}");
            var again = Rate($"fixed-{fix.Name}") - Rate(playbook);
            // Half-width of a 95 % interval = 1.96 standard errors; two independent estimates differ by at most 5 of their common one.
            var error = (fix.Confirmed.High - fix.Confirmed.Low) / (2 * 1.96) * Math.Sqrt(2);
            Assert.InRange(again - fix.Confirmed.Value, -5 * error, 5 * error);
            Assert.True(again > 0);
        }
    }

    [Fact]
    public void The_gain_of_three_retries_is_that_of_the_closed_form()
    {
        // Four steps, each attempt fails with 0.2: 0.8⁴ without retries, (1 − 0.2⁴)⁴ with three.
        var fix = Ask("baseline").Proposals.First(proposal => proposal.Id == "retry-3");
        var expected = Math.Pow(1 - Math.Pow(0.2, 4), 4) - Math.Pow(0.8, 4);
        var error = Math.Sqrt(0.4096 * 0.5904 / Trials);
        Assert.InRange(fix.Gain.Value, expected - 5 * error, expected + 5 * error);
        Assert.InRange(fix.Confirmed!.Value, expected - 5 * error, expected + 5 * error);
    }

    [Fact]
    [Trait("check", "S4 44")]
    public void Failures_are_attributed_to_the_fault_that_was_injected()
    {
        var found = Ask("baseline").Failures;
        Assert.All(found.Patterns, pattern =>
        {
            Assert.Equal("petstore", pattern.Executor);
            Assert.Equal(("error of petstore", 1.0), (pattern.Causes[0].Name, pattern.Causes[0].Share));
        });
        Assert.Equal(["408", "429", "500", "502", "503", "504"], found.Patterns.Select(pattern => pattern.Code).Distinct().Order());
        Assert.Equal(1, found.Patterns.Sum(pattern => pattern.Share), 9);
        // Every fifth attempt fails.
        var failed = found.Latencies.Where(latency => latency.Outcome != "succeeded").Sum(latency => latency.Attempts);
        var attempts = found.Latencies.Sum(latency => latency.Attempts);
        Assert.InRange((double)failed / attempts, 0.2 - 5 * Math.Sqrt(0.16 / attempts), 0.2 + 5 * Math.Sqrt(0.16 / attempts));
        Assert.All(found.Latencies, latency => Assert.True(latency.P50Seconds < latency.P95Seconds && latency.P95Seconds <= latency.P99Seconds));
    }

    [Fact]
    [Trait("check", "S4 44")]
    public void A_refusal_is_attributed_to_the_breaker_and_to_the_fault_behind_it()
    {
        var refused = Ask("training").Failures.Patterns.First(pattern => pattern.Code == "rejected");
        Assert.Equal("circuitBreaker", refused.Executor);
        Assert.Equal(["circuitBreaker of the playbook", "error of petstore"], refused.Causes.Select(cause => cause.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("check", "S4 43")]
    public void Fewer_than_a_hundred_failures_are_called_partial()
    {
        Assert.True(Ask("baseline", 20).Failures.IsPartial);
        Assert.False(Ask("baseline").Failures.IsPartial);
    }

    [Fact]
    [Trait("check", "S4 46")]
    public void After_the_fix_the_pattern_is_gone()
    {
        var before = Ask("training");
        var fix = before.Proposals.First(proposal => proposal.Id == "no-breaker");
        var fixedText = ScenarioPatch.AddPlaybook(File.ReadAllText(_petstore), "fixed", fix.Patch);
        var folder = Directory.CreateTempSubdirectory("chaosplaybook-advice-").FullName;
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(folder, "playbooks"));
            File.Copy(House.At("scenarios", "playbooks", "petstore-training.json"), System.IO.Path.Combine(folder, "playbooks", "petstore-training.json"));
            var path = System.IO.Path.Combine(folder, "fixed.yaml");
            File.WriteAllText(path, fixedText);
            var after = Advisor.Ask(path, new(), new() { Playbook = "fixed", At = new Dictionary<string, string> { ["failureRate"] = "0.20" }, Trials = Trials },
                TestContext.Current.CancellationToken);
            Assert.Contains(before.Failures.Patterns, pattern => pattern.Code == "rejected");
            Assert.DoesNotContain(after.Failures.Patterns, pattern => pattern.Code == "rejected");
            Assert.True(after.Failures.Failures < before.Failures.Failures);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Without_levels_the_worst_design_point_is_taken() =>
        Assert.Equal("0.20", Assert.Single(Advisor.Ask(_petstore, new(), new() { Playbook = "baseline", Trials = 50 }, TestContext.Current.CancellationToken).Failures.Levels).Value);

    [Fact]
    public void A_playbook_or_factor_that_is_not_there_is_refused_with_the_names_there_are()
    {
        Assert.Contains("did you mean \"training\"", Assert.Throws<ArgumentException>(() => Ask("trainig")).Message, StringComparison.Ordinal);
        Assert.Contains("there are: failureRate", Assert.Throws<ArgumentException>(() =>
            Advisor.Ask(_petstore, new(), new() { At = new Dictionary<string, string> { ["rate"] = "1" } }, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patched_scenario_keeps_every_line_it_had()
    {
        var text = File.ReadAllText(_petstore);
        var lines = ScenarioPatch.AddPlaybook(text, "mine", "x:\n  - timeout: 2 s\n").Split('\n').ToList();
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Contains(line, lines));
        Assert.Equal(["  mine:", "    - timeout: 2 s"], lines.Skip(lines.IndexOf("  mine:")).Take(2));
        Assert.Throws<ArgumentException>(() => ScenarioPatch.AddPlaybook(text, "training", "x: []"));
    }

    private static Advice Ask(string playbook, long trials = Trials) => Advisor.Ask(_petstore, new(), new()
    {
        Playbook = playbook, At = new Dictionary<string, string> { ["failureRate"] = "0.20" }, Trials = trials,
    }, TestContext.Current.CancellationToken);
}
