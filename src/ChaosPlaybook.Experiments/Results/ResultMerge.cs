namespace ChaosPlaybook.Experiments;

/// <summary>
/// Puts parts of one sweep together. Cells and raw p values are facts and are taken over; what depends on all design points
/// (Holm's correction, verdicts, hypotheses) is worked out anew.
/// </summary>
public static class ResultMerge
{
    /// <summary>
    /// The union of parts of one plan: shards, or an interrupted sweep and its continuation. Where two parts hold the same design
    /// point, the one with more trials counts, the earlier part at a tie. The result is marked interrupted when a design point is
    /// missing or unfinished.
    /// </summary>
    /// <exception cref="ArgumentException">No part, or parts of different plans.</exception>
    public static SweepResult Merge(IReadOnlyList<SweepResult> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("there is nothing to merge");
        var plan = parts[0].Plan;
        for (var i = 1; i < parts.Count; i++)
        {
            if (parts[i].Fingerprint != parts[0].Fingerprint || parts[i].Plan.Name != plan.Name)
                throw new ArgumentException($"part {i} ({parts[i].Plan.Name}) is of another plan than part 0 ({plan.Name}); only parts of one plan can be merged");
        }
        var cells = new List<CellResult>();
        var comparisons = new List<Comparison>();
        foreach (var point in plan.Points)
        {
            var best = parts.MaxBy(part => CellsOf(part, point).Select(cell => cell.Trials).FirstOrDefault())!;
            cells.AddRange(CellsOf(best, point));
            comparisons.AddRange(ComparisonsOf(best, point));
        }
        var rule = new StoppingRule(plan);
        return Assemble(plan, parts[0].Fingerprint, cells, comparisons, plan.Points.Any(point => !rule.Met([.. cells.Where(Of(plan, point))])));
    }

    /// <summary>The finished design points of an earlier result.</summary>
    internal static (IReadOnlyList<CellResult> Cells, IReadOnlyList<Comparison> Comparisons) Finished(Plan plan, SweepResult earlier)
    {
        var rule = new StoppingRule(plan);
        DesignPoint[] points = [.. plan.Points.Where(point => rule.Met([.. CellsOf(earlier, point)]))];
        return ([.. points.SelectMany(point => CellsOf(earlier, point))], [.. points.SelectMany(point => ComparisonsOf(earlier, point))]);
    }

    /// <summary>Sorts by plan order and works out everything that needs all design points.</summary>
    internal static SweepResult Assemble(
        Plan plan, string fingerprint, IReadOnlyList<CellResult> cells, IReadOnlyList<Comparison> comparisons, bool interrupted)
    {
        CellResult[] sorted = [.. cells.OrderBy(cell => cell.Cell)];
        var position = plan.Points.ToDictionary(point => Key(point.Levels), point => point.Index);
        // A stable sort: playbooks and metrics keep their order within a design point.
        Comparison[] ordered = [.. comparisons.OrderBy(comparison => position[Key(comparison.Levels)])];
        return new(plan, sorted, Comparisons.Judge(ordered, plan.Confidence), HypothesisJudge.Judge(plan, sorted), interrupted)
        {
            Fingerprint = fingerprint,
        };
    }

    private static IEnumerable<CellResult> CellsOf(SweepResult part, DesignPoint point) => part.Cells.Where(Of(part.Plan, point));

    private static Func<CellResult, bool> Of(Plan plan, DesignPoint point) => cell => cell.Cell / plan.Playbooks.Count == point.Index;

    private static IEnumerable<Comparison> ComparisonsOf(SweepResult part, DesignPoint point) =>
        part.Comparisons.Where(comparison => comparison.Levels.SequenceEqual(point.Levels));

    private static string Key(IReadOnlyList<Level> levels) => string.Join('\u001f', levels);
}
