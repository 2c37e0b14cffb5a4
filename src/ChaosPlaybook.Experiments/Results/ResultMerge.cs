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
        if (parts[0].Fingerprint.Length == 0) throw new ArgumentException($"part 0 ({plan.Name}) does not say of which plan it is");
        for (var i = 1; i < parts.Count; i++)
        {
            if (parts[i].Fingerprint != parts[0].Fingerprint || parts[i].Plan.Name != plan.Name)
            {
                throw new ArgumentException(
                    $"part {i} ({parts[i].Plan.Name}) is of another plan than part 0 ({plan.Name}); only parts of one plan can be merged");
            }
        }
        Part[] lookups = [.. parts.Select(part => new Part(part))];
        var rule = new StoppingRule(plan);
        var (cells, comparisons, complete) = (new List<CellResult>(), new List<Comparison>(), true);
        var timelines = new List<CellTimeline>();
        var steps = new List<CellSteps>();
        foreach (var point in plan.Points)
        {
            var best = lookups.MaxBy(part => part.Trials(point))!;
            complete &= rule.Met(best.Cells(point));
            cells.AddRange(best.Cells(point));
            comparisons.AddRange(best.Comparisons(point));
            timelines.AddRange(best.Timelines(point));
            steps.AddRange(best.Steps(point));
        }
        var merged = Assemble(plan, parts[0].Fingerprint, cells, comparisons, interrupted: !complete) with { Timelines = timelines, Steps = steps };
        return Study.All.Aggregate(merged, (result, study) => study.Merge(result, parts));
    }

    /// <summary>Indices of the design points of a plan that an earlier result has finished.</summary>
    public static IReadOnlySet<int> FinishedPoints(Plan plan, SweepResult earlier) =>
        Finished(plan, earlier).Cells.Select(cell => cell.Cell / plan.Playbooks.Count).ToHashSet();

    /// <summary>The finished design points of an earlier result.</summary>
    internal static (IReadOnlyList<CellResult> Cells, IReadOnlyList<Comparison> Comparisons) Finished(Plan plan, SweepResult earlier)
    {
        var rule = new StoppingRule(plan);
        var part = new Part(earlier);
        DesignPoint[] points = [.. plan.Points.Where(point => rule.Met(part.Cells(point)))];
        return ([.. points.SelectMany(part.Cells)], [.. points.SelectMany(part.Comparisons)]);
    }

    /// <summary>Sorts by plan order and works out everything that needs all design points.</summary>
    internal static SweepResult Assemble(
        Plan plan, string fingerprint, IReadOnlyList<CellResult> cells, IReadOnlyList<Comparison> comparisons, bool interrupted)
    {
        CellResult[] sorted = [.. cells.OrderBy(cell => cell.Cell)];
        var position = plan.Points.ToDictionary(point => PlanChecks.Key(point.Levels), point => point.Index);
        // A stable sort: playbooks and metrics keep their order within a design point.
        Comparison[] ordered = [.. comparisons.OrderBy(comparison => position[PlanChecks.Key(comparison.Levels)])];
        return new(plan, sorted, Comparisons.Judge(ordered, plan.Confidence), HypothesisJudge.Judge(plan, sorted), interrupted)
        {
            Fingerprint = fingerprint,
        };
    }

    /// <summary>A result by design point.</summary>
    private sealed class Part(SweepResult result)
    {
        private readonly ILookup<int, CellResult> _cells = result.Cells.ToLookup(cell => cell.Cell / result.Plan.Playbooks.Count);
        private readonly ILookup<int, CellSteps> _steps = result.Steps.ToLookup(cell => cell.Cell / result.Plan.Playbooks.Count);
        private readonly ILookup<string, Comparison> _comparisons =
            result.Comparisons.ToLookup(comparison => PlanChecks.Key(comparison.Levels));

        public IReadOnlyList<CellResult> Cells(DesignPoint point) => [.. _cells[point.Index]];

        public IEnumerable<Comparison> Comparisons(DesignPoint point) => _comparisons[PlanChecks.Key(point.Levels)];

        public IEnumerable<CellTimeline> Timelines(DesignPoint point) =>
            result.Timelines.Where(timeline => timeline.Cell / result.Plan.Playbooks.Count == point.Index);

        public IEnumerable<CellSteps> Steps(DesignPoint point) => _steps[point.Index];

        public long Trials(DesignPoint point) => Cells(point).Select(cell => cell.Trials).FirstOrDefault();
    }
}
