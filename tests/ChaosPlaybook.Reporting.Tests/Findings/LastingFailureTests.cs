using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting.Tests;

public sealed class LastingFailureTests
{
    [Fact]
    public void A_playbook_that_stays_down_is_told_once_with_the_settings_in_which_it_does()
    {
        var result = new Synthetic { Playbooks = ["baseline", "budget"], Rates = [0, 0.1, 0.2] }.Build();
        // Of 20 trials none, 2 and 20 of the baseline stay down; those of the budget all recover.
        result = result with
        {
            Metastability = [.. result.Cells.Select(cell => Cell(cell, cell.Playbook == "budget" ? 0 : cell.Levels[0].Number switch { 0 => 0, 0.1 => 2, _ => 20 }))],
        };
        var finding = Assert.Single(Reporting.Findings.Of(result), finding => finding.Title.StartsWith("Metastable", StringComparison.Ordinal));
        Assert.Equal("Metastable: baseline stays down in 2 cells", finding.Title);
        Assert.StartsWith("20 of 20 trials at failure rate 20 % and 2 of 20 trials at failure rate 10 %. They stay down after the spike", finding.Detail, StringComparison.Ordinal);
        Assert.EndsWith(" At failure rate 20 % every trial of budget recovers.", finding.Detail, StringComparison.Ordinal);
    }

    private static CellMetastability Cell(CellResult cell, int down) =>
        new(cell.Cell, cell.Playbook, cell.Levels, "the spike", 60, 70, new((20 - down) / 20.0, 0, 1, 20), down, 0, 0, 0, 5);
}
