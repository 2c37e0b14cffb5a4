namespace ChaosPlaybook.Experiments;

/// <summary><c>cells.csv</c>: one row per cell in plan order. Names and order of the columns are a contract.</summary>
public static class CellsCsv
{
    // Outcomes that have a column whether they occurred or not; the count of truncated trials has one of its own.
    private static readonly string[] Always =
    [
        OutcomeName.Succeeded, OutcomeName.Degraded, OutcomeName.TimedOut, OutcomeName.Rejected, OutcomeName.Escalated,
        OutcomeName.Cancelled,
    ];

    // These two show their interval beside the value; the intervals of the others follow after all values.
    private static readonly Metric[] Leading = [Metric.SuccessRate, Metric.DurationMean];

    /// <summary>Writes every cell of a result.</summary>
    public static void Write(SweepResult result, TextWriter writer)
    {
        using var table = new CsvTable(writer);
        string[] outcomes = [.. Always, .. Failures(result)];
        table.Header(Header(result.Plan, outcomes));
        foreach (var cell in result.Cells)
        {
            table.Field(result.Plan.Name);
            table.Field(cell.Cell);
            table.Field(cell.Playbook);
            table.Fields(cell.Levels);
            table.Field(cell.Trials);
            foreach (var metric in Metric.All)
            {
                table.Field(cell[metric].Value);
                if (Leading.Contains(metric)) Limits(table, cell, metric);
            }
            foreach (var metric in Metric.All.Except(Leading)) Limits(table, cell, metric);
            foreach (var outcome in outcomes) table.Field(cell.Outcomes.GetValueOrDefault(outcome));
            table.Field(cell.FaultsInjected);
            table.Field(cell.Truncated);
            table.EndRow();
        }
    }

    private static IEnumerable<string> Header(Plan plan, string[] outcomes) =>
    [
        "scenario", "cell", "playbook", .. plan.Factors.Select(factor => factor.Name), "trials",
        .. Metric.All.SelectMany(metric => Leading.Contains(metric) ? [metric.Name, .. Limits(metric)] : new[] { metric.Name }),
        .. Metric.All.Except(Leading).SelectMany(Limits),
        .. outcomes, "faultsInjected", "truncated",
    ];

    private static string[] Limits(Metric metric)
    {
        var stem = metric == Metric.DurationMean ? "durationMean" : metric.Name;
        return [$"{stem}Low", $"{stem}High"];
    }

    private static void Limits(CsvTable table, CellResult cell, Metric metric)
    {
        table.Field(cell[metric].Low);
        table.Field(cell[metric].High);
    }

    // Error codes that occurred anywhere in the result, ascending: codes have three digits, so order by name is order by code.
    private static IEnumerable<string> Failures(SweepResult result) =>
        result.Cells.SelectMany(cell => cell.Outcomes.Keys).Except([.. Always, OutcomeName.Truncated]).Order(StringComparer.Ordinal);
}
