using System.Text.Json.Nodes;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop.Tests;

/// <summary>Reports of experiments, read back and held against the numbers they are made of.</summary>
public sealed class ExperimentReportTests
{
    [Fact, Trait("check", "S2 23")]
    public void The_template_has_every_part_and_its_rows_say_what_was_expected_and_measured()
    {
        var text = TemplateReport.Write([Conducted.Held]);
        foreach (var heading in (string[])["Hypothesis", "Results", "Unexpected behaviours", "Recommendations", "Blast radius", "Rollback", "Gates"])
            Assert.Contains($"\n## {heading}\n", text, StringComparison.Ordinal);
        Assert.Contains("- Status: HYPOTHESIS_CONFIRMED\n", text, StringComparison.Ordinal);
        Assert.Contains("- Duration: 20 s of injection from second 30, in 12 trials", text, StringComparison.Ordinal);
        Assert.Contains("- Environment: test\n", text, StringComparison.Ordinal);
        Assert.Contains("The \\<b>service\\</b> stands", text, StringComparison.Ordinal);
        var rows = Rows(text, "Metric");
        Assert.All(rows, row => Assert.Equal(4, row.Length));
        Assert.Equal(["successRate before the injection", ">= 90 %", "100 % [100, 100]", "Pass"], rows[0]);
        var summary = Conducted.Held.Summary;
        var detection = rows.Single(row => row[0] == "time to detect");
        Assert.Equal("<= 10 s", detection[1]);
        Assert.StartsWith(EstimateText.Seconds(summary.Detection), detection[2], StringComparison.Ordinal);
        Assert.Equal("Pass", detection[3]);
    }

    [Fact, Trait("check", "S2 19")]
    public void Detection_alert_level_and_recovery_are_compared_with_what_was_expected()
    {
        var held = ExperimentRow.Of(Conducted.Held.Summary, 0.95).ToDictionary(row => row.Metric);
        var lost = ExperimentRow.Of(Conducted.Lost.Summary, 0.95).ToDictionary(row => row.Metric);
        Assert.Equal(RowVerdict.Pass, held["alert level"].Verdict);
        // Every answer an error: the level is red, asked was yellow.
        Assert.Equal(("at most YELLOW", "RED in 12 of 12 trials", RowVerdict.Fail), (lost["alert level"].Expected, lost["alert level"].Actual, lost["alert level"].Verdict));
        Assert.Equal("<= 60 s (usual)", lost["time to detect"].Expected);
        Assert.Equal("<= 120 s (usual)", lost["time to recover"].Expected);
        Assert.Equal(RowVerdict.Fail, lost["errorRate during the injection"].Verdict);
        Assert.Equal(RowVerdict.Fail, lost["blast radius"].Verdict);
        Assert.Equal(RowVerdict.Pass, held["rollback"].Verdict);
    }

    [Fact, Trait("check", "S3 39")]
    public void Business_metrics_are_the_numbers_of_the_summary_times_what_they_are_worth()
    {
        Assert.DoesNotContain("## Business", TemplateReport.Write([Conducted.Held]), StringComparison.Ordinal);
        var text = TemplateReport.Write([Conducted.Held with { Business = new(12.5, 1000) }]);
        double First(string line) => double.Parse(text.Split($"- {line}: ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        // 20 workflows per second for 20 s fail with probability 0.3: 120 are lost, half a percent of it by rounding in the text.
        var lost = Conducted.Held.Summary.LostSuccesses;
        Assert.InRange(lost.Value, 120 - 5 * lost.HalfWidth / 2, 120 + 5 * lost.HalfWidth / 2);
        Assert.Equal(12.5 * lost.Value, First("Revenue lost per trial"), 0.005 * 12.5 * lost.Value);
        Assert.Equal(1000 * Conducted.Held.Summary.Signals.First(each => each.Signal == Signal.ErrorRate).During.Value,
            First("Users who fail during the injection, if all ask evenly"), 5.0);
    }

    [Fact, Trait("check", "S2 24")]
    public void Gates_are_ticked_by_the_numbers()
    {
        string[] Gates(ReportedExperiment experiment) => [.. TemplateReport.Write([experiment]).Split('\n').Where(line => line.StartsWith("- [", StringComparison.Ordinal))];
        string[] held = Gates(Conducted.Held), lost = Gates(Conducted.Lost), nothing = Gates(Conducted.Nothing);
        Assert.Equal(8, held.Length);
        Assert.All(held, gate => Assert.StartsWith("- [x]", gate, StringComparison.Ordinal));
        Assert.Contains("- [ ] safety observed: limits passed in 12 trials", Assert.Single(lost, gate => gate.Contains("safety", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("- [ ] repeatable", Assert.Single(nothing, gate => gate.Contains("repeatable", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("- [ ] hypothesis tested: a fault landed in 0 of 12", Assert.Single(nothing, gate => gate.Contains("tested", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact, Trait("check", "S3 36")]
    public void The_json_report_has_the_documented_fields_and_the_numbers_of_the_summary()
    {
        var root = JsonNode.Parse(QeReport.Write([Conducted.Held, Conducted.Lost]))!;
        var report = root["experiments"]![1]!;
        var summary = Conducted.Lost.Summary;
        Assert.Equal(("small-cell1", "HYPOTHESIS_REJECTED"), ((string?)report["experiment_id"], (string?)report["status"]));
        Assert.Equal(("The <b>service</b> stands", false), ((string?)report["hypothesis"]!["statement"], (bool)report["hypothesis"]!["validated"]!));
        Assert.Equal("2000-01-01T00:00:30.000000Z", (string?)report["execution"]!["start_time"]);
        // The limit of 50 workflows is looked at every 10 s; 20 fail per second.
        Assert.Equal("2000-01-01T00:00:40.000000Z", (string?)report["execution"]!["end_time"]);
        Assert.Equal((10, true), ((double)report["execution"]!["duration"]!, (bool)report["execution"]!["auto_rollback_triggered"]!));
        Assert.Equal("errors", (string?)report["fault_injection"]!["timeline"]![0]!["phase"]);
        foreach (var (name, signal) in (IEnumerable<(string, Signal)>)[("error_rate", Signal.ErrorRate), ("p99", Signal.P99)])
        {
            var seen = summary.Signals.First(each => each.Signal == signal);
            var told = report["observed_behavior"]![name]!;
            foreach (var (field, value) in (IEnumerable<(string, double)>)[("before", seen.Before.Value), ("during", seen.During.Value), ("after", seen.After.Value), ("peak", seen.Peak.Value)])
                Assert.Equal(double.IsFinite(value) ? value : null, (double?)told[field]);
        }
        Assert.Equal(summary.Recovery.Value, (double)report["observed_behavior"]!["recovery_time"]!);
        Assert.False((bool)report["observed_behavior"]!["graceful_degradation"]!);
        Assert.False((bool)report["observed_behavior"]!["cascading_failures"]!);
        var radius = report["blast_radius"]!;
        Assert.Equal(["service"], radius["affected_services"]!.AsArray().Select(each => (string?)each));
        Assert.Equal((summary.Agents.Value, summary.Attempts.Value, false), ((double)radius["affected_users"]!, (double)radius["affected_requests"]!, (bool)radius["contained"]!));
        Assert.NotEmpty(report["insights"]!.AsArray());
        Assert.NotEmpty(report["recommendations"]!.AsArray());
        Assert.Equal(ExperimentRow.Of(summary, 0.95).Count, report["success_criteria"]!.AsArray().Count);
        // The frame speaks of the weakest.
        Assert.Equal(summary.Score.Value, (double)root["resilienceScore"]!["value"]!);
    }

    [Fact, Trait("check", "S3 37")]
    public void The_score_of_the_documented_parts_is_89_and_not_87()
    {
        var parts = new ResilienceScore(95, 85, 90, 75);
        var exact = (double value) => new Statistics.Estimate(value, value, value, 1);
        var summary = Conducted.Held.Summary with { Score = exact(parts.Value), ScoreParts = [.. parts.Parts.Select(exact)] };
        var score = JsonNode.Parse(QeReport.Write([Conducted.Held with { Cell = Conducted.Held.Cell with { Experiment = summary } }]))!["scores"]![0]!;
        Assert.Equal(("service", 89.0), ((string?)score["service"], Math.Round((double)score["resilience_score"]!, 10)));
        Assert.Equal([(95.0, 0.4), (85.0, 0.3), (90.0, 0.2), (75.0, 0.1)],
            score["breakdown"]!.AsObject().Select(part => ((double)part.Value!["score"]!, (double)part.Value!["weight"]!)));
        Assert.Equal(["availability", "recovery", "radius", "degradation"], score["breakdown"]!.AsObject().Select(part => part.Key));
        Assert.Equal(Conducted.Trials, (int)score["experiments_conducted"]!);
        Assert.NotNull(score["trend"]);
        Assert.True(score.AsObject().ContainsKey("last_failure"));
    }

    [Fact, Trait("check", "S4 45")]
    public void The_report_of_five_sections_ranks_what_was_seen_by_its_share_and_names_at_most_three_issues()
    {
        var text = SectionsReport.Write([Conducted.Held, Conducted.Lost], "none");
        Assert.Equal(["Summary", "Failure patterns", "Top-3 critical issues", "Fix proposals", "Before/after comparison"],
            text.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        var shares = Rows(text, "Pattern").Select(row => double.Parse(row[1].Replace(" %", "", StringComparison.Ordinal))).ToList();
        Assert.Equal(shares.OrderDescending(), shares);
        Assert.InRange(text.Split('\n').Count(line => line.Length > 1 && char.IsDigit(line[0])), 1, 3);
        var score = Rows(text, "Metric", 3).Single(row => row[1] == "score");
        Assert.Equal((EstimateText.Plain(Conducted.Lost.Summary.Score), EstimateText.Plain(Conducted.Held.Summary.Score)), (score[2], score[3]));
    }

    [Fact]
    public void The_journal_has_the_keys_and_statuses_of_chaos_toolkit()
    {
        var journal = JsonNode.Parse(ChaosToolkitJournal.Write(Conducted.Held))!.AsObject();
        Assert.Equal(["chaoslib-version", "platform", "node", "experiment", "start", "status", "deviated", "steady_states", "run", "rollbacks", "end", "duration"], journal.Select(pair => pair.Key));
        Assert.Equal(("completed", false, "2000-01-01T00:00:00.000000"), ((string?)journal["status"], (bool)journal["deviated"]!, (string?)journal["start"]));
        foreach (var item in journal["run"]!.AsArray().Concat(journal["rollbacks"]!.AsArray()))
            Assert.Equal(["activity", "output", "start", "status", "end", "duration"], item!.AsObject().Select(pair => pair.Key));
        var probe = journal["steady_states"]!["before"]!["probes"]![0]!;
        Assert.True((bool)probe["tolerance_met"]!);
        Assert.Equal(1.0, (double)probe["output"]!);
        Assert.Equal([0.9, 1.0], probe["activity"]!["tolerance"]!["range"]!.AsArray().Select(each => (double)each!));
        Assert.False((bool)journal["steady_states"]!["during"]![0]!["steady_state_met"]!);
        Assert.Equal(4, journal["rollbacks"]!.AsArray().Count);
        // Every trial of the other ended before its time.
        Assert.Equal("aborted", (string?)JsonNode.Parse(ChaosToolkitJournal.Write(Conducted.Lost))!["status"]);
    }

    [Fact]
    public void A_steady_state_within_a_range_is_read_back_by_every_format()
    {
        // 20 workflows per second are asked for, and all are answered before and after; the second range lies beside that.
        Guard around = new(Signal.Goodput, AtLeast: false, 25) { Floor = 15 }, thin = new(Signal.Goodput, AtLeast: false, 20.001) { Floor = 19.999 };
        var held = Conducted.Held.Summary with { Steady = [$"{around}", $"{thin}", "goodput in 30..40"] };
        var experiment = Conducted.Held with { Cell = Conducted.Held.Cell with { Experiment = held } };
        Assert.Equal([around, thin, new(Signal.Goodput, AtLeast: false, 40) { Floor = 30 }], ExperimentRow.SteadyGuards(held));
        var rows = ExperimentRow.Of(held, 0.95).Where(row => row.Metric == "goodput before the injection").ToList();
        Assert.Equal(["in 15/s..25/s", "in 19.999/s..20.001/s", "in 30/s..40/s"], rows.Select(row => row.Expected));
        // An interval that covers a range on both sides breaks neither end of it.
        Assert.Equal([RowVerdict.Pass, RowVerdict.Open, RowVerdict.Fail], rows.Select(row => row.Verdict));
        Assert.Contains("| in 15/s..25/s |", TemplateReport.Write([experiment]), StringComparison.Ordinal);
        Assert.NotNull(JsonNode.Parse(QeReport.Write([experiment])));
        var probe = JsonNode.Parse(ChaosToolkitJournal.Write(experiment))!["steady_states"]!["before"]!["probes"]![0]!;
        Assert.Equal([15.0, 25.0], probe["activity"]!["tolerance"]!["range"]!.AsArray().Select(each => (double)each!));
    }

    [Fact]
    public void A_journal_is_aborted_when_more_trials_ended_early_than_ran_their_course_whatever_never_began()
    {
        string? Status(params (ExperimentEnd End, int Trials)[] ends)
        {
            var summary = Conducted.Held.Summary with { Trials = 100, Ends = [.. ends.Select(end => new Occurrence($"{end.End}", end.Trials))] };
            return (string?)JsonNode.Parse(ChaosToolkitJournal.Write(Conducted.Held with { Cell = Conducted.Held.Cell with { Experiment = summary } }))!["status"];
        }
        Assert.Equal("aborted", Status((ExperimentEnd.Completed, 47), (ExperimentEnd.NotSteady, 4), (ExperimentEnd.Aborted, 49)));
        Assert.Equal("completed", Status((ExperimentEnd.Completed, 49), (ExperimentEnd.NotSteady, 4), (ExperimentEnd.Aborted, 47)));
    }

    [Fact]
    public void An_injection_that_is_given_up_has_the_length_that_it_had()
    {
        Assert.Contains("- Duration: 10 s of injection from second 30", TemplateReport.Write([Conducted.Lost]), StringComparison.Ordinal);
        var journal = JsonNode.Parse(ChaosToolkitJournal.Write(Conducted.Lost))!;
        Assert.Equal((10, "2000-01-01T00:00:40.000000"), ((double)journal["run"]![0]!["duration"]!, (string?)journal["run"]![0]!["end"]));
        // Four steps of a second and five seconds in which the state is steady again.
        Assert.Equal(("2000-01-01T00:00:40.000000", 9), ((string?)journal["rollbacks"]![0]!["start"], (double)journal["rollbacks"]![0]!["duration"]!));
        Assert.Equal(49, (double)journal["duration"]!);
    }

    [Fact]
    public void What_a_rollback_leaves_out_is_what_is_recommended()
    {
        var world = Conducted.World(1);
        world = world with { Playbook = new("breaker", [new CircuitBreakerOptions { Scope = Scope.Client }]), Experiment = world.Experiment! with
        {
            Rollback = new() { Steps = [RollbackStep.StopFaults], WithinSeconds = 3, VerifySeconds = 1 },
        } };
        var insight = Assert.Single(Conducted.Reported(Conducted.Cell(0, "breaker", world, Conducted.Card())).Insights, each => each.Observation.StartsWith("breakers stayed open", StringComparison.Ordinal));
        Assert.Equal("add closeBreakers to the rollback", insight.Recommendation);
    }

    [Fact]
    public void The_same_experiment_gives_the_same_bytes()
    {
        var again = Conducted.Reported(Conducted.Cell(0, "weak", Conducted.World(0.3), Conducted.Held.Summary.Card));
        Assert.Equal(TemplateReport.Write([Conducted.Held]), TemplateReport.Write([again]));
        Assert.Equal(QeReport.Write([Conducted.Held]), QeReport.Write([again]));
        Assert.Equal(ChaosToolkitJournal.Write(Conducted.Held), ChaosToolkitJournal.Write(again));
    }

    [Fact]
    public void An_experiment_in_which_nothing_landed_can_be_reported_in_every_format()
    {
        Assert.Contains("EXPERIMENT_FAILED", TemplateReport.Write([Conducted.Nothing]), StringComparison.Ordinal);
        Assert.Null(JsonNode.Parse(QeReport.Write([Conducted.Nothing]))!["experiments"]![0]!["hypothesis"]!["validated"]);
        Assert.Contains("no fault struck anything in 12 of 12 trials", SectionsReport.Write([Conducted.Nothing], "idle"), StringComparison.Ordinal);
        Assert.Equal("completed", (string?)JsonNode.Parse(ChaosToolkitJournal.Write(Conducted.Nothing))!["status"]);
    }

    /// <summary>The rows of the table with a header that begins so.</summary>
    private static List<string[]> Rows(string text, string header, int skipped = 0)
    {
        var lines = text.Split('\n').SkipWhile(line => !(line.StartsWith("| ", StringComparison.Ordinal) && line.Contains($"| {header} |", StringComparison.Ordinal) && (skipped == 0 || line.StartsWith("| Setting", StringComparison.Ordinal))));
        return [.. lines.Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray())];
    }
}
