using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// The step that takes most of the time of a workflow, where it is clearly ahead of the others, and what can be gained there at most:
/// Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", AFIPS 30 (1967).
/// </summary>
internal sealed class SlowestStep : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var durations = view.Result.Cells.ToDictionary(cell => cell.Cell, cell => SweepView.Of(cell, Metric.DurationMean).Value);
        foreach (var group in StepShares.Leading(view, step => step.TimeShare).GroupBy(lead => lead.First.Step))
        {
            var worst = group.MaxBy(lead => lead.First.TimeShare.Value)!;
            // Of what the workflow lasts, not of the sum over the steps: of steps side by side each may take as long as the whole.
            var reach = Math.Min(1, worst.First.Seconds.Value / durations.GetValueOrDefault(worst.Cell.Cell, double.NaN));
            yield return new(Severity.Info, $"{group.Key} takes most of the time of a workflow in {Words.Many(group.Count(), "cell")}",
                $"In {StepShares.Where(view, worst.Cell)} it takes {Numbers.Share(worst.First.TimeShare)} of the time of all steps; {worst.Next.Step}, the next, "
                + $"{Numbers.Share(worst.Next.TimeShare)}."
                + (double.IsFinite(reach) ? $" Making it twice as fast saves at most {Numbers.Percent(reach / 2)} of the duration, doing without it {Numbers.Percent(reach)}." : ""),
                Subject.Result);
        }
    }
}
