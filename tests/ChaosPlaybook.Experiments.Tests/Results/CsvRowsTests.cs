namespace ChaosPlaybook.Experiments.Tests;

public class CsvRowsTests
{
    [Fact]
    public void Rows_of_trials_are_in_the_dialect_of_every_other_table()
    {
        string[] words = ["plain", "", "a, b", "say \"no\"", " spaced ", "two\nlines", "50 %"];
        long[] counts = [0, -1, long.MinValue, long.MaxValue];
        double[] numbers = [0, -0.0, 0.1, 1e-300, -1.7976931348623157e308, 5e-324, 1e16, double.NaN, double.PositiveInfinity];
        using StringWriter byTable = new(), byRows = new();
        using var table = new CsvTable(byTable);
        var rows = new CsvRows(byRows);
        for (var row = 0; row < 40; row++) // some of them longer than the first buffer
        {
            table.Field(row);
            rows.Field(row);
            for (var i = 0; i < row; i++)
            {
                foreach (var word in words) table.Field(word);
                foreach (var count in counts) table.Field(count);
                foreach (var number in numbers) table.Field(number);
                table.Field(i % 2 == 0);
                foreach (var word in words) rows.Field(word);
                foreach (var count in counts) rows.Field(count);
                foreach (var number in numbers) rows.Field(number);
                rows.Field(i % 2 == 0);
            }
            table.EndRow();
            rows.EndRow();
        }
        table.Flush();
        Assert.Equal(byTable.ToString(), byRows.ToString());
    }
}
