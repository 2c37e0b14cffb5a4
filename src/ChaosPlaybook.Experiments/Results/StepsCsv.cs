using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary><c>steps.csv</c>: one row per cell and step. Names and order of the columns are a contract.</summary>
public static class StepsCsv
{
    /// <summary>Writes the steps of every cell of a result.</summary>
    public static void Write(SweepResult result, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var table = new CsvTable(writer);
        table.Header(["scenario", "cell", "playbook", .. result.Plan.Factors.Select(factor => factor.Name), "step", "executor", "callsPerWorkflow",
            "failureShare", "failureShareLow", "failureShareHigh", "stopShare", "stopShareLow", "stopShareHigh",
            "secondsMean", "secondsLow", "secondsHigh", "timeShare", "timeShareLow", "timeShareHigh"]);
        foreach (var cell in result.Steps)
        {
            foreach (var step in cell.Steps)
            {
                table.Field(result.Plan.Name);
                table.Field(cell.Cell);
                table.Field(cell.Playbook);
                table.Fields(cell.Levels);
                table.Field(step.Step);
                table.Field(step.Executor);
                table.Field(step.CallsPerWorkflow);
                foreach (var estimate in (Estimate[])[step.FailureShare, step.StopShare, step.Seconds, step.TimeShare])
                {
                    table.Field(estimate.Value);
                    table.Field(estimate.Low);
                    table.Field(estimate.High);
                }
                table.EndRow();
            }
        }
    }
}
