using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>A claim could not be decided: how many trials would do.</summary>
internal sealed class OpenHypotheses : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        foreach (var judged in view.Result.Hypotheses)
        {
            var claim = judged.Hypothesis;
            var metric = Metric.Named(claim.Metric);
            if (metric is null) continue;
            if (judged.Status == HypothesisStatus.ExperimentFailed)
                yield return new(Severity.Warning, $"The experiment could not judge “{claim.Name}”", "Its cells were not finished, made no trial, or had trials cut off.");
            if (judged.Status != HypothesisStatus.Inconclusive) continue;
            var distance = Math.Abs(judged.Observed.Value - claim.Threshold);
            var half = judged.Observed.HalfWidth;
            var cure = double.IsFinite(half) && distance > 0
                ? $"about {Numbers.About(Needed.Trials(judged.Observed.Count, half, distance))} trials would decide, if the value stays where it is."
                : "the value lies on the threshold or has no upper limit, so no number of trials can be named.";
            yield return new(Severity.Warning, $"“{claim.Name}” is open",
                $"{Words.Sentence(metric.Label)} of {claim.Playbook} at {view.Where(judged.Levels)} is {Numbers.Show(metric, judged.Observed)}, "
                + $"which covers the threshold {Numbers.Amount(metric, claim.Threshold)}; {cure}");
        }
    }
}
