using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting.Tests;

public sealed class ConsoleTableTests
{
    private static string Written(SweepResult result, bool colour = false)
    {
        using var to = new StringWriter();
        ConsoleTable.Write(result, to, colour);
        return to.ToString();
    }

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void No_line_is_longer_than_100_columns(string name) =>
        Assert.All(Written(Cases.All[name]()).Split('\n'), line => Assert.True(line.Length <= 100, line));

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void Without_colour_there_is_no_escape_character(string name) => Assert.DoesNotContain('\u001b', Written(Cases.All[name]()));

    [Fact]
    public void With_colour_the_text_is_the_same()
    {
        var result = Cases.All["petstore"]();
        var coloured = Written(result, colour: true);
        Assert.Contains("\u001b[32mbetter\u001b[0m", coloured, StringComparison.Ordinal);
        Assert.Equal(Written(result), System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[\\d+m", ""));
    }

    [Fact]
    public void A_name_cannot_steer_the_terminal()
    {
        var result = new Synthetic { Playbooks = ["baseline", "\u001b[31mred"] }.Build();
        Assert.DoesNotContain('\u001b', Written(result));
    }

    [Fact]
    public void It_opens_with_the_answer_and_holds_cells_differences_hypotheses_and_findings()
    {
        var text = Written(new Synthetic { Trials = 200, Claims = [Synthetic.Claim("training", 0.2, 0.95)] }.Build());
        string[] parts = ["trainingNoBreaker holds", "\nCells", "96.8 % [93.4, 98.5]", "\nDifferences to baseline", "better", "\nHypotheses", "OPEN: training", "\nFindings", "WARNING:"];
        var at = parts.Select(part => text.IndexOf(part, StringComparison.Ordinal)).ToList();
        Assert.All(at, position => Assert.True(position >= 0, string.Join(", ", at)));
        Assert.Equal(at.Order(), at);
    }
}
