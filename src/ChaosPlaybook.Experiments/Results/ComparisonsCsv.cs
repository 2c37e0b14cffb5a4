namespace ChaosPlaybook.Experiments;

/// <summary><c>comparisons.csv</c>: one row per design point, playbook and metric. Names and order of the columns are a contract.</summary>
public static class ComparisonsCsv
{
    /// <summary>Writes every comparison of a result.</summary>
    public static void Write(SweepResult result, TextWriter writer)
    {
        using var table = new CsvTable(writer);
        table.Header(
            ["playbook", "baseline", .. result.Plan.Factors.Select(factor => factor.Name),
             "metric", "difference", "low", "high", "pValue", "pAdjusted", "verdict"]);
        foreach (var comparison in result.Comparisons)
        {
            table.Field(comparison.Playbook);
            table.Field(comparison.Baseline);
            table.Fields(comparison.Levels);
            table.Field(comparison.Metric);
            table.Field(comparison.Difference.Value);
            table.Field(comparison.Difference.Low);
            table.Field(comparison.Difference.High);
            table.Field(comparison.PValue);
            table.Field(comparison.PAdjusted);
            table.Field(ResultNames.Of(comparison.Verdict));
            table.EndRow();
        }
    }
}
