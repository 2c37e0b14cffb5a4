using ChaosPlaybook.Experiments;
using ChaosPlaybook.House.Tests;
using ChaosPlaybook.Model;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>What cannot work is refused in words, before anything is run, and leaves nothing behind.</summary>
public sealed class RefusalTests : InFolder
{
    public RefusalTests()
    {
        CopyPetstore();
        File.WriteAllText(At("file"), "");
    }

    [Theory]
    [InlineData("advise", "--apply", "1", "--to")]
    [InlineData("tune", "--playbook", "training", "--vary", "circuitBreaker.break=1 s..30 s", "--out")]
    [InlineData("evolve", "--playbook", "training", "--out")]
    [InlineData("judge", "--out")]
    [InlineData("replay", "--svg")]
    public void A_file_in_a_folder_that_is_not_there_is_refused_before_anything_is_run(string verb, params string[] options)
    {
        var (code, output, error) = Run([verb, At("petstore.yaml"), .. options, At("nowhere", "x")]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("there is no folder", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_without_a_design_point_is_done_at_once_and_writes_nothing()
    {
        var (code, _, error) = Run("run", At("petstore.yaml"), "--set", "factors.failureRate=0.2", "--set", "hypotheses=[]", "--shard", "1/2", "--out", At("part"));
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("shard 1/2 has none of the 1 design point;", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("part")));
    }

    [Fact]
    public void Advice_below_a_file_is_refused_before_anything_is_run()
    {
        var (code, output, error) = Run("advise", At("petstore.yaml"), "--out", At("file", "x"));
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("is a file, and a folder is needed", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fix_is_not_applied_to_a_copy_that_would_lose_its_playbook_files()
    {
        Directory.CreateDirectory(At("elsewhere"));
        var (code, output, error) = Run("advise", At("petstore.yaml"), "--apply", "1", "--to", At("elsewhere", "fixed.yaml"));
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("refers to files beside it", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(At("elsewhere")));
    }

    [Theory]
    [InlineData("--trials", "abc", "a whole number")]
    [InlineData("--seed", "-1", "a whole number from 0 on")]
    public void An_option_of_the_wrong_kind_is_refused_without_names_of_types(string option, string value, string allowed)
    {
        var (code, _, error) = Run("run", At("petstore.yaml"), option, value);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains($"{option} is \"{value}\"; allowed: {allowed}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""), InlineData("null"), InlineData("[]"), InlineData("{}"), InlineData("{ \"format\": 2, \"cells\": [ { \"cell\": 7")]
    public void A_damaged_result_is_said_to_be_damaged_and_where_it_is(string text)
    {
        Directory.CreateDirectory(At("damaged"));
        File.WriteAllText(At("damaged", "result.json"), text);
        var (code, _, error) = Run("report", At("damaged"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains($"{At("damaged")}: result.json is damaged", error, StringComparison.Ordinal);
        Assert.DoesNotContain("ChaosPlaybook.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resuming_what_is_not_there_makes_no_folder()
    {
        Assert.Equal(ExitCode.BadInput, Run("run", At("petstore.yaml"), "--resume", "--out", At("fresh")).Code);
        Assert.False(Directory.Exists(At("fresh")));
    }

    [Fact]
    public void Advice_is_given_where_only_one_of_many_executors_is_called_at_the_level_looked_at()
    {
        File.WriteAllText(At("choice.yaml"), """
            name: choice
            factors: { service: [left, right] }
            executors:
              left: { latency: { constant: 100 ms }, faults: [ { error: { rate: 20 % } } ] }
              right: { latency: { constant: 100 ms }, faults: [ { error: { rate: 10 % } } ] }
            agent:
              steps:
                - ask: { call: $service, effect: read }
            playbooks:
              baseline: []
            """);
        var (code, output, error) = Run("advise", At("choice.yaml"), "--trials", "500");
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("baseline, service left", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run("judge", At("choice.yaml"), "--trials", "500", "--at", "service=right").Code);
    }

    [Fact]
    public void Fixes_that_come_to_the_same_do_not_fill_the_first_places()
    {
        var (code, output, error) = Run("advise", At("petstore.yaml"), "--playbook", "training", "--trials", "1000");
        Assert.True(code == ExitCode.Done, error);
        var first = output.Split('\n').SkipWhile(line => !line.Contains("fixes, by", StringComparison.Ordinal)).TakeWhile(line => !line.Contains("others tried", StringComparison.Ordinal));
        Assert.DoesNotContain(first, line => line.Contains("measures the same as", StringComparison.Ordinal));
        Assert.Contains("measures the same as", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_registry_is_said_to_be_empty()
    {
        var (code, output, error) = Run("registry", "list", "--dir", At("registry"));
        Assert.Equal((ExitCode.Done, ""), (code, output));
        Assert.Contains("holds no playbooks yet", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_a_contingency_analysis_names_single_points_of_failure()
    {
        var (_, output, error) = Run("run", Repository.PathOf("scenarios", "contingency.yaml"), "--trials", "2", "--set", "contingency.replications=2", "--set", "contingency.remove=[n-1]", "--out", At("out"));
        var section = output[output.IndexOf("\nContingency\n", StringComparison.Ordinal)..];
        Assert.Contains("baseline: 0 of 5 removals hold, breaks coverage 5; single points of failure: ada, ben, cleo,", section, StringComparison.Ordinal);
        Assert.Contains("standIn: 5 of 5 removals hold; single points of failure: none", section, StringComparison.Ordinal);
        Assert.DoesNotContain("error", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_headline_speaks_of_what_is_wanted_before_what_is_feared()
    {
        var text = File.ReadAllText(At("petstore.yaml"));
        var at = text.IndexOf("\nhypotheses:", StringComparison.Ordinal);
        File.WriteAllText(At("feared.yaml"), text[..at] + """

            hypotheses:
              - { name: it falls, when: { playbook: baseline, failureRate: 0.20 }, expect: successRate <= 50 % }
              - { name: it holds, when: { playbook: training, failureRate: 0.20 }, expect: successRate >= 90 % }
            """);
        var (_, output, error) = Run("run", At("feared.yaml"), "--trials", "500", "--out", At("out"));
        Assert.True(output.Length > 0, error);
        Assert.Contains("success rate of at least 90 %", output.Split("\n\n")[0].ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_after_the_trials_tells_how_far_it_is()
    {
        var reading = ScenarioFile.Read(Repository.PathOf("scenarios", "contingency.yaml"), new() { Trials = 2, Sets = [("contingency.replications", "2"), ("contingency.remove", "[n-1]")] });
        var told = new Told();
        await SweepRunner.Run(reading.Plan!, new() { Stages = told }, (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken);
        // Two playbooks; five members removed one by one, and three loads.
        Assert.Contains(new("intact worlds", 2, 2), told.Reports);
        Assert.Contains(new("removals", 16, 16), told.Reports);
    }

    private sealed class Told : IProgress<StageProgress>
    {
        public System.Collections.Concurrent.ConcurrentBag<StageProgress> Reports { get; } = [];

        public void Report(StageProgress value) => Reports.Add(value);
    }
}
