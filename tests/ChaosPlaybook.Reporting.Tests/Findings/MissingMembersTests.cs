using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting.Tests;

public class MissingMembersTests
{
    [Fact]
    public void A_member_that_nobody_can_replace_at_any_level_is_named_once()
    {
        var result = Sweep("database");
        var finding = Assert.Single(Findings.Of(result), finding => finding.Title.StartsWith("Single points", StringComparison.Ordinal));
        Assert.Equal("Single points of failure in 3 cells: database", finding.Title);
        Assert.StartsWith("baseline at failure rate 0 %, baseline at failure rate 10 % and baseline at failure rate 20 %. In the first: Without database nobody serves ask; ", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_a_single_cell_are_named_with_it()
    {
        var result = Sweep("database");
        Assert.Contains(Findings.Of(result with { Contingency = [result.Contingency[1]] }), finding => finding.Title == "Single points of failure of baseline at failure rate 10 %: database");
    }

    [Fact]
    public void Pairs_that_nobody_removed_are_not_said_to_hold()
    {
        var text = new StringWriter();
        ConsoleTable.Write(Sweep("database"), text, colour: false);
        Assert.Contains("breaking pairs: not", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("breaking pairs: none", text.ToString(), StringComparison.Ordinal);
    }

    private static SweepResult Sweep(string missing)
    {
        var result = new Synthetic { Rates = [0, 0.1, 0.2], Playbooks = ["baseline"] }.Build();
        var none = Synthetic.Share(0, 10);
        var removal = new CellRemoval([missing], [], null, 0, ["ask"], none, none, [], [], double.NaN, true, DefenceLevel.Red, ContingencyVerdict.BreaksCoverage);
        return result with { Contingency = [.. result.Cells.Select(cell => new CellContingency(cell.Cell, cell.Playbook, cell.Levels, new(), none, [], [removal]))] };
    }
}
