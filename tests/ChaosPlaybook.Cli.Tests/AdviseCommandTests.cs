using System.Text.Json;
using ChaosPlaybook.House.Tests;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>From failures to a fix, to the proof that it helped; and from results to a rank.</summary>
public sealed class AdviseCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chaosplaybook-advise-").FullName;

    public AdviseCommandTests()
    {
        Directory.CreateDirectory(At("playbooks"));
        File.Copy(Repository.PathOf("scenarios", "playbooks", "petstore-training.json"), At("playbooks", "petstore-training.json"));
        File.Copy(Repository.PathOf("scenarios", "petstore.yaml"), At("petstore.yaml"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

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
        Assert.Equal(ExitCode.Done, Run("advise", At("petstore.yaml"), "--playbook", "training", "--trials", "2000", "--apply", "2", "--to", At("fixed.yaml")).Code);
        Assert.Equal(ExitCode.Done, Run("check", At("fixed.yaml")).Code);
        Sweep("petstore.yaml", "before", 1);
        Sweep("fixed.yaml", "after", 2);
        var name = File.ReadLines(At("fixed.yaml")).Select(line => line.Trim().TrimEnd(':')).First(line => line.StartsWith("training-", StringComparison.Ordinal));
        var (code, output, error) = Run("compare", At("before"), At("after"), "--map", $"training={name}");
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
    public void The_leaderboard_ranks_by_the_lower_bound_where_a_playbook_does_worst()
    {
        Sweep("petstore.yaml", "before", 1);
        var (code, output, _) = Run("leaderboard", At("before"));
        Assert.Equal(ExitCode.Done, code);
        string[] order = ["trainingNoBreaker", "petstore/training ", "originalEngine", "baseline"];
        Assert.Equal(order.Select(name => output.IndexOf(name, StringComparison.Ordinal)).Order(), order.Select(name => output.IndexOf(name, StringComparison.Ordinal)));
    }

    private void Sweep(string scenario, string folder, int seed) =>
        Assert.InRange(Run("run", At(scenario), "--trials", "3000", "--seed", $"{seed}", "--out", At(folder), "--quiet").Code, 0, 1);

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = CommandLine.Run(arguments, new Terminal(output, error), TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
