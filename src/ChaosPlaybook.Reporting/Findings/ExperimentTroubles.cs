using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>What went wrong in the conduct of experiments, and what the injection brought about beyond its targets.</summary>
internal sealed class ExperimentTroubles : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view) => view.Result.Experiments.SelectMany(cell => Look(ExperimentSection.Where(view, cell), cell.Experiment));

    private static IEnumerable<Finding> Look(string where, ExperimentSummary found)
    {
        var (unsteady, aborted) = (found.Trials - found.Conducted, found.Conducted - found.Count(ExperimentEnd.Completed));
        if (unsteady > 0)
        {
            yield return new(Severity.Warning, $"Not steady before the injection: {Of(unsteady, found.Trials)} of {where}",
                "Nothing was injected there, so these trials say nothing about the hypothesis. Loosen the steady state, or give the world more warm-up.");
        }
        if (found.Conducted > 0 && found.Landed < found.Conducted)
        {
            yield return new(Severity.Warning, $"No injected fault landed in {Of(found.Conducted - found.Landed, found.Conducted)} of {where}",
                "These trials are left out of the verdict. Raise the rate of the fault, or inject for longer.");
        }
        if (aborted > 0)
        {
            yield return new(Severity.Warning, $"Given up: {Of(aborted, found.Conducted)} of {where}",
                $"{Words.List([.. found.Ends.Where(end => end.What is not (nameof(ExperimentEnd.Completed) or nameof(ExperimentEnd.NotSteady))).Select(end => $"{SweepView.Words(end.What).ToLowerInvariant()} in {end.Trials}")])}. "
                + "A trial that is given up does not confirm the hypothesis.", Subject.Result);
        }
        var (partial, failed) = (found.Count(RollbackStatus.Partial), found.Count(RollbackStatus.Failed));
        if (partial + failed > 0)
        {
            yield return new(Severity.Warning, $"Rollback not complete: {Of(partial + failed, found.Conducted)} of {where}",
                $"PARTIAL in {partial}: something injected or brought about was left, or the steady state was not back in time. FAILED in {failed}: both. "
                + "More steps, or more time within which the steady state must be back.", Subject.Result);
        }
        if (found.Cascaded.Value > 0)
        {
            yield return new(Severity.Warning, $"Cascade: executors that are no targets break down in {Numbers.Share(found.Cascaded)} of the trials of {where}",
                $"{Numbers.Significant(found.CascadeDepth.Value, 2)} of them on average. Affected: {Words.List([.. found.Affected.Select(each => $"{each.What} in {Words.Many(each.Trials, "trial")}")])}.", Subject.Result);
        }
    }

    private static string Of(int some, int all) => $"{some} of {Words.Many(all, "trial")}";
}
