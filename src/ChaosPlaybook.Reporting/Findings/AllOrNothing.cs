using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Every trial of a cell succeeded, or none: the rate is not exactly 1 or 0, only beyond what was tried.</summary>
internal sealed class AllOrNothing : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        foreach (var (value, what, event_) in new[] { (1.0, "Every trial succeeded", "failure"), (0.0, "No trial succeeded", "success") })
        {
            var hit = view.Result.Cells.Where(cell => cell.Trials > 0 && SweepView.Of(cell, Metric.SuccessRate).Value == value).ToList();
            if (hit.Count == 0) continue;
            if (view.HasWorkload)
            {
                yield return new(value == 0 ? Severity.Notice : Severity.Info, $"{(value == 1 ? "Every agent succeeded" : "No agent succeeded")} in {Words.Many(hit.Count, "cell")}",
                    $"{Words.List([.. hit.Select(cell => $"{cell.Playbook} at {view.Where(cell.Levels)}")])}. All trials gave the same rate, so its interval has no width; "
                    + $"a {event_} may still happen once in more agents than the {Numbers.Count(hit.Min(cell => cell.Outcomes.Values.Sum()))} or more tried.");
                continue;
            }
            var fewest = hit.Min(cell => cell.Trials);
            yield return new(value == 0 ? Severity.Notice : Severity.Info, $"{what} in {Words.Many(hit.Count, "cell")}",
                $"{Words.List([.. hit.Select(cell => $"{cell.Playbook} at {view.Where(cell.Levels)}")])}. After {Words.Many(fewest, "trial")} without a {event_} "
                + $"its probability is below {Numbers.Percent(Needed.NeverSeen(fewest, view.Plan.Confidence))} with {Numbers.Percent(view.Plan.Confidence)} confidence (rule of three), not zero.");
        }
    }
}
