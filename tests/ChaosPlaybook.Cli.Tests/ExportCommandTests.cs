using System.Text.Json.Nodes;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>Exporting and summing up results that hold experiments.</summary>
public sealed class ExportCommandTests : InFolder
{
    [Theory]
    [InlineData("template", "# Chaos experiment: errors at service"), InlineData("qe", "{\n  \"summary\": \"2 experiments"), InlineData("sections", "# Chaos test: small")]
    public void A_format_is_written_to_the_output_and_to_a_file_alike(string format, string beginning)
    {
        var results = Results("first", 0.3, 0.8);
        var (code, output, error) = Run("export", results, "--to", format);
        Assert.True(code == ExitCode.Done, error);
        Assert.StartsWith(beginning, output, StringComparison.Ordinal);
        var file = At("exported");
        Assert.Equal(ExitCode.Done, Run("export", results, "--to", format, "--out", file).Code);
        Assert.Equal(output, File.ReadAllText(file));
    }

    [Fact]
    public void A_journal_holds_one_experiment_which_is_named_by_its_cell()
    {
        var results = Results("first", 0.3, 0.8);
        var (code, _, error) = Run("export", results, "--to", "chaostoolkit");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("name it with --cell: 0 (playbook0), 1 (playbook1)", error, StringComparison.Ordinal);
        Assert.Equal("small-cell1", (string?)JsonNode.Parse(Run("export", results, "--to", "chaostoolkit", "--cell", "1").Output)!["node"]);
    }

    [Fact]
    public void What_cannot_be_exported_ends_with_2_and_says_what_there_is()
    {
        var results = Results("first", 0.3);
        Assert.Contains("--to is \"templat\"; allowed: template, qe, sections, chaostoolkit", Run("export", results, "--to", "templat").Error, StringComparison.Ordinal);
        Assert.Contains("did you mean \"template\"?", Run("export", results, "--to", "templat").Error, StringComparison.Ordinal);
        Assert.Contains("--cell is 7; there are experiments of cells 0 (playbook0)", Run("export", results, "--to", "qe", "--cell", "7").Error, StringComparison.Ordinal);
        var empty = Run("export", Results("empty"), "--to", "qe");
        Assert.Equal(ExitCode.BadInput, empty.Code);
        Assert.Contains("holds no experiment", empty.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_success_is_worth_is_part_of_the_template_and_must_not_be_negative()
    {
        var results = Results("first", 0.3);
        Assert.Contains("- Revenue lost per trial: ", Run("export", results, "--to", "template", "--value-per-success", "12.5").Output, StringComparison.Ordinal);
        var (code, _, error) = Run("export", results, "--to", "template", "--users", "-1");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("--users is -1; allowed [0, ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Experiments_come_back_from_a_result_file_as_they_were()
    {
        var result = Result(0.3, 1);
        using var stream = new MemoryStream();
        ResultJson.Write(result, [], stream);
        stream.Position = 0;
        var read = ResultJson.Read(stream).Result;
        using var again = new MemoryStream();
        ResultJson.Write(read, [], again);
        Assert.Equal(stream.ToArray(), again.ToArray());
        Assert.Equal(result.Experiments[1].Experiment.Score, read.Experiments[1].Experiment.Score);
        Assert.Equal(result.Experiments[1].Experiment.Card.Success.During, read.Experiments[1].Experiment.Card.Success.During);
    }

    [Fact, Trait("check", "S3 40")]
    public void A_summary_counts_how_experiments_ended_and_holds_them_against_the_targets()
    {
        // Of three hypotheses one holds in all trials and two in none; every rollback takes 9 s, and nothing ends early.
        var (code, output, error) = Run("summary", Results("first", 0.3, 1), Results("second", 1), "--json");
        Assert.True(code == ExitCode.Done, error);
        var summary = JsonNode.Parse(output)!;
        Assert.Equal((3, 1, 2, 0, 0), ((int)summary["experiments_conducted"]!, (int)summary["confirmed"]!, (int)summary["rejected"]!, (int)summary["inconclusive"]!, (int)summary["failed"]!));
        Assert.Equal(["trials ended without emergency rollback", "experiments conclusive", "trials with contained radius", "slowest rollback"],
            summary["targets"]!.AsArray().Select(target => (string?)target!["name"]));
        Assert.Equal([1, 1, 1, 9], summary["targets"]!.AsArray().Select(target => Math.Round((double)target!["value"]!, 6)));
        // 18 of 18 trials: Wilson's lower limit is n / (n + z²) = 0.824, too low for nine in ten.
        Assert.Equal(18 / (18 + 1.959964 * 1.959964), (double)summary["targets"]![0]!["interval"]![0]!, 6);
        Assert.Equal(["open", "open", "pass", "pass"], summary["targets"]!.AsArray().Select(target => (string?)target!["result"]));
        Assert.Equal(At("second"), (string?)summary["last_failure"]!["folder"]);
    }

    [Fact, Trait("check", "S2 23")]
    public void A_summary_lists_vulnerabilities_once_and_scores_with_their_trend()
    {
        // From errors of 80 % to 30 % under one playbook, to 80 % again, and once more the same.
        string[] folders = [Results("a", 0.8), Results("b", 0.3), Results("c", 0.8), Results("d", 0.8)];
        var output = At("period");
        var (_, text, _) = Run(["summary", .. folders, "--out", output]);
        Assert.Contains("- Experiments: 4\n- Confirmed: 1\n- Rejected: 3\n", text, StringComparison.Ordinal);
        Assert.Contains("| small, playbook0 | during the injection errorRate <= 0.6 | 18 of 24 | ", text, StringComparison.Ordinal);
        var scores = JsonNode.Parse(File.ReadAllText(Path.Combine(output, "summary.json")))!["scores"]!.AsArray();
        Assert.Equal(["first", "up", "down"], scores.Take(3).Select(score => (string?)score!["trend"]));
        Assert.Equal(0, (double)scores[3]!["change"]!);
        Assert.Equal(PeriodSummary.TrendOf(new(0, -Half(scores[3]!), Half(scores[3]!), 6)).ToString(), (string?)scores[3]!["trend"], ignoreCase: true);
        Assert.Contains("](trend.svg)", File.ReadAllText(Path.Combine(output, "summary.md")), StringComparison.Ordinal);
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(output, "trend.svg")), StringComparison.Ordinal);

        // Two independent intervals of equal half-width h differ within h·√2.
        static double Half(JsonNode score) => Math.Sqrt(2) * ((double)score["interval"]![1]! - (double)score["interval"]![0]!) / 2;
    }

    [Theory]
    [InlineData(0.1, 5, ScoreTrend.Up), InlineData(-5, -0.1, ScoreTrend.Down), InlineData(-0.9, 0.9, ScoreTrend.Flat), InlineData(0.1, 0.9, ScoreTrend.Flat), InlineData(-2, 3, ScoreTrend.Unclear)]
    public void A_trend_is_what_the_interval_of_the_change_says(double low, double high, ScoreTrend trend) =>
        Assert.Equal(trend, PeriodSummary.TrendOf(new((low + high) / 2, low, high, 6)));

    [Fact]
    public void The_verdict_of_an_experiment_is_the_first_sentence_of_its_report()
    {
        // Errors of 30 % keep the limit of 60 % in every one of six trials, errors of 80 % in none; Wilson's limits are z²/(n + z²) from the ends.
        var results = Results("first", 0.3, 0.8);
        Assert.Equal(ExitCode.Done, Run("report", results).Code);
        Assert.Equal(
            "**It stands: confirmed for playbook0 (holds in 100 % [61, 100] of 6 trials); rejected for playbook1 (holds in 0 % [0, 39] of 6 trials).**",
            File.ReadAllLines(Path.Combine(results, "report.md"))[4]);
    }

    [Fact]
    public void A_folder_without_experiments_or_given_twice_cannot_be_summed_up()
    {
        Assert.Contains("holds no experiment", Run("summary", Results("first", 0.3), Results("empty")).Error, StringComparison.Ordinal);
        var twice = Results("first", 0.3);
        Assert.Contains("is given 2 times; allowed once", Run("summary", twice, twice).Error, StringComparison.Ordinal);
    }

    /// <summary>A results folder with one experiment per rate of errors.</summary>
    private string Results(string name, params double[] rates)
    {
        var path = At(name);
        var folder = ResultsFolder.Claim(path, "small");
        folder.Save(Result(rates), [], Provenance.Start(TimeProvider.System, 1, [])());
        return path;
    }

    private static SweepResult Result(params double[] rates)
    {
        string[] playbooks = [.. rates.Select((_, i) => $"playbook{i}")];
        var plan = new Plan
        {
            Name = "small", Seed = 7, Trials = 6, Confidence = 0.95, Factors = [], Playbooks = playbooks.Length > 0 ? playbooks : ["none"],
            Points = [new DesignPoint(0, [], [])], HasWorkload = true, HasExperiment = rates.Length > 0, Hypotheses = [],
        };
        return new(plan, [], [], [], false) { Experiments = [.. rates.Select((rate, i) => Experiment(i, playbooks[i], rate))] };
    }

    private static CellExperiment Experiment(int cell, string playbook, double rate)
    {
        var card = new ExperimentCard
        {
            Type = "errors", Target = "service", Hypothesis = "it stands", Environment = "test", HoldsIn = 0.5,
            Success = new() { During = [new(Signal.ErrorRate, AtLeast: false, 0.6)] },
        };
        var world = new WorldOptions
        {
            Agent = new([new StepOptions("ask", "service")]),
            Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.05) }],
            Playbook = new(playbook, []),
            Workload = new OpenWorkloadOptions { ForSeconds = 100, Arrivals = new PoissonArrivalOptions { Rate = 20 } },
            Experiment = new()
            {
                Phases = [new("errors", 30, 20, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [new ErrorFaultOptions { Rate = rate }] })],
                Steady = [new(Signal.SuccessRate, AtLeast: true, 0.9)], SteadySeconds = 20, WindowSeconds = 5,
            },
        };
        var study = new ExperimentStudy(world, card, 7);
        return new(cell, playbook, [], ExperimentSummary.Of(ExperimentStudy.Sum(card, [.. Enumerable.Range(0, 6).Select(replication => study.Run(replication))], 0.95), world.Experiment!));
    }
}
