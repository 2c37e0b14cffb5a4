namespace ChaosPlaybook.Reporting;

/// <summary>The step at which most of the workflows fail that do, where it is clearly ahead of the others and they are not few.</summary>
internal sealed class WeakestStep : IDiagnostic
{
    private const double Few = 0.01;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var leading = StepShares.Leading(view, step => step.StopShare).Where(lead => lead.First.StopShare.Low >= Few);
        foreach (var group in leading.GroupBy(lead => lead.First.Step))
        {
            var worst = group.MaxBy(lead => lead.First.StopShare.Value)!;
            var all = worst.Cell.Steps.Sum(step => step.StopShare.Value);
            yield return new(Severity.Info, $"{group.Key} is where most workflows fail in {Words.Many(group.Count(), "cell")}",
                $"In {StepShares.Where(view, worst.Cell)} {Numbers.Share(worst.First.StopShare)} of all workflows fail at it, {Numbers.Percent(worst.First.StopShare.Value / all)} "
                + $"of those that fail; {Numbers.Share(worst.Next.StopShare)} fail at {worst.Next.Step}, the next.",
                Subject.Result);
        }
    }
}
