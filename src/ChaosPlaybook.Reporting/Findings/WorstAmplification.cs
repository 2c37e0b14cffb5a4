using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// Where a playbook adds most load: its attempts per call over those of the baseline at the same setting. The baseline is the measure
/// because attempts per call exceed 1 without any retry where executors call executors.
/// </summary>
internal sealed class WorstAmplification : IDiagnostic
{
    private const double Heavy = 1.5;      // a retry storm in the literature starts about here

    public IEnumerable<Finding> Look(SweepView view)
    {
        var known = view.Result.Cells.Select(cell => (cell, Ratio: SweepView.Of(cell, Metric.Amplification), Usual: Usual(view, cell)))
            .Where(each => each.Ratio.Value > 1 && each.Ratio.Value > each.Usual).ToList();
        if (known.Count == 0) yield break;
        var (worst, ratio, usual) = known.MaxBy(each => each.Ratio.Value / each.Usual);
        yield return new(ratio.Low > Heavy * usual ? Severity.Notice : Severity.Info, "Most added load",
            $"{worst.Playbook} at {view.Where(worst.Levels)} makes {Numbers.Show(Metric.Amplification, ratio)} attempts per call, {view.Plan.Baseline} {Numbers.Significant(usual, 3)}: "
            + $"executors see {Numbers.Significant((ratio.Value / usual - 1) * 100, 2)} % more load.",
            Subject.Result);
    }

    private static double Usual(SweepView view, CellResult cell) =>
        SweepView.Of(view.Result.Cells.FirstOrDefault(other => other.Playbook == view.Plan.Baseline && SweepView.Setting(other) == SweepView.Setting(cell)), Metric.Amplification).Value;
}
