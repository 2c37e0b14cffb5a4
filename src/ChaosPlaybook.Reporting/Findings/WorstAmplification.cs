using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Where retries add most load.</summary>
internal sealed class WorstAmplification : IDiagnostic
{
    private const double Heavy = 1.5;      // a retry storm in the literature starts about here

    public IEnumerable<Finding> Look(SweepView view)
    {
        var known = view.Result.Cells.Select(cell => (cell, Ratio: SweepView.Of(cell, Metric.Amplification)))
            .Where(each => each.Ratio.Value > 1).ToList();
        if (known.Count == 0) yield break;
        var (worst, ratio) = known.MaxBy(each => each.Ratio.Value);
        yield return new(ratio.Low > Heavy ? Severity.Notice : Severity.Info, "Most added load",
            $"{worst.Playbook} at {view.Where(worst.Levels)} makes {Numbers.Show(Metric.Amplification, ratio)} attempts per call: executors see {Numbers.Significant((ratio.Value - 1) * 100, 2)} % more load than calls alone.",
            Subject.Result);
    }
}
