namespace ChaosPlaybook.Experiments;

/// <summary><c>contingency.csv</c>: one row per cell and removal. Names and order of the columns are a contract.</summary>
public static class ContingencyCsv
{
    /// <summary>Writes what every removal did.</summary>
    public static void Write(SweepResult result, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var table = new CsvTable(writer);
        table.Header(["cell", "playbook", .. result.Plan.Factors.Select(factor => factor.Name), "kind", "removed", "roles", "load", "coverage", "lostSteps",
            "success", "successLow", "successHigh", "difference", "differenceLow", "differenceHigh", "busiest", "utilisation", "utilisationLow", "utilisationHigh",
            "overLimit", "cascade", "replanSeconds", "aborted", "defence", "verdict", "worst", "worstFailureShare"]);
        foreach (var cell in result.Contingency)
        {
            foreach (var removal in cell.Removals)
            {
                table.Field((long)cell.Cell);
                table.Field(cell.Playbook);
                table.Fields(cell.Levels);
                table.Field(removal.Kind);
                table.Field(Joined(removal.Removed));
                table.Field(Joined(removal.Roles));
                table.Field(removal.Load ?? double.NaN);
                table.Field(removal.Coverage);
                table.Field(Joined(removal.LostSteps));
                Fields(table, removal.Success);
                Fields(table, removal.Difference);
                table.Field(removal.Busiest?.Member ?? "");
                Fields(table, removal.Busiest?.Utilisation ?? new(double.NaN, double.NaN, double.NaN, 0));
                table.Field(Joined([.. removal.Members.Where(member => member.Utilisation.Value > cell.Limits.Utilisation).Select(member => member.Member)]));
                table.Field(Joined(removal.Cascade));
                table.Field(removal.ReplanSeconds);
                table.Field(removal.Aborted);
                table.Field(EstimateText.Name(removal.Defence));
                table.Field(EstimateText.Name(removal.Verdict));
                table.Field(removal.Worst?.Member ?? "");
                table.Field(removal.Worst?.FailureShare ?? double.NaN);
                table.EndRow();
            }
        }
    }

    private static void Fields(CsvTable table, Statistics.Estimate estimate)
    {
        foreach (var value in (double[])[estimate.Value, estimate.Low, estimate.High]) table.Field(value);
    }

    private static string Joined(IReadOnlyList<string> names) => string.Join(' ', names);
}
