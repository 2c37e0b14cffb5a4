using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting.Tests;

/// <summary>Each finding appears when its reason is there, and stays away when it is not.</summary>
public sealed class FindingsTests
{
    private static readonly Synthetic _normal = new() { Claims = [Synthetic.Claim("training", 0.2, 0.95)] };

    private static IReadOnlyList<Finding> With(string title, Synthetic sweep) =>
        [.. Reporting.Findings.Of(sweep.Build()).Where(finding => finding.Title.Contains(title, StringComparison.Ordinal))];

    private static Finding Appears(string title, Synthetic sweep, Synthetic? not = null)
    {
        Assert.Empty(With(title, not ?? _normal));
        return With(title, sweep)[0];
    }

    [Fact]
    [Trait("check", "S4 43")]
    public void Interrupted_sweep_says_how_much_is_there()
    {
        Assert.Empty(With("interrupted", _normal));
        var finding = Reporting.Findings.Of(Cases.All["interrupted"]()).First(each => each.Title.Contains("interrupted", StringComparison.Ordinal));
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.StartsWith("13 cells of 28 finished.", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncated_trials_name_the_worst_cell()
    {
        var finding = Appears("cut off", _normal with { Change = cell => cell.Cell == 5 ? cell with { Truncated = 500 } : cell });
        Assert.Contains("500 trials in 1 cell; most in training at failure rate 1 %: 5 % of its trials", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void No_fault_anywhere_is_a_warning() =>
        Assert.Equal(Severity.Warning, Appears("No fault landed", _normal with { Change = cell => cell with { FaultsLanded = 0 } }).Severity);

    [Fact]
    public void Cells_whose_rate_is_positive_but_met_no_fault_are_named() =>
        Assert.Contains("baseline at failure rate 1 %", Appears("In some cells no fault landed", _normal with { Change = cell => cell.Cell == 4 ? cell with { FaultsLanded = 0 } : cell }).Detail, StringComparison.Ordinal);

    private static CellResult Silent(CellResult cell, double struck, bool off = false, double landed = 0) => cell with
    {
        Faults = [new("payments", "error", "", off, Synthetic.Around(struck, 0, cell.Trials), Synthetic.Around(landed, 0, cell.Trials), Synthetic.Share(0, cell.Trials), 0, 0)],
    };

    [Fact]
    public void A_fault_that_never_landed_is_named_even_where_others_did()
    {
        var finding = Appears("Error of payments never landed", _normal with { Change = cell => Silent(cell, 0) });
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.StartsWith("Error of payments struck nothing in 280,000 trials: nothing here says anything about it.", finding.Detail, StringComparison.Ordinal);
        finding = Appears("never landed", _normal with { Change = cell => Silent(cell, 0.5) });
        Assert.StartsWith("Error of payments struck 140,000 times in 280,000 trials and changed nothing", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_that_is_off_or_landed_somewhere_is_not_missed()
    {
        Assert.Empty(With("never landed", _normal with { Change = cell => Silent(cell, 0, off: true) }));
        Assert.Empty(With("never landed", _normal with { Change = cell => Silent(cell, 1, landed: cell.Cell == 27 ? 0.01 : 0) }));
        Assert.Empty(With("never landed", _normal with { Change = cell => Silent(cell, 0) with { FaultsLanded = 0 } }));
    }

    [Fact]
    public void A_factor_that_changes_nothing_is_named()
    {
        var finding = Appears("has no effect", _normal with { More = [new("breakSeconds", [new("5", 5), new("10", 10)])] });
        Assert.Equal("“break seconds” has no effect", finding.Title);
    }

    [Fact]
    public void An_open_hypothesis_says_how_many_trials_would_decide()
    {
        var finding = Appears("is open", _normal with { Claims = [Synthetic.Claim("training", 0.2, 0.967)] });
        // The interval is ±0.34 points around 96.84 %, 0.14 points from the threshold: n scales with (h / distance)².
        var observed = Synthetic.Share(Math.Pow(1 - Math.Pow(0.2, 3), 4), 10_000);
        Assert.Contains($"about {Numbers.About(10_000 * Math.Pow(observed.HalfWidth / (observed.Value - 0.967), 2))} trials would decide", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S4 43")]
    public void Too_few_trials_say_how_many_would_do()
    {
        var finding = Appears("Too few trials", _normal with { Trials = 400 });
        Assert.Contains("about 2,400 trials would do", finding.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_precision_that_was_asked_for_is_the_measure() =>
        Assert.Contains("the precision asked for", Appears("Too few trials", _normal with { Precision = new("successRate", 0.005, 10_000) }).Detail, StringComparison.Ordinal);

    [Fact]
    public void Loose_durations_are_noticed() => Assert.Equal(Severity.Notice, Appears("Mean durations are loose", _normal with { Trials = 100 }).Severity);

    [Fact]
    public void A_quantile_without_upper_limit_says_how_many_trials_it_needs()
    {
        var finding = Appears("has no upper limit", _normal with { Change = cell => Cases.Set(cell, Metric.DurationP99, new(3, 2, double.PositiveInfinity, 300)) });
        Assert.Equal("The 99th percentile of duration has no upper limit", finding.Title);
        Assert.Contains("at least 368 trials", finding.Detail, StringComparison.Ordinal);      // 0.99^367 = 0.0250 > 0.025 ≥ 0.99^368
    }

    [Fact]
    public void Undecided_comparisons_are_listed() =>
        Assert.Contains("training at failure rate 1 %", Appears("comparisons are undecided", _normal with { Trials = 50 }).Detail, StringComparison.Ordinal);

    [Fact]
    public void Cells_in_which_every_trial_succeeded_get_the_rule_of_three()
    {
        var finding = Appears("Every trial succeeded", _normal, not: _normal with { Rates = [0.1, 0.2] });
        Assert.Contains("below 0.03 % with 95 % confidence", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_in_which_no_trial_succeeded_are_noticed() =>
        Assert.Equal(Severity.Notice, Appears("No trial succeeded", _normal with { Change = cell => Cases.Set(cell, Metric.SuccessRate, Synthetic.Share(0, 10_000)) }).Severity);

    [Fact]
    public void A_stopping_rule_is_told_with_its_price() =>
        Assert.Contains("slightly less than 95 %", Appears("Trials stopped by precision", _normal with { Precision = new("successRate", 0.01, 100_000) }).Detail, StringComparison.Ordinal);

    [Fact]
    public void A_limit_of_trials_reached_before_the_precision_is_a_warning() =>
        Assert.Equal(Severity.Warning, Appears("The limit of trials came before", _normal with { Precision = new("successRate", 0.001, 10_000) }).Severity);

    [Fact]
    public void Failures_that_end_early_are_noticed() =>
        Assert.Contains("5.000 s", Appears("Failures end early", _normal with { Change = cell => cell.Cell == 3 ? Cases.Set(cell, Metric.SuccessDurationMean, Synthetic.Around(5, 0.01, 9)) : cell }).Detail, StringComparison.Ordinal);

    [Fact]
    public void A_sweep_that_varies_nothing_is_noticed() => Assert.Equal(Severity.Notice, Appears("Nothing was varied", _normal with { Rates = [0.1], Claims = [] }).Severity);

    [Fact]
    public void Combinations_left_out_of_charts_are_counted()
    {
        Assert.Empty(With("part of the combinations", _normal));
        Assert.Contains("16 settings", Reporting.Findings.Of(Cases.All["many combinations"]()).Single(each => each.Title.Contains("part of the combinations", StringComparison.Ordinal)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_playbook_that_does_harm_is_a_warning()
    {
        var finding = Appears("is worse than baseline in success rate", _normal with { Retries = name => name == "baseline" ? 1 : name == "training" ? 0 : 2 });
        Assert.Equal((Severity.Warning, Subject.Result), (finding.Severity, finding.Subject));
        Assert.StartsWith("training", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S4 46")]
    public void Breaking_points_follow_the_data()
    {
        var finding = Appears("Breaking points", _normal, not: _normal with { Rates = [] , Claims = [] });
        Assert.Contains("baseline holds up to failure rate 1 % and fails at 3 %", finding.Detail, StringComparison.Ordinal);
        var turned = With("Breaking points", _normal with { Retries = name => name == "baseline" ? 2 : 0 })[0];
        Assert.Contains("baseline holds up to failure rate 20 %, the highest tried; training holds up to failure rate 1 % and fails at 3 %", turned.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_price_is_paid_where_a_playbook_still_holds() =>
        Assert.Contains("originalEngine at failure rate 10 %: +0.880 s", Appears("Price where", _normal, not: _normal with { Playbooks = ["baseline"], Claims = [] }).Detail, StringComparison.Ordinal);

    [Fact]
    public void The_ranking_says_when_neighbours_overlap()
    {
        Assert.EndsWith("No two neighbours' intervals overlap.", With("Ranking", _normal)[0].Detail, StringComparison.Ordinal);
        Assert.Contains("overlap, so their order is not certain", With("Ranking", _normal with { Trials = 60 })[0].Detail, StringComparison.Ordinal);
        Assert.Empty(With("Ranking", _normal with { Playbooks = ["baseline"], Claims = [] }));
    }

    [Fact]
    public void Playbooks_that_are_alike_everywhere_are_named() =>
        Assert.Contains("training and trainingNoBreaker", Appears("cannot be told apart", _normal with { Retries = name => name.StartsWith("training", StringComparison.Ordinal) ? 3 : 0 }).Detail, StringComparison.Ordinal);

    [Fact]
    public void Inconsistency_is_compared_at_the_highest_level() =>
        Assert.Contains("training is better by −27.94 pp", Appears("Inconsistency against", _normal, not: _normal with { Playbooks = ["baseline"], Claims = [] }).Detail, StringComparison.Ordinal);

    [Fact]
    public void The_heaviest_load_is_named_and_noticed_above_one_and_a_half()
    {
        Assert.Equal(Severity.Info, Appears("Most added load", _normal, not: _normal with { Retries = _ => 0 }).Severity);
        Assert.Equal(Severity.Notice, With("Most added load", _normal with { Rates = [0, 0.5] , Claims = [] })[0].Severity);
    }

    [Fact]
    public void Load_is_added_to_that_of_the_baseline_not_to_one_attempt_per_call()
    {
        // An executor that calls another makes two attempts of every call, without any retry.
        Synthetic Doubled(double training) => _normal with
        {
            Playbooks = ["baseline", "training"],
            Change = cell => Cases.Set(cell, Metric.Amplification, Synthetic.Around(cell.Playbook == "training" ? training : 2, 0.001, cell.Trials)),
        };
        Assert.Empty(With("Most added load", Doubled(2)));
        Assert.Contains("attempts per call, baseline 2: executors see 5 % more load", With("Most added load", Doubled(2.1))[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_about_the_experiment_come_first_and_warnings_before_hints()
    {
        var findings = Reporting.Findings.Of((_normal with { Trials = 100 }).Build());
        Assert.Equal(findings.OrderBy(each => each.Subject).ThenByDescending(each => each.Severity), findings);
    }

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void No_finding_speaks_of_undefined_numbers(string name) =>
        Assert.All(Reporting.Findings.Of(Cases.All[name]()), finding => Assert.DoesNotContain("NaN", finding.Title + finding.Detail, StringComparison.Ordinal));

    [Theory, InlineData(0.5, 0.95, 6), InlineData(0.95, 0.95, 72), InlineData(0.99, 0.95, 368)]
    public void A_quantile_needs_the_fewest_trials_whose_largest_is_likely_above_it(double q, double confidence, double expected) =>
        Assert.Equal(expected, Needed.ForQuantile(q, confidence));

    [Fact]
    public void An_interval_that_only_touches_the_threshold_decides_by_its_whole_width()
    {
        Assert.Equal(Stand.Held, Holding.Judge(new Estimate(0.96, 0.95, 0.97, 9), Relation.AtLeast, 0.95));
        Assert.Equal(Stand.Open, Holding.Judge(new Estimate(0.96, 0.949, 0.97, 9), Relation.AtLeast, 0.95));
        Assert.Equal(Stand.Broken, Holding.Judge(new Estimate(0.9, 0.88, 0.94, 9), Relation.AtLeast, 0.95));
        Assert.Equal(Stand.Open, Holding.Judge(new Estimate(2, 1, double.PositiveInfinity, 9), Relation.AtMost, 3));
        Assert.Equal(Stand.Open, Holding.Judge(new Estimate(double.NaN, double.NaN, double.NaN, 0), Relation.AtMost, 3));
    }
}
