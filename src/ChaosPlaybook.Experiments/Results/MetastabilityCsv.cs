namespace ChaosPlaybook.Experiments;

/// <summary><c>metastability.csv</c>: one row per cell in plan order. Names and order of the columns are a contract.</summary>
public static class MetastabilityCsv
{
    /// <summary>Writes what became of the disturbed trials of every cell.</summary>
    public static void Write(SweepResult result, TextWriter writer)
    {
        using var table = new CsvTable(writer);
        table.Header(["cell", "playbook", .. result.Plan.Factors.Select(factor => factor.Name), "replications", "recovers", "recoversLow", "recoversHigh",
            "metastable", "horizonTooShort", "overloaded", "stuck", "secondsToRecoverMedian"]);
        foreach (var cell in result.Metastability)
        {
            table.Field((long)cell.Cell);
            table.Field(cell.Playbook);
            table.Fields(cell.Levels);
            table.Field(cell.Recovers.Count);
            table.Field(cell.Recovers.Value);
            table.Field(cell.Recovers.Low);
            table.Field(cell.Recovers.High);
            foreach (var count in (int[])[cell.Metastable, cell.HorizonTooShort, cell.Overloaded, cell.Stuck]) table.Field((long)count);
            table.Field(cell.SecondsToRecoverMedian);
            table.EndRow();
        }
    }
}
