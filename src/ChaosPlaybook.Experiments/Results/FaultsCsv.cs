using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary><c>faults.csv</c>: one row per cell and fault, cells in plan order. Names and order of the columns are a contract.</summary>
public static class FaultsCsv
{
    /// <summary>Writes what became of every fault.</summary>
    public static void Write(SweepResult result, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var table = new CsvTable(writer);
        table.Header(["scenario", "cell", "playbook", .. result.Plan.Factors.Select(factor => factor.Name), "executor", "fault", "phase", "off", "trials",
            "struck", "struckLow", "struckHigh", "landed", "landedLow", "landedHigh", "landedTrials", "landedTrialsLow", "landedTrialsHigh", "masked", "leaked"]);
        foreach (var cell in result.Cells)
        {
            foreach (var fault in cell.Faults)
            {
                table.Field(result.Plan.Name);
                table.Field((long)cell.Cell);
                table.Field(cell.Playbook);
                table.Fields(cell.Levels);
                table.Field(fault.Executor);
                table.Field(fault.Fault);
                table.Field(fault.Phase);
                table.Field(fault.IsOff);
                table.Field(cell.Trials);
                foreach (var estimate in (Estimate[])[fault.Struck, fault.Landed, fault.LandedTrials])
                    foreach (var value in (double[])[estimate.Value, estimate.Low, estimate.High]) table.Field(value);
                table.Field(fault.Masked);
                table.Field(fault.Leaked);
                table.EndRow();
            }
        }
    }
}
