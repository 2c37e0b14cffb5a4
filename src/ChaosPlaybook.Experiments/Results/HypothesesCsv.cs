namespace ChaosPlaybook.Experiments;

/// <summary><c>hypotheses.csv</c>: one row per claim in the order written. Names and order of the columns are a contract.</summary>
public static class HypothesesCsv
{
    /// <summary>Writes every judged claim of a result.</summary>
    public static void Write(SweepResult result, TextWriter writer)
    {
        using var table = new CsvTable(writer);
        table.Header("name", "status", "metric", "expected", "observed", "low", "high");
        foreach (var judged in result.Hypotheses)
        {
            table.Field(judged.Hypothesis.Name);
            table.Field(ResultNames.Of(judged.Status));
            table.Field(judged.Hypothesis.Metric);
            table.Field(ResultNames.Expected(judged.Hypothesis));
            table.Field(judged.Observed.Value);
            table.Field(judged.Observed.Low);
            table.Field(judged.Observed.High);
            table.EndRow();
        }
    }
}
