using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Two playbooks whose success rates lie in each other's intervals at every level: the simpler one would do.</summary>
internal sealed class Indistinguishable : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var pairs = new List<string>();
        for (var i = 0; i < view.Playbooks.Count; i++)
        {
            for (var k = i + 1; k < view.Playbooks.Count; k++)
                if (Alike(view, view.Playbooks[i], view.Playbooks[k])) pairs.Add($"{view.Playbooks[i]} and {view.Playbooks[k]}");
        }
        if (pairs.Count == 0) yield break;
        yield return new(Severity.Notice, "Playbooks that cannot be told apart",
            $"At every level and setting the {Numbers.Percent(view.Plan.Confidence)} intervals of the success rates overlap: {Words.List(pairs, 8)}. "
            + "A paired comparison may still tell them apart; each is compared with the baseline only.", Subject.Result);
    }

    private static bool Alike(SweepView view, string one, string other)
    {
        var pairs = view.Result.Cells.Where(cell => cell.Playbook == one)
            .Join(view.Result.Cells.Where(cell => cell.Playbook == other), SweepView.Setting, SweepView.Setting,
                (a, b) => (A: SweepView.Of(a, Metric.SuccessRate), B: SweepView.Of(b, Metric.SuccessRate)))
            .Where(pair => double.IsFinite(pair.A.Value) && double.IsFinite(pair.B.Value)).ToList();
        return pairs.Count > 0 && pairs.All(pair => pair.A.Low <= pair.B.High && pair.B.Low <= pair.A.High);
    }
}
