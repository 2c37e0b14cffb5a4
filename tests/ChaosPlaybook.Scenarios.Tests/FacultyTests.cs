using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>What <c>contingency.yaml</c> claims of its removals, which no metric of a cell can tell.</summary>
public sealed class FacultyTests
{
    private static readonly Lazy<Task<SweepResult>> _result = new(() =>
    {
        var reading = ScenarioFile.Read(House.At("scenarios", "contingency.yaml"));
        Assert.Empty(reading.Problems);
        return SweepRunner.Run(reading.Plan! with { Trials = 1 }, new SweepOptions { Workers = 2 }, (world, seed) => new World(world, seed).Run);
    });

    private static async Task<CellContingency> Cell(string playbook) => (await _result.Value).Contingency.Single(cell => cell.Playbook == playbook);

    private static CellRemoval Without(CellContingency cell, params string[] members) => cell.Removals.Single(removal => removal.Removed.SequenceEqual(members));

    [Fact]
    [Trait("check", "S2 15")]
    public async Task Without_the_busiest_member_the_others_stay_below_80_percent_and_every_step_is_served_within_a_minute()
    {
        var cell = await Cell("standIn");
        // 60 requests per second of 12 ms each: 72 %.
        Assert.Equal(0.72, cell.Members.MaxBy(member => member.Utilisation.Value)!.Utilisation.Value, 0.02);
        var busiest = cell.Removals.Single(removal => removal.Roles.Contains("busiest"));
        Assert.Equal(["ada"], busiest.Removed);
        Assert.Equal((ContingencyVerdict.Holds, 1.0, false), (busiest.Verdict, busiest.Coverage, busiest.Aborted));
        Assert.All(busiest.Members, member => Assert.True(member.Utilisation.High < 0.8));
        Assert.True(busiest.ReplanSeconds < 60);
        Assert.Empty(cell.SinglePoints);
    }

    [Fact]
    [Trait("check", "S2 15")]
    public async Task Where_nobody_stands_in_everybody_is_a_single_point_of_failure()
    {
        var cell = await Cell("baseline");
        Assert.Equal(["ada", "ben", "cleo", "dan", "eve"], cell.SinglePoints);
        Assert.Equal(["lecture"], Without(cell, "ada").LostSteps);
        Assert.True(Without(cell, "ada").Aborted);
    }

    [Fact]
    [Trait("check", "S2 16")]
    public async Task Of_all_pairs_those_are_told_that_break_coverage_and_those_that_cascade()
    {
        var cell = await Cell("standIn");
        Assert.Equal(10, cell.Removals.Count(removal => removal.Kind == "n-2"));
        // Who else can review, examine, advise? Nobody. And More than two servers can do (60/s · 12 ms · 3 = 2.16) is left to cleo, or to dan.
        string[][] uncovered = [["ben", "cleo"], ["cleo", "dan"], ["dan", "eve"]], cascading = [["ada", "ben"], ["cleo", "eve"]];
        Assert.Equal(uncovered, cell.Removals.Where(removal => removal.Verdict == ContingencyVerdict.BreaksCoverage).Select(removal => removal.Removed));
        Assert.Equal(cascading, cell.Removals.Where(removal => removal.Verdict == ContingencyVerdict.Cascades).Select(removal => removal.Removed));
        Assert.Equal(["cleo"], Without(cell, "ada", "ben").Cascade);
        Assert.True(Without(cell, "ada", "ben").Difference.Value < 0);
        Assert.Equal(5, cell.BreakingPairs.Count);
    }

    [Fact]
    [Trait("check", "S2 17")]
    public async Task Loads_of_85_90_and_95_percent_reach_one_level_of_defence_each()
    {
        var loads = (await Cell("standIn")).Removals.Where(removal => removal.Load is not null);
        Assert.Equal([DefenceLevel.Yellow, DefenceLevel.Orange, DefenceLevel.Red], loads.Select(removal => removal.Defence));
    }

    [Fact]
    [Trait("check", "S2 17")]
    public async Task The_best_connected_member_can_be_missing()
    {
        // cleo and dan take three kinds of work each; the first written is the best connected.
        var removal = (await Cell("standIn")).Removals.Single(each => each.Roles.Contains("bestConnected"));
        Assert.Equal(["cleo"], removal.Removed);
        Assert.Equal(ContingencyVerdict.Holds, removal.Verdict);
    }

    [Fact]
    public async Task The_number_of_workers_does_not_change_what_is_found()
    {
        var plan = ScenarioFile.Read(House.At("scenarios", "contingency.yaml")).Plan! with { Trials = 1 };
        plan = plan with { Points = [.. plan.Points.Select(point => point with { Contingency = point.Contingency! with { Replications = 2, Members = ["ada", "ben"] } })] };
        async Task<string> Csv(int workers)
        {
            var result = await SweepRunner.Run(plan, new SweepOptions { Workers = workers }, (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken);
            using var writer = new StringWriter();
            ContingencyCsv.Write(result, writer);
            return writer.ToString();
        }
        Assert.Equal(await Csv(1), await Csv(3));
    }
}
