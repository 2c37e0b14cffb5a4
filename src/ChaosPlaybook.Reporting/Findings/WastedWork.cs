using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>Server time spent on replies that nobody waited for.</summary>
internal sealed class WastedWork : IDiagnostic
{
    private const double Worth = 0.05;
    private const double Grave = 0.5;

    public IEnumerable<Finding> Look(SweepView view)
    {
        var hit = view.Result.Timelines.Select(timeline => (timeline, Share: Share(timeline))).Where(each => each.Share >= Worth).ToList();
        if (hit.Count == 0) yield break;
        var (worst, share) = hit.MaxBy(each => each.Share);
        yield return new(share >= Grave ? Severity.Warning : Severity.Notice, $"Work for nobody in {Words.Many(hit.Count, "cell")}",
            $"{Words.List([.. hit.Select(each => $"{Course.Where(view, each.timeline)}: {Numbers.Percent(each.Share)}")])} of the server time goes into replies whose caller has gone; "
            + $"most in {Course.Where(view, worst)}. Cancelling abandoned work, a deadline that travels along or a shorter queue would free it.",
            Subject.Result);
    }

    /// <summary>Weighted by the time that servers were at work.</summary>
    private static double Share(CellTimeline timeline)
    {
        double spent = 0, wasted = 0;
        for (var bin = 0; bin < timeline.Count; bin++)
        {
            var (busy, share) = (timeline[Timeline.Utilisation][bin], timeline[Timeline.WastedShare][bin]);
            if (!(busy > 0) || !double.IsFinite(share)) continue;
            spent += busy;
            wasted += busy * share;
        }
        return spent > 0 ? wasted / spent : 0;
    }
}
