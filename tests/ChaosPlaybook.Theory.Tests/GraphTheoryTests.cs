namespace ChaosPlaybook.Theory.Tests;

/// <summary>Steps as a graph against closed forms.</summary>
public class GraphTheoryTests
{
    private const int Trials = 20_000;

    [Theory]
    [InlineData(2), InlineData(5), InlineData(20)]
    public void Exponential_steps_side_by_side_last_as_long_as_the_harmonic_number(int legs)
    {
        var known = Enumerable.Range(1, legs).Sum(i => 1.0 / i) * 0.1;
        var options = Graph([.. Enumerable.Range(0, legs).Select(i => new StepOptions($"leg{i}", "service") { After = [] })]);
        Near.Check(known, Worlds.Mean(options, Trials, record => record.DurationSeconds), $"maximum of {legs}");
    }

    [Fact]
    public void A_diamond_lasts_as_long_as_its_critical_path()
    {
        // a, then b beside c, then d: 1 + (2 + 3 − 1/(1/2 + 1/3)) + 0.5.
        var options = Graph(
        [
            new("a", "one"), new("b", "two") { After = ["a"] }, new("c", "three") { After = ["a"] }, new("d", "half") { After = ["b", "c"] },
        ]) with
        {
            Executors = [Slow("one", 1), Slow("two", 2), Slow("three", 3), Slow("half", 0.5)],
        };
        Near.Check(1 + (2 + 3 - 1 / (1 / 2.0 + 1 / 3.0)) + 0.5, Worlds.Mean(options, Trials, record => record.DurationSeconds), "diamond");
    }

    [Fact]
    public void A_workflow_succeeds_with_the_product_over_the_steps_it_needs()
    {
        const double failure = 0.1;
        var options = Graph(
        [
            new("a", "service"), new("b", "service") { After = ["a"] }, new("c", "service") { After = ["a"], Optional = true },
            new("d", "service") { After = ["a"] }, new("e", "service") { After = ["b", "c", "d"] },
        ], failure);
        Near.CheckShare(Math.Pow(1 - failure, 4), Worlds.SuccessRate(options, Trials), Trials, "four of five steps are needed");
    }

    [Theory]
    [InlineData(0.3, 20, 0), InlineData(0.8, 5, 0), InlineData(0.7, 10, 0.1)]
    public void Rounds_by_chance_are_geometric_up_to_their_bound(double again, int most, double failure)
    {
        // A round follows with probability again × success, so r = a·q: (1 − rᵐ)/(1 − r) rounds; all of them must succeed.
        var (success, ratio) = (1 - failure, again * (1 - failure));
        var options = Graph([new("think", "service") { Repeat = new() { Kind = RepeatKind.Again, Again = again, Most = most } }], failure);
        Near.Check((1 - Math.Pow(ratio, most)) / (1 - ratio), Worlds.Mean(options, Trials, record => record.Calls), "rounds");
        var known = Enumerable.Range(1, most).Sum(k => Math.Pow(success, k) * Math.Pow(again, k - 1) * (k < most ? 1 - again : 1));
        Near.CheckShare(known, Worlds.SuccessRate(options, Trials), Trials, "all rounds succeed");
    }

    [Fact]
    public void Rounds_until_success_fail_with_the_power_of_their_bound()
    {
        const double failure = 0.6;
        var options = Graph([new("search", "service") { Repeat = new() { Kind = RepeatKind.UntilSuccess, Most = 4 } }], failure);
        Near.CheckShare(1 - Math.Pow(failure, 4), Worlds.SuccessRate(options, Trials), Trials, "one of four");
        Near.Check((1 - Math.Pow(failure, 4)) / (1 - failure), Worlds.Mean(options, Trials, record => record.Calls), "rounds");
    }

    [Fact]
    public void Branches_are_taken_by_their_share_and_one_is_the_rest_of_the_other()
    {
        const double share = 0.3;
        var options = Graph(
        [
            new("gold", "dear") { When = new() { Probability = share } }, new("plain", "cheap") { When = new() { Skipped = "gold" } },
        ]) with
        {
            Executors = [Slow("dear", 1) with { Cost = 1 }, Slow("cheap", 1)],
        };
        Near.CheckShare(share, Worlds.Mean(options, Trials, record => record.Cost).Mean, Trials, "branch");
        Worlds.Run(options, 1000, record => Assert.Equal((1, 1), (record.Calls, record.StepsSkipped)));
    }

    [Fact]
    public void A_deadline_lets_through_what_the_Erlang_law_finishes_in_time()
    {
        const double deadline = 0.15; // in units of the mean: 1.5
        var options = Graph([new("a", "service"), new("b", "service")]);
        options = options with { Agent = options.Agent with { DeadlineSeconds = deadline } };
        Near.CheckShare(1 - Math.Exp(-1.5) * (1 + 1.5), Worlds.SuccessRate(options, Trials), Trials, "two steps within the deadline");
        Worlds.Run(options, 1000, record =>
        {
            Assert.True(record.DurationSeconds <= deadline);
            Assert.Equal((record.Succeeded ? OutcomeKind.Succeeded : OutcomeKind.TimedOut, record.Succeeded ? 0 : 1), (record.Ended, record.TimedOut));
        });
    }

    private static ExecutorOptions Slow(string name, double mean) => new() { Name = name, Latency = new Exponential(mean) };

    private static WorldOptions Graph(IReadOnlyList<StepOptions> steps, double failure = 0) =>
        Worlds.Chain(1, failure, []) with { Agent = new(steps) };
}
