using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Makes proposals of candidates and the sweep that compared them with the present playbook.</summary>
/// <param name="pick">The scenario.</param>
/// <param name="found">What fails in it.</param>
internal sealed class FixMeasurement(WorldPick pick, FailureAnalysis found)
{
    /// <summary>One proposal per candidate, in their order.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="result">Its first cell is the present playbook; it has one for every candidate.</param>
    public IEnumerable<FixProposal> Proposals(IReadOnlyList<Candidate> candidates, SweepResult result)
    {
        var was = result.Cells[0];
        var gains = Gains(result, Metric.SuccessRate, 1);
        var worths = Gains(result, Metric.Quality, 1);
        // With a workload a trial has many workflows.
        var avoided = Gains(result, Metric.DuplicateEffects, -(double)was.Trials / Math.Max(1, was.Outcomes.Values.Sum()));
        foreach (var candidate in candidates)
        {
            var cell = result.Cells.First(cell => cell.Playbook == candidate.Name);
            var share = found.Failures == 0 ? 0 : candidate.Addressed.Sum(pattern => pattern.Share);
            var (before, after) = (YamlText.Block("playbook", pick.Node, 0), YamlText.Block("playbook", candidate.Playbook, 0));
            var section = Section(pick.With(candidate), candidate);
            yield return new(candidate.Id, candidate.Title, candidate.What, Why(candidate, share), share, YamlText.Block(candidate.Name, candidate.Playbook, 0),
                (before == after ? "" : LineChange.Of(before, after)) + (section.Length == 0 ? "" : LineChange.Of(Section(pick.Root, candidate), section)),
                gains[candidate.Name], worths[candidate.Name], cell[Metric.SuccessRate].Value, null, new(
                    Less(Metric.DurationMean), Less(Metric.DurationP99), Less(Metric.Amplification), Less(Metric.Cost), Less(Metric.DuplicateEffects)))
            {
                Kinds = candidate.Kind.Split('+'), ChangesPlaybook = before != after, Settings = [.. candidate.Sets.Select(set => $"{set.Path}={set.Value}")],
                Section = section, Consistency = avoided[candidate.Name],
            };
            double Less(Metric metric) => cell.Estimates.TryGetValue(metric.Name, out var now) && was.Estimates.TryGetValue(metric.Name, out var then)
                ? now.Value - then.Value : double.NaN;
        }
    }

    private static string Why(Candidate candidate, double share)
    {
        var leading = candidate.Addressed.Take(3).Select(pattern => pattern.Causes.Count == 0 ? $"{pattern}" : $"{pattern} (cause: {pattern.Causes[0].Name})");
        var failures = $"{100 * share:F0} % of the failures, first of all {string.Join("; ", leading)}";
        return candidate.Addressed.Count == 0 ? candidate.Reason ?? "" : candidate.Reason is null ? failures : $"{failures}; {candidate.Reason}";
    }

    /// <summary>The parts of a scenario that a change beside the playbook touches.</summary>
    private static string Section(MapNode root, Candidate candidate)
    {
        var parts = candidate.Sets.Select(set => set.Path.Split('.', '[')).Select(path => path[0] == "executors" ? (path[0], path[1]) : (path[0], "")).Distinct();
        return string.Concat(parts.GroupBy(part => part.Item1).Select(group => group.First().Item2.Length == 0 ? YamlText.Block(group.Key, root[group.Key]!, 0)
            : $"{group.Key}:\n{string.Concat(group.Select(part => YamlText.Block(part.Item2, ((MapNode)root[group.Key]!)[part.Item2]!, 2)))}"));
    }

    private static Dictionary<string, FixGain> Gains(SweepResult result, Metric metric, double scale)
    {
        var comparisons = result.Comparisons.Where(comparison => comparison.Metric == metric.Name).ToList();
        var adjusted = MultipleTests.Holm([.. comparisons.Select(comparison => comparison.PValue)]);
        return comparisons.Select((comparison, i) => (comparison.Playbook, Gain: Scaled(comparison.Difference, scale, adjusted[i])))
            .ToDictionary(pair => pair.Playbook, pair => pair.Gain);
    }

    // Zero is added so that nothing is −0.
    private static FixGain Scaled(Estimate difference, double scale, double p) => scale > 0
        ? new(difference.Value * scale, difference.Low * scale, difference.High * scale, p)
        : new(difference.Value * scale + 0.0, difference.High * scale + 0.0, difference.Low * scale + 0.0, p);
}
