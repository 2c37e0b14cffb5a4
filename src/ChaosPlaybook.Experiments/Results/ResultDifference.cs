using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>One metric of one cell in two results.</summary>
/// <param name="Cell">The cell in the later result.</param>
/// <param name="Playbook">Name of the playbook in the later result.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Before">Estimate in the earlier result.</param>
/// <param name="After">Estimate in the later result.</param>
/// <param name="Difference">After minus before, with its interval.</param>
/// <param name="PAdjusted">p value of no difference after Holm's correction over everything compared.</param>
/// <param name="Verdict">What it says.</param>
public sealed record CellDifference(
    int Cell, string Playbook, IReadOnlyList<Level> Levels, string Metric, Estimate Before, Estimate After, Estimate Difference, double PAdjusted, Verdict Verdict);

/// <summary>What became of one way to fail.</summary>
public enum PatternChange
{
    /// <summary>It does not occur any more, and that is beyond chance.</summary>
    Gone,
    /// <summary>It occurs, less often than before beyond chance.</summary>
    Less,
    /// <summary>It is as before, as far as the trials tell.</summary>
    Still,
    /// <summary>It occurs more often beyond chance.</summary>
    More,
    /// <summary>It did not occur before, and that is beyond chance.</summary>
    New,
}

/// <summary>One way to fail in one cell of two results.</summary>
/// <param name="Cell">The cell in the later result.</param>
/// <param name="Playbook">Name of the playbook in the later result.</param>
/// <param name="Outcome">Key of <see cref="CellResult.Outcomes"/>.</param>
/// <param name="Before">How often it was seen.</param>
/// <param name="After">How often it is seen.</param>
/// <param name="Change">What became of it.</param>
public sealed record PatternDifference(int Cell, string Playbook, string Outcome, long Before, long After, PatternChange Change);

/// <summary>
/// Two results side by side, cell by cell. Trials are not stored, so the differences are treated as those of independent samples even where
/// the seed is the same; they are then wider than a paired comparison would have them. Metrics are Holm-corrected over everything compared,
/// ways to fail by Bonferroni over all of them.
/// </summary>
/// <param name="SameSeed">Whether both were made with the same luck.</param>
/// <param name="Cells">Differences in the order of the later result.</param>
/// <param name="Patterns">Ways to fail in the order of the later result.</param>
/// <param name="Unmatched">Cells of the later result that the earlier one has not.</param>
public sealed record ResultDifference(
    bool SameSeed, IReadOnlyList<CellDifference> Cells, IReadOnlyList<PatternDifference> Patterns, int Unmatched)
{
    private static readonly Metric[] _compared =
    [
        Metric.SuccessRate, Metric.DurationMean, Metric.DurationP95, Metric.DurationP99, Metric.Amplification, Metric.Inconsistency,
        Metric.DuplicateEffects, Metric.Quality, Metric.CostPerSuccess, Metric.Goodput,
    ];

    /// <summary>Whether anything got worse beyond chance.</summary>
    public bool IsWorse => Cells.Any(cell => cell.Verdict == Verdict.Worse);

    /// <summary>Compares two results; cells are matched by playbook and levels.</summary>
    /// <param name="before">The earlier result.</param>
    /// <param name="after">The later result.</param>
    /// <param name="renamed">Names of playbooks of the earlier result by those of the later one, where they differ.</param>
    /// <param name="metrics">Metrics to compare; nothing for success, duration, load, consistency, quality, cost and goodput.</param>
    public static ResultDifference Of(
        SweepResult before, SweepResult after, IReadOnlyDictionary<string, string>? renamed = null, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var known = before.Cells.ToDictionary(cell => Key(before.Plan, cell, cell.Playbook));
        var cells = new List<(CellDifference Difference, double P)>();
        var pairs = new List<(CellResult Old, CellResult Cell)>();
        var unmatched = 0;
        foreach (var cell in after.Cells)
        {
            if (!known.TryGetValue(Key(after.Plan, cell, renamed?.GetValueOrDefault(cell.Playbook) ?? cell.Playbook), out var old))
            {
                unmatched++;
                continue;
            }
            foreach (var metric in metrics ?? _compared)
            {
                if (!old.Estimates.TryGetValue(metric.Name, out var a) || !cell.Estimates.TryGetValue(metric.Name, out var b)) continue;
                if (!double.IsFinite(a.HalfWidth + b.HalfWidth + a.Value + b.Value)) continue;
                var difference = Difference(a, b);
                cells.Add((new(cell.Cell, cell.Playbook, cell.Levels, metric.Name, a, b, difference, 1, Verdict.Inconclusive),
                    P(a, b, before.Plan.Confidence, after.Plan.Confidence)));
            }
            pairs.Add((old, cell));
        }
        var adjusted = MultipleTests.Holm([.. cells.Select(cell => cell.P)]);
        return new(before.Plan.Seed == after.Plan.Seed,
            [.. cells.Select((cell, i) => cell.Difference with { PAdjusted = adjusted[i], Verdict = Word(cell.Difference, adjusted[i], after.Plan.Confidence) })],
            [.. Changes(pairs, before.Plan, after.Plan)], unmatched);
    }

    /// <summary>
    /// Difference of two independent estimates, from their own intervals: d − √((b − l_b)² + (u_a − a)²) and likewise above. Newcombe,
    /// "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), method 10.
    /// </summary>
    public static Estimate Difference(Estimate before, Estimate after)
    {
        var value = after.Value - before.Value;
        return new(value, value - Length(after.Value - after.Low, before.High - before.Value), value + Length(after.High - after.Value, before.Value - before.Low),
            Math.Min(before.Count, after.Count));
    }

    private static double P(Estimate before, Estimate after, double confidenceBefore, double confidenceAfter)
    {
        var value = after.Value - before.Value;
        if (value == 0) return 1;
        // The half-width towards the other estimate is the one that decides, as in the interval.
        var (near, far) = value > 0 ? (after.Value - after.Low, before.High - before.Value) : (after.High - after.Value, before.Value - before.Low);
        var error = Length(near / Critical(confidenceAfter), far / Critical(confidenceBefore));
        return error == 0 ? 0 : 2 * StandardNormal.Cdf(-Math.Abs(value) / error);
    }

    private static double Critical(double confidence) => -StandardNormal.Quantile((1 - confidence) / 2);

    private static double Length(double x, double y) => Math.Sqrt(x * x + y * y);

    private static Verdict Word(CellDifference cell, double adjusted, double confidence)
    {
        if (cell.Before == cell.After) return Verdict.Equal;
        if (!(adjusted < 1 - confidence)) return Verdict.Inconclusive;
        return cell.Difference.Value > 0 == (Experiments.Metric.Named(cell.Metric)!.Better == Direction.Higher) ? Verdict.Better : Verdict.Worse;
    }

    // Bonferroni's correction is for the number of ways to fail in all cells: no word of them all is luck, at the confidence of the plan.
    private static IEnumerable<PatternDifference> Changes(List<(CellResult Old, CellResult Cell)> pairs, Plan before, Plan after)
    {
        var all = pairs.Sum(pair => Failures(pair.Old, pair.Cell).Count());
        var sure = 1 - (1 - after.Confidence) / Math.Max(1, all);
        foreach (var (old, cell) in pairs)
        {
            foreach (var outcome in Failures(old, cell))
            {
                var (was, now) = (old.Outcomes.GetValueOrDefault(outcome), cell.Outcomes.GetValueOrDefault(outcome));
                var share = Difference(Share(old, was, before, sure), Share(cell, now, after, sure));
                yield return new(cell.Cell, cell.Playbook, outcome, was, now,
                    share.High < 0 ? now == 0 ? PatternChange.Gone : PatternChange.Less : share.Low > 0 ? was == 0 ? PatternChange.New : PatternChange.More : PatternChange.Still);
            }
        }
    }

    private static IEnumerable<string> Failures(CellResult old, CellResult cell) =>
        old.Outcomes.Keys.Union(cell.Outcomes.Keys).Where(outcome => outcome is not (OutcomeName.Succeeded or OutcomeName.Degraded)).Order(StringComparer.Ordinal);

    /// <summary>
    /// Share of one way to fail. Workflows of one world fail together, which counts alone do not show; they are taken to hang together as
    /// success does, whose interval is that of trials.
    /// </summary>
    private static Estimate Share(CellResult cell, long failures, Plan plan, double confidence)
    {
        var all = cell.Outcomes.Values.Sum();
        if (!plan.HasWorkload || all == 0) return ProportionInterval.Wilson(failures, all, confidence);
        var success = cell[Metric.SuccessRate];
        var effect = double.PositiveInfinity;
        if (cell.Trials > 1)
        {
            var error = Math.Max(success.Value - success.Low, success.High - success.Value) / MeanInterval.StudentT(cell.Trials, 0, 1, plan.Confidence).High;
            effect = success.Value is > 0 and < 1 ? Math.Max(1, error * error * all / (success.Value * (1 - success.Value))) : 1;
        }
        return ClusteredProportion.Wilson(failures, all, cell.Trials, effect, confidence);
    }

    private static string Key(Plan plan, CellResult cell, string playbook) =>
        string.Join('|', plan.Factors.Zip(cell.Levels).Select(pair => $"{pair.First.Name}={pair.Second}").Order(StringComparer.Ordinal).Prepend(playbook));
}
