using ChaosPlaybook.House.Tests;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>The contract of the command line: exit codes, what goes where, what is left alone.</summary>
public sealed class CommandLineTests : InFolder
{
    [Fact]
    public void A_wrong_scenario_ends_with_2_says_where_and_writes_nothing()
    {
        var (code, output, error) = Run("run", Scenario("trials: 10000", "trials: -5"), "--out", Out);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Contains("petstore.yaml:7:9: error: trials is -5; allowed [1, ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void A_misspelt_option_ends_with_2_and_names_the_nearest()
    {
        var (code, _, error) = Run("run", Scenario(), "--trails", "5");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("did you mean \"--trials\"?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejected_hypothesis_ends_with_1()
    {
        var (code, output, _) = Run("run", Scenario("successRate >= 0.95", "successRate >= 0.999"), "--trials", "2000", "--out", Out);
        Assert.Equal(ExitCode.HypothesisFailed, code);
        Assert.Contains("REJECTED", output, StringComparison.Ordinal);
        Assert.Contains("HYPOTHESIS_REJECTED", File.ReadAllText(Path.Combine(Out, "hypotheses.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejected_experiment_ends_with_1_unless_it_is_claimed_of_another_playbook()
    {
        var text = ChaosPlaybook.Scenarios.ExperimentTemplate.Of("x").Replace("rate: 20/s", "rate: 5/s", StringComparison.Ordinal);
        var path = At("x.yaml");
        // Without retries a tenth of all workflows fails.
        File.WriteAllText(path, text.Replace("claimedOf: [retrying]", "claimedOf: [baseline]", StringComparison.Ordinal));
        var (code, output, _) = Run("run", path, "--out", Out);
        Assert.Equal(ExitCode.HypothesisFailed, code);
        Assert.Contains("HYPOTHESIS_REJECTED: baseline", output, StringComparison.Ordinal);
        Assert.Contains("What the experiment found", File.ReadAllText(Path.Combine(Out, "report.md")), StringComparison.Ordinal);
        File.WriteAllText(path, text);
        Assert.Equal(ExitCode.Done, Run("run", path, "--out", Out).Code);
    }

    [Fact]
    public void What_happened_to_an_experiment_is_replayed()
    {
        var path = At("x.yaml");
        File.WriteAllText(path, ChaosPlaybook.Scenarios.ExperimentTemplate.Of("x"));
        var output = Run("replay", path).Output;
        foreach (var line in new[] { "80.000            experiment injected: inject at database", "170.000            experiment rolled back: stopFaults", "experiment completed: completed, rollback complete" })
            Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_hypothesis_ends_with_0_and_with_1_under_strict()
    {
        // Ten trials cannot tell 95 %.
        Assert.Equal(ExitCode.Done, Run("run", Scenario(), "--trials", "10", "--out", Out).Code);
        Assert.Equal(ExitCode.HypothesisFailed, Run("run", Scenario(), "--trials", "10", "--out", Out, "--strict").Code);
    }

    [Fact]
    public void An_interruption_before_anything_is_finished_ends_with_3_and_writes_nothing()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var (code, _, error) = Run(stopped.Token, "run", Scenario(), "--out", Out);
        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Contains("nothing was written", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Out, "result.json")));
    }

    [Fact]
    [Trait("check", "S4 43")]
    public void An_interrupted_sweep_is_kept_marked_and_resumed_to_the_same_bytes()
    {
        var scenario = Scenario();
        // Long enough to be met in the middle on any machine.
        string[] arguments = ["run", scenario, "--trials", "400000", "--out", Out, "--quiet"];
        using (var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1.5)))
            Assert.Equal(ExitCode.Interrupted, Run(interrupt.Token, arguments).Code);
        Assert.Contains("\"interrupted\": true", File.ReadAllText(Path.Combine(Out, "result.json")), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run([.. arguments, "--resume"]).Code);
        var whole = At("whole");
        Run("run", scenario, "--trials", "400000", "--out", whole, "--quiet");
        foreach (var file in new[] { "cells.csv", "comparisons.csv", "hypotheses.csv", "result.json", "report.md", "report.html" })
            Assert.Equal(File.ReadAllText(Path.Combine(whole, file)), File.ReadAllText(Path.Combine(Out, file)));
    }

    [Fact]
    public void Shards_merge_to_the_bytes_of_the_whole()
    {
        var scenario = Scenario();
        string[] parts = [.. Enumerable.Range(0, 3).Select(i => At($"part{i}"))];
        for (var i = 0; i < 3; i++) Run("run", scenario, "--trials", "500", "--shard", $"{i}/3", "--out", parts[i], "--quiet");
        var (code, _, error) = Run(["merge", .. parts, "--out", Out]);
        Assert.True(code == ExitCode.Done, error);
        var whole = At("whole");
        Run("run", scenario, "--trials", "500", "--out", whole, "--quiet");
        foreach (var file in new[] { "cells.csv", "comparisons.csv", "hypotheses.csv", "report.md" })
            Assert.Equal(File.ReadAllText(Path.Combine(whole, file)), File.ReadAllText(Path.Combine(Out, file)));
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_number_of_workers()
    {
        string[] folders = [.. new[] { 1, 2, 8 }.Select(workers =>
        {
            var folder = At($"workers{workers}");
            Run("run", Scenario(), "--trials", "5000", "--workers", $"{workers}", "--out", folder, "--quiet");
            return folder;
        })];
        foreach (var file in Directory.EnumerateFiles(folders[0], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folders[0], path)))
        {
            if (file == "provenance.json") continue;
            foreach (var other in folders[1..])
                Assert.True(File.ReadAllBytes(Path.Combine(folders[0], file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(other, file))), $"{file} differs in {other}");
        }
    }

    [Fact]
    public void A_folder_of_another_scenario_is_left_alone()
    {
        Run("run", Scenario(), "--trials", "10", "--out", Out, "--quiet");
        var before = File.ReadAllBytes(Path.Combine(Out, "cells.csv"));
        var (code, _, error) = Run("run", Scenario("name: petstore", "name: other"), "--trials", "20", "--out", Out);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("holds results of scenario petstore, not other", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Out, "cells.csv")));
    }

    [Fact]
    [Trait("check", "S1 9")]
    public void Progress_goes_to_the_error_stream_and_the_table_to_the_output()
    {
        var (_, output, error) = Run("run", Scenario(), "--trials", "10", "--out", Out);
        Assert.Contains("7/7 design points", error, StringComparison.Ordinal);
        Assert.DoesNotContain("design points", output, StringComparison.Ordinal);
        Assert.Contains("originalEngine", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_on_the_output_is_the_result_file()
    {
        var (_, output, _) = Run("run", Scenario(), "--trials", "10", "--out", Out, "--json");
        Assert.Equal(File.ReadAllText(Path.Combine(Out, "result.json")).Trim(), output.Trim());
    }

    [Fact]
    [Trait("check", "S1 11")]
    [Trait("check", "S1 6")]
    public void One_row_per_trial_is_written_when_asked_for()
    {
        Run("run", Scenario(), "--trials", "25", "--out", Out, "--trials-csv", "--quiet");
        Assert.Equal(1 + 25 * 28, File.ReadLines(Path.Combine(Out, "trials.csv")).Count());
    }

    [Fact]
    public void A_replayed_trial_is_the_one_of_the_sweep()
    {
        Run("run", Scenario(), "--trials", "20", "--out", Out, "--trials-csv", "--quiet");
        var header = File.ReadLines(Path.Combine(Out, "trials.csv")).First().Split(',').ToList();
        foreach (var row in File.ReadLines(Path.Combine(Out, "trials.csv")).Skip(1).Select(line => line.Split(',')).Where(row => row[header.IndexOf("failureRate")] == "0.2"))
        {
            string Of(string column) => row[header.IndexOf(column)];
            var playbook = Array.IndexOf(["baseline", "training", "trainingNoBreaker", "originalEngine"], Of("playbook"));
            var (code, output, error) = Run("replay", Scenario(), "--cell", $"{24 + playbook}", "--replication", Of("replication"));
            Assert.True(code == ExitCode.Done, error);
            Assert.Contains($", {Of("attempts")} attempt", output, StringComparison.Ordinal);
            Assert.Contains($"after {double.Parse(Of("durationSeconds")):F3} s", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("check"), InlineData("plan"), InlineData("list"), InlineData("schema")]
    public void Verbs_that_only_look_end_with_0_and_write_nothing(string verb)
    {
        string[] arguments = verb is "check" or "plan" ? [verb, Scenario()] : [verb];
        var (code, output, error) = Run(arguments);
        Assert.True(code == ExitCode.Done, error);
        Assert.NotEmpty(output);
        Assert.False(Directory.Exists(Out));
    }

    private string Out => At("out");

    /// <summary>The petstore scenario, with one text replaced.</summary>
    private string Scenario(string replace = "", string by = "")
    {
        var folder = Directory.CreateDirectory(At("scenarios", "playbooks")).Parent!.FullName;
        File.Copy(Repository.PathOf("scenarios", "playbooks", "petstore-training.json"), Path.Combine(folder, "playbooks", "petstore-training.json"), true);
        var text = File.ReadAllText(Repository.PathOf("scenarios", "petstore.yaml"));
        if (replace.Length > 0) Assert.Contains(replace, text, StringComparison.Ordinal);
        var path = Path.Combine(folder, "petstore.yaml");
        File.WriteAllText(path, replace.Length > 0 ? text.Replace(replace, by, StringComparison.Ordinal) : text);
        return path;
    }
}
