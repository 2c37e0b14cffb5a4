using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Holds claims against the intervals of the cells they speak of. A rejected cell decides; then a cell that could not be judged;
/// then one whose interval covers the threshold. A claim is confirmed only when every cell confirms it.
/// </summary>
internal static class HypothesisJudge
{
    private static readonly Estimate Nothing = new(double.NaN, double.NaN, double.NaN, 0);

    // Strongest first.
    private static readonly HypothesisStatus[] Precedence =
        [HypothesisStatus.Rejected, HypothesisStatus.ExperimentFailed, HypothesisStatus.Inconclusive, HypothesisStatus.Confirmed];

    /// <summary>Judges every claim of the plan, in the order written.</summary>
    public static IReadOnlyList<HypothesisResult> Judge(Plan plan, IReadOnlyList<CellResult> cells)
    {
        var byPosition = cells.ToDictionary(cell => cell.Cell);
        return [.. plan.Hypotheses.Select(claim => Judge(plan, claim, byPosition))];
    }

    private static HypothesisResult Judge(Plan plan, Hypothesis claim, Dictionary<int, CellResult> cells)
    {
        var playbook = plan.Playbooks.ToList().IndexOf(claim.Playbook);
        var views = plan.Points.Where(point => playbook >= 0 && SpeaksOf(plan, claim, point))
            .Select(point => See(claim, point, cells.GetValueOrDefault(plan.CellOf(point, playbook)))).ToList();
        if (views.Count == 0) return new(claim, HypothesisStatus.ExperimentFailed, Nothing, []);
        return Precedence.Select(status => views.Where(view => view.Status == status).ToList()).First(found => found.Count > 0)
            .MinBy(view => claim.Relation == Relation.AtLeast ? view.Observed.Value : -view.Observed.Value)!;
    }

    private static bool SpeaksOf(Plan plan, Hypothesis claim, DesignPoint point) =>
        claim.When.All(when => plan.Factors.Zip(point.Levels).Any(pair => pair.First.Name == when.Key && Same(pair.Second, when.Value)));

    private static bool Same(Level left, Level right) =>
        left.Number is { } number && right.Number is { } other ? number == other : left.Text == right.Text;

    private static HypothesisResult See(Hypothesis claim, DesignPoint point, CellResult? cell)
    {
        if (cell is null || !cell.Estimates.TryGetValue(claim.Metric, out var observed))
            return new(claim, HypothesisStatus.ExperimentFailed, Nothing, point.Levels);
        var status = claim.Relation == Relation.AtLeast
            ? Word(observed.Low >= claim.Threshold, observed.High < claim.Threshold)
            : Word(observed.High <= claim.Threshold, observed.Low > claim.Threshold);
        var unjudged = cell.Trials == 0 || cell.Truncated > 0 || double.IsNaN(observed.Value);
        return new(claim, unjudged ? HypothesisStatus.ExperimentFailed : status, observed, point.Levels);
    }

    // Limits that are not numbers (one trial) compare as false: more trials would tell.
    private static HypothesisStatus Word(bool confirmed, bool rejected) =>
        confirmed ? HypothesisStatus.Confirmed : rejected ? HypothesisStatus.Rejected : HypothesisStatus.Inconclusive;
}
