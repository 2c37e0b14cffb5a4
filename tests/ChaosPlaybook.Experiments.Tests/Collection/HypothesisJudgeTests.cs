using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

public class HypothesisJudgeTests
{
    [Theory]
    [InlineData(Relation.AtLeast, 0.90, 0.99, HypothesisStatus.Confirmed)]
    [InlineData(Relation.AtLeast, 0.89, 0.99, HypothesisStatus.Inconclusive)]
    [InlineData(Relation.AtLeast, 0.80, 0.90, HypothesisStatus.Inconclusive)]
    [InlineData(Relation.AtLeast, 0.80, 0.89, HypothesisStatus.Rejected)]
    [InlineData(Relation.AtMost, 0.80, 0.90, HypothesisStatus.Confirmed)]
    [InlineData(Relation.AtMost, 0.80, 0.91, HypothesisStatus.Inconclusive)]
    [InlineData(Relation.AtMost, 0.91, 0.99, HypothesisStatus.Rejected)]
    [InlineData(Relation.AtLeast, double.NaN, double.NaN, HypothesisStatus.Inconclusive)]
    public void The_whole_interval_decides(Relation relation, double low, double high, HypothesisStatus expected)
    {
        var judged = Judge(relation, [], Cell(0, low, high), Cell(1, low, high), Cell(2, low, high));
        Assert.Equal(expected, judged.Status);
    }

    [Fact]
    public void One_rejected_cell_rejects_the_claim_and_is_the_one_shown()
    {
        // The cell with the lowest value is inconclusive; the rejected one decides.
        var judged = Judge(Relation.AtLeast, [], Cell(0, 0.95, 0.99), Cell(1, 0.60, 0.95), Cell(2, 0.84, 0.86));
        Assert.Equal((HypothesisStatus.Rejected, "2"), (judged.Status, judged.Levels[0].Text));
    }

    [Fact]
    public void A_confirmed_claim_shows_its_worst_cell()
    {
        Assert.Equal("1", Judge(Relation.AtLeast, [], Cell(0, 0.95, 0.99), Cell(1, 0.91, 0.93), Cell(2, 0.92, 0.97)).Levels[0].Text);
        Assert.Equal("2", Judge(Relation.AtMost, [], Cell(0, 0.1, 0.2), Cell(1, 0.3, 0.4), Cell(2, 0.5, 0.6)).Levels[0].Text);
    }

    [Fact]
    public void A_claim_about_one_level_is_judged_there_only()
    {
        var judged = Judge(Relation.AtLeast, new() { ["rate"] = new("100 %", 1) }, Cell(0, 0.1, 0.2), Cell(1, 0.95, 0.99), Cell(2, 0.1, 0.2));
        Assert.Equal((HypothesisStatus.Confirmed, "1"), (judged.Status, judged.Levels[0].Text));
    }

    [Fact]
    public void A_cell_without_trials_fails_the_experiment_unless_another_rejects()
    {
        Assert.Equal(HypothesisStatus.ExperimentFailed, Judge(Relation.AtLeast, [], Cell(0, 0.95, 0.99), Cell(2, 0.95, 0.99)).Status);
        Assert.Equal(HypothesisStatus.Rejected, Judge(Relation.AtLeast, [], Cell(0, 0.1, 0.2)).Status);
    }

    [Fact]
    public void Trials_cut_off_fail_the_experiment()
    {
        var judged = Judge(Relation.AtLeast, [], Cell(0, 0.95, 0.99), Cell(1, 0.1, 0.2) with { Truncated = 1 }, Cell(2, 0.95, 0.99));
        Assert.Equal((HypothesisStatus.ExperimentFailed, "1"), (judged.Status, judged.Levels[0].Text));
    }

    [Fact]
    public void A_metric_without_observation_fails_the_experiment()
    {
        var cell = Cell(0, 0, 0);
        var empty = cell with { Estimates = new Dictionary<string, Estimate> { ["successRate"] = new(double.NaN, double.NaN, double.NaN, 0) } };
        Assert.Equal(HypothesisStatus.ExperimentFailed, Judge(Relation.AtLeast, new() { ["rate"] = new("0", 0) }, empty).Status);
    }

    [Fact]
    public void A_claim_about_a_level_that_is_not_swept_fails_the_experiment() =>
        Assert.Equal(HypothesisStatus.ExperimentFailed, Judge(Relation.AtLeast, new() { ["rate"] = new("7", 7) }, Cell(0, 0.95, 0.99)).Status);

    private static HypothesisResult Judge(Relation relation, Dictionary<string, Level> when, params CellResult[] cells)
    {
        var levels = Enumerable.Range(0, 3).Select(i => new Level($"{i}", i)).ToList();
        var plan = new Plan
        {
            Name = "claims",
            Factors = [new("rate", levels)],
            Playbooks = ["only"],
            Points = [.. levels.Select((level, index) => new DesignPoint(index, [level], []))],
            Hypotheses = [new("claim", "only", when, "successRate", relation, 0.9)],
        };
        return Assert.Single(HypothesisJudge.Judge(plan, cells));
    }

    private static CellResult Cell(int index, double low, double high) => new(
        index, "only", [new($"{index}", index)], 100,
        new Dictionary<string, Estimate> { ["successRate"] = new(double.IsNaN(low) ? 0.9 : (low + high) / 2, low, high, 100) },
        new Dictionary<string, long>(), 0, 0);
}
