using System.Text.Json;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>Advice from results: which scenario is behind them, what they already know, and what came of earlier advice.</summary>
public sealed class AdviseFolderTests : InFolder
{
    public AdviseFolderTests() => CopyPetstore();

    [Fact]
    [Trait("check", "S4 45")]
    public void Results_name_the_levels_at_which_a_playbook_does_worst()
    {
        Sweep("results", "--set", "factors.failureRate=[0.20, 0.05]", "--set", "confidence=0.9");
        var (code, output, error) = Run("advise", At("results"), "--trials", "300");
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("petstore: training, failureRate 0.20, success rate", output, StringComparison.Ordinal);
        Assert.Contains("(8 cells)", output, StringComparison.Ordinal);
        (code, output, error) = Run("advise", At("results"), "--trials", "300", "--playbook", "baseline", "--at", "failureRate=0.05");
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("petstore: baseline, failureRate 0.05, success rate", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S1 11")]
    public void A_playbook_is_judged_tuned_and_evolved_from_results_as_well()
    {
        Sweep("results", "--set", "factors.failureRate=[0.05, 0.20]");
        var (code, output, error) = Run("judge", At("results"), "--trials", "300");
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("300 simulated trials per reaction of petstore, failureRate 0.20", output, StringComparison.Ordinal);
        (code, output, error) = Run("tune", At("results"), "--vary", "circuitBreaker.break=1 s..60 s", "--budget", "400");
        Assert.True(code == ExitCode.Done, error);
        Assert.StartsWith("petstore: training, failureRate 0.20", output, StringComparison.Ordinal);
        (code, output, error) = Run("evolve", At("results"), "--budget", "400", "--at", "failureRate=0.05");
        Assert.True(code == ExitCode.Done, error);
        Assert.StartsWith("petstore: training, failureRate 0.05", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_that_has_changed_since_is_refused_and_one_that_is_named_counts_if_it_is_the_one()
    {
        Sweep("results");
        File.Copy(At("petstore.yaml"), At("as-it-was.yaml"));
        File.WriteAllText(At("petstore.yaml"), File.ReadAllText(At("petstore.yaml")).Replace("p99: 1.2 s", "p99: 1.3 s", StringComparison.Ordinal));
        var (code, _, error) = Run("advise", At("results"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("as it stands now", error, StringComparison.Ordinal);
        Assert.Contains("--scenario FILE", error, StringComparison.Ordinal);
        (code, _, error) = Run("advise", At("results"), "--scenario", At("as-it-was.yaml"), "--trials", "100");
        Assert.True(code == ExitCode.Done, error);
        File.Delete(At("petstore.yaml"));
        (code, _, error) = Run("advise", At("results"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("neither here nor above the results", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_scenario_is_found_above_the_results()
    {
        Sweep("results");
        var provenance = At("results", "provenance.json");
        File.WriteAllText(provenance, File.ReadAllText(provenance).Replace(JsonSerializer.Serialize(At("petstore.yaml")), "\"petstore.yaml\"", StringComparison.Ordinal));
        Assert.Contains("\"petstore.yaml\"", File.ReadAllText(provenance), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run("advise", At("results"), "--trials", "100").Code);
    }

    [Fact]
    public void Results_without_provenance_need_the_scenario_named()
    {
        Sweep("results");
        File.Delete(At("results", "provenance.json"));
        var (code, _, error) = Run("advise", At("results"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("has no provenance.json", error, StringComparison.Ordinal);
        Assert.Contains("--scenario FILE", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run("advise", At("results"), "--scenario", At("petstore.yaml"), "--trials", "100").Code);
    }

    [Fact]
    [Trait("check", "S4 43")]
    public void A_part_of_the_cells_is_used_and_said_to_be_partial_and_merged_parts_need_the_scenario_named()
    {
        Sweep("part0", "--shard", "0/2");
        Sweep("part1", "--shard", "1/2");
        var (code, output, error) = Run("advise", At("part0"), "--trials", "200", "--out", At("advice"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("partial: 16 of 28 cells", output, StringComparison.Ordinal);
        using var patterns = JsonDocument.Parse(File.ReadAllText(At("advice", "failure-patterns.json")));
        Assert.True(patterns.RootElement.GetProperty("partial").GetBoolean());
        Assert.Equal(16, patterns.RootElement.GetProperty("results").GetProperty("cells").GetInt32());
        Assert.Equal(ExitCode.Done, Run("merge", At("part0"), At("part1"), "--out", At("whole")).Code);
        (code, _, error) = Run("advise", At("whole"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("by merge", error, StringComparison.Ordinal);
        (code, output, error) = Run("advise", At("whole"), "--scenario", At("petstore.yaml"), "--trials", "100");
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("(28 cells)", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S4 43")]
    public void When_the_time_is_up_what_was_seen_is_used_and_said_to_be_partial()
    {
        var (code, output, error) = Run("advise", At("petstore.yaml"), "--playbook", "baseline", "--at", "failureRate=0.20", "--within", "0.001 ms", "--trials", "200", "--out", At("advice"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("partial: the time was up after 1 of 200 trials", output, StringComparison.Ordinal);
        using var patterns = JsonDocument.Parse(File.ReadAllText(At("advice", "failure-patterns.json")));
        Assert.True(patterns.RootElement.GetProperty("timeIsUp").GetBoolean());
        Assert.Equal((1, 200), (patterns.RootElement.GetProperty("trials").GetInt64(), patterns.RootElement.GetProperty("trialsWanted").GetInt64()));
        Assert.Contains("allowed: a time", Run("advise", At("petstore.yaml"), "--within", "60").Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S4 46")]
    public void Advice_after_a_fix_shows_what_became_of_every_pattern_of_the_earlier_advice()
    {
        Assert.Equal(ExitCode.Done, Run("advise", At("petstore.yaml"), "--playbook", "training", "--trials", "2000", "--out", At("advice")).Code);
        // Without its breaker the playbook refuses nothing.
        var (code, output, error) = Run("advise", At("petstore.yaml"), "--playbook", "trainingNoBreaker", "--trials", "2000", "--since", At("advice"), "--out", At("later"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("since playbook training, failureRate 0.20", output, StringComparison.Ordinal);
        Assert.Matches("gone .* at circuitBreaker with rejected", output);
        using var changes = JsonDocument.Parse(File.ReadAllText(At("later", "changes.json")));
        var gone = changes.RootElement.GetProperty("patterns").EnumerateArray().First(pattern => pattern.GetProperty("change").GetString() == "gone");
        Assert.Equal(0, gone.GetProperty("perThousandAfter").GetDouble());
        Assert.True(gone.GetProperty("difference").GetProperty("high").GetDouble() < 0);
        Assert.Contains("Changes since", File.ReadAllText(At("later", "advice.md")), StringComparison.Ordinal);
        // The same question again: nothing has changed.
        (_, output, _) = Run("advise", At("petstore.yaml"), "--trials", "2000", "--since", At("advice"));
        Assert.Contains("since then", output, StringComparison.Ordinal);
        Assert.DoesNotContain("gone  ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("new    ", output, StringComparison.Ordinal);
        Assert.Contains("holds no failure-patterns.json", Run("advise", At("petstore.yaml"), "--since", At("playbooks")).Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S4 45")]
    public void A_change_beside_the_playbook_is_shown_with_its_own_gain_and_written_into_the_scenario()
    {
        const string scenario = """
            name: lost
            executors:
              shop:
                latency: { constant: 100 ms }
                faults:
                  - loss: { reply: 20 % }
            agent:
              steps:
                - order: { call: shop, effect: write }   # no key
            playbooks:
              patient:
                - retry: { retries: 8, backoff: constant, base: 100 ms, jitter: none }
                - timeout: 1 s
            """;
        File.WriteAllText(At("lost.yaml"), scenario);
        var (code, output, error) = Run("advise", At("lost.yaml"), "--trials", "1000", "--out", At("advice"), "--apply", "1", "--to", At("keyed.yaml"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("1. idempotency keys on writes", output, StringComparison.Ordinal);
        Assert.Contains("effects applied twice −0.2", output, StringComparison.Ordinal);
        Assert.Contains("beyond chance: one counts as one workflow", output, StringComparison.Ordinal);
        Assert.Contains("- order: { call: shop, effect: write, idempotencyKey: true }   # no key", File.ReadAllText(At("keyed.yaml")), StringComparison.Ordinal);
        Assert.Contains("--set agent.steps[0].order.idempotencyKey=true", File.ReadAllText(At("advice", "fixes", "1-idempotency-keys.yaml")), StringComparison.Ordinal);
        Assert.Contains("idempotencyKey: true", File.ReadAllText(At("advice", "advice.md")), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run("check", At("keyed.yaml")).Code);
    }

    private void Sweep(string folder, params string[] options) =>
        Assert.InRange(Run(["run", At("petstore.yaml"), "--trials", "500", "--seed", "3", "--out", At(folder), "--quiet", .. options]).Code, 0, 1);
}
