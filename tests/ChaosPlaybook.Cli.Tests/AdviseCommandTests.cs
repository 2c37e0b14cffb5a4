using System.Text.Json;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>From failures to a fix, to the proof that it helped; and from results to a rank.</summary>
public sealed class AdviseCommandTests : InFolder
{
    public AdviseCommandTests() => CopyPetstore();

    [Fact]
    [Trait("check", "S4 45")]
    public void Advice_shows_the_first_three_fixes_and_writes_data_page_and_patches()
    {
        var (code, output, error) = Run("advise", At("petstore.yaml"), "--playbook", "baseline", "--at", "failureRate=0.20", "--trials", "500", "--out", At("advice"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("1. ", output, StringComparison.Ordinal);
        Assert.Contains("on fresh luck", output, StringComparison.Ordinal);
        using var patterns = JsonDocument.Parse(File.ReadAllText(At("advice", "failure-patterns.json")));
        Assert.Equal("error of petstore", patterns.RootElement.GetProperty("patterns")[0].GetProperty("causes")[0].GetProperty("name").GetString());
        using var fixes = JsonDocument.Parse(File.ReadAllText(At("advice", "fix-proposals.json")));
        var first = fixes.RootElement.GetProperty("proposals")[0];
        Assert.True(first.GetProperty("confirmed").GetProperty("low").GetDouble() > 0);
        Assert.Contains("+    - retry", File.ReadAllText(At("advice", "advice.md")).Replace("+  - retry", "+    - retry", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(fixes.RootElement.GetProperty("proposals").GetArrayLength(), Directory.GetFiles(At("advice", "fixes")).Length);
    }

    [Fact]
    [Trait("check", "S4 43")]
    public void Few_failures_are_said_to_be_few()
    {
        var (_, output, _) = Run("advise", At("petstore.yaml"), "--playbook", "training", "--at", "failureRate=0.20", "--trials", "100");
        Assert.Contains("fewer than 100", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S4 46")]
    public void A_fix_that_is_applied_shows_its_deltas_and_that_the_pattern_is_gone()
    {
        Assert.Equal(ExitCode.Done, Run("advise", At("petstore.yaml"), "--playbook", "training", "--trials", "2000", "--apply", "1", "--to", At("fixed.yaml")).Code);
        Assert.Equal(ExitCode.Done, Run("check", At("fixed.yaml")).Code);
        Sweep("petstore.yaml", "before", 1);
        Sweep("fixed.yaml", "after", 2);
        var name = File.ReadLines(At("fixed.yaml")).Select(line => line.Trim().TrimEnd(':')).First(line => line.StartsWith("training-", StringComparison.Ordinal));
        // The best fix hedges reads: its price in load is no regression of what it is for.
        var (code, output, error) = Run("compare", At("before"), At("after"), "--map", $"training={name}", "--metric", "successRate", "--metric", "qualityMean");
        Assert.True(code == ExitCode.Done, output + error);
        Assert.Contains("successRate: ", output, StringComparison.Ordinal);
        Assert.Contains(" better", output, StringComparison.Ordinal);
        Assert.Contains("gone", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S4 46")]
    public void A_regression_ends_with_1_and_an_equal_run_with_0()
    {
        Sweep("petstore.yaml", "before", 1);
        Sweep("petstore.yaml", "after", 2);
        Assert.Equal(ExitCode.Done, Run("compare", At("before"), At("after")).Code);
        var (code, output, _) = Run("compare", At("before"), At("after"), "--map", "training=baseline");
        Assert.Equal(ExitCode.HypothesisFailed, code);
        Assert.Contains("worse", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tuning_finds_that_more_retries_keep_the_success_and_writes_the_playbook()
    {
        File.WriteAllText(At("small.yaml"), File.ReadAllText(At("petstore.yaml")).Replace("  baseline: []\n", "  baseline: []\n  mine:\n    - retry: { retries: 1, base: 1 s }\n", StringComparison.Ordinal));
        var (code, output, error) = Run("tune", At("small.yaml"), "--playbook", "mine", "--vary", "retry.retries=1..6", "--vary", "retry.base=100 ms..5 s", "--budget", "20000", "--out", At("tuned.yaml"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("round 3", output, StringComparison.Ordinal);
        // One retry leaves 4 % of the calls; (1 − 0.2⁴)⁴ = 0.994 is already reached with three.
        Assert.Matches(@"retries: [3-6]", File.ReadAllText(At("tuned.yaml")));
        Assert.Equal(ExitCode.BadInput, Run("tune", At("small.yaml"), "--playbook", "mine", "--vary", "hedge.copies=1..2").Code);
    }

    [Fact]
    [Trait("check", "S1 11")]
    public void Evolution_writes_a_playbook_file_within_the_original_ranges()
    {
        var (code, output, error) = Run("evolve", At("petstore.yaml"), "--playbook", "training", "--budget", "20000", "--out", At("evolved.json"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("fresh trials", output, StringComparison.Ordinal);
        using var evolved = JsonDocument.Parse(File.ReadAllText(At("evolved.json")));
        foreach (var tool in evolved.RootElement.EnumerateObject().Where(tool => tool.Name is not "_metadata" and not "default"))
            foreach (var reaction in tool.Value.EnumerateObject().Where(reaction => reaction.Value.TryGetProperty("config", out _)))
                foreach (var setting in reaction.Value.GetProperty("config").EnumerateObject())
                    Assert.InRange(setting.Value.GetDouble(), setting.Name is "max_retries" or "wait_seconds" ? 1 : 0.5, setting.Name switch { "max_retries" => 8, "wait_seconds" => 15, _ => 10 });
    }

    [Fact]
    [Trait("check", "S1 11")]
    public void The_leaderboard_ranks_by_the_lower_bound_where_a_playbook_does_worst()
    {
        Sweep("petstore.yaml", "before", 1);
        var (code, output, _) = Run("leaderboard", At("before"));
        Assert.Equal(ExitCode.Done, code);
        string[] order = ["trainingNoBreaker", "petstore/training ", "originalEngine", "baseline"];
        Assert.Equal(order.Select(name => output.IndexOf(name, StringComparison.Ordinal)).Order(), order.Select(name => output.IndexOf(name, StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("check", "S1 11")]
    public void A_playbook_is_promoted_one_stage_at_a_time_on_its_measured_lower_bound()
    {
        string[] registry = ["--dir", At("registry")];
        Assert.Equal(ExitCode.Done, Run(["registry", "add", At("playbooks", "petstore-training.json"), "--name", "training", .. registry]).Code);
        Sweep("petstore.yaml", "measured", 1);
        string[] promote =
        [
            "registry", "promote", "training", .. registry, "--results", At("measured"), "--scenario", At("petstore.yaml"), "--trials", "3000", "--seed", "1", "--playbook", "trainingNoBreaker",
        ];
        foreach (var stage in new[] { "lab", "staging" })
        {
            var (code, output, error) = Run(promote);
            Assert.True(code == ExitCode.Done, error);
            Assert.Contains($"is in {stage}: successRate at least 0.9", output, StringComparison.Ordinal);
        }
        // About 99.3 % of 3000 trials succeed at a failure rate of 0.2: Wilson's lower bound lies below 0.999.
        var (refused, why, _) = Run([.. promote, "--threshold", "0.999"]);
        Assert.Equal(ExitCode.HypothesisFailed, refused);
        Assert.Contains("are missing", why, StringComparison.Ordinal);
        using var shown = JsonDocument.Parse(Run(["registry", "show", "training", .. registry]).Output);
        var metadata = shown.RootElement.GetProperty("_metadata");
        Assert.Equal(("staging", 1), (metadata.GetProperty("stage").GetString(), metadata.GetProperty("version").GetInt32()));
        Assert.StartsWith("petstore/trainingNoBreaker ", metadata.GetProperty("validated_by").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_other_rules_or_of_another_scenario_promote_nothing()
    {
        string[] registry = ["--dir", At("registry")];
        File.WriteAllText(At("other.json"), File.ReadAllText(At("playbooks", "petstore-training.json")).Replace("\"max_retries\": 3", "\"max_retries\": 4", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, Run(["registry", "add", At("other.json"), .. registry]).Code);
        Sweep("petstore.yaml", "measured", 1);
        string[] promote = ["registry", "promote", "other", .. registry, "--results", At("measured"), "--scenario", At("petstore.yaml"), "--playbook", "training"];
        var (code, _, error) = Run([.. promote, "--trials", "3000", "--seed", "1"]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("does not have the rules of other version 1", error, StringComparison.Ordinal);
        (code, _, error) = Run(promote);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("is not of this scenario", error, StringComparison.Ordinal);
        File.WriteAllText(At("petstore.yaml"), File.ReadAllText(At("petstore.yaml")) + "\nconfidence: 0.8\n");
        Sweep("petstore.yaml", "unsure", 1);
        (code, _, error) = Run(["registry", "promote", "other", .. registry, "--results", At("unsure"), "--scenario", At("petstore.yaml"), "--trials", "3000", "--seed", "1", "--playbook", "training"]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("confidence of the scenario is 0.8; a promotion rests on bounds of 0.95 at least", error, StringComparison.Ordinal);
        Assert.Contains("other", Run(["registry", "list", .. registry]).Output, StringComparison.Ordinal);
        Assert.Contains("version 2 is in dev", Run(["registry", "add", At("other.json"), .. registry]).Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S1 11")]
    public void A_judged_playbook_retries_what_passes_and_gives_up_what_does_not()
    {
        // With correlation 1 every attempt of a call meets the same fate: no repetition cures a 404.
        File.WriteAllText(At("two.yaml"), """
            name: two
            executors:
              store:
                latency: { constant: 100 ms }
                faults:
                  - error: { rate: 20 %, codes: { 404: 1 }, correlation: 1 }
                  - error: { rate: 20 %, codes: { 503: 1 } }
            agent:
              steps:
                - find: { call: store, effect: read }
            playbooks:
              baseline: []
            """);
        var (code, _, error) = Run("judge", At("two.yaml"), "--out", At("judged.json"));
        Assert.True(code == ExitCode.Done, error);
        using var judged = JsonDocument.Parse(File.ReadAllText(At("judged.json")));
        var find = judged.RootElement.GetProperty("find");
        Assert.Equal("fail_fast", find.GetProperty("404").GetProperty("strategy").GetString());
        // Linear and exponential waits of 1, 2, … s differ from the third on only; five constant seconds are slower.
        Assert.Contains(find.GetProperty("503").GetProperty("strategy").GetString(), (string[])["retry_linear_backoff", "retry_exponential_backoff"]);
        Assert.Contains("calls that met 503 first", find.GetProperty("503").GetProperty("reasoning").GetString(), StringComparison.Ordinal);
        File.WriteAllText(At("again.yaml"), File.ReadAllText(At("two.yaml")) + "\n  judged:\n    - rules: { file: judged.json }\n");
        Assert.Equal(ExitCode.Done, Run("check", At("again.yaml")).Code);
    }

    private void Sweep(string scenario, string folder, int seed) =>
        Assert.InRange(Run("run", At(scenario), "--trials", "3000", "--seed", $"{seed}", "--out", At(folder), "--quiet").Code, 0, 1);
}
