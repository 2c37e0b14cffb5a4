namespace ChaosPlaybook.Reporting;

/// <summary>Where time and failures go, step by step, at the design points that the chart shows.</summary>
internal static class StepTable
{
    /// <summary>The table, or nothing when workflows have one step.</summary>
    public static Table? Of(SweepView view)
    {
        var points = StepsChart.Shown(view);
        var cells = points.SelectMany(point => point).ToList();
        if (!cells.Any(cell => cell.Steps.Count > 1)) return null;
        return new(
            $"Steps{StepsChart.Where(view, points)}: time per workflow, its share of the time of all steps, calls that fail, workflows that fail at the step"
            + (view.Plan.Points.Count > points.Count ? "; the others stand in steps.csv" : ""),
            [
                ("playbook", false), .. view.Plan.Factors.Select(factor => (SweepView.Words(factor.Name), SweepView.IsNumeric(factor))), ("step", false), ("served by", false),
                ("mean time", true), ("share of time", true), ("calls per workflow", true), ("calls that fail", true), ("workflows that fail here", true),
            ],
            [
                .. cells.SelectMany(cell => cell.Steps.Select(step => (string[])
                [
                    cell.Playbook, .. cell.Levels.Select((level, i) => SweepView.Words(view.Plan.Factors[i], level)), step.Step, step.Executor,
                    Numbers.Time(step.Seconds), Numbers.Share(step.TimeShare), Numbers.Significant(step.CallsPerWorkflow, 3),
                    Numbers.Share(step.FailureShare), Numbers.Share(step.StopShare),
                ])).Take(Tables.MostRows),
            ]);
    }
}
