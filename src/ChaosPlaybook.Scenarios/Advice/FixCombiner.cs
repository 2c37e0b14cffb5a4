using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Puts changes of different kinds together, greedily: to the best one the best of another kind is added, and kept if under the same luck
/// it is significantly better than without. Bonferroni's correction is for the number of tries.
/// </summary>
/// <param name="offer">The combinations of a candidate with one more change, given whether effects are applied twice under it.</param>
/// <param name="compare">Compares the second with the first under the luck of the other proposals.</param>
internal sealed class FixCombiner(Func<Candidate, bool, IEnumerable<Candidate>> offer, Func<Candidate, Candidate, SweepResult> compare)
{
    private const int MostTries = 5, MostParts = 4;
    private const double Level = 0.05 / MostTries;

    /// <summary>The combinations that hold, from two parts on; each has the one before it in it.</summary>
    /// <param name="none">The playbook as it is.</param>
    /// <param name="ranked">Single changes, best first.</param>
    /// <param name="candidates">The same as candidates.</param>
    /// <param name="duplicates">Whether effects are applied twice under one.</param>
    public IReadOnlyList<Candidate> Combine(Candidate none, IReadOnlyList<FixProposal> ranked, IReadOnlyList<Candidate> candidates, Func<Candidate, bool> duplicates)
    {
        var kept = new List<Candidate>();
        if (ranked.Count == 0 || ranked[0].Merit <= 0) return kept;
        var best = candidates.First(candidate => candidate.Id == ranked[0].Id);
        List<(string Id, string Kind)> parts = [(best.Id, best.Kind)];
        var twice = duplicates(best);
        var tries = 0;
        // What helps most may apply effects twice and rank low for it alone; with keys it need not.
        var lead = ranked.MaxBy(proposal => proposal.Worth.Value)!;
        if (lead.Consistency.Value < 0 && Build(none, [(lead.Id, lead.Kinds[0]), (ScenarioFixes.Keys, ScenarioFixes.Keys)], true) is { } keyed)
        {
            tries++;
            var result = compare(best, keyed);
            if (IsBetter(result))
            {
                twice = result.Cells[1][Metric.DuplicateEffects].Value > 0;
                parts = [(lead.Id, lead.Kinds[0]), (ScenarioFixes.Keys, ScenarioFixes.Keys)];
                kept.Add(best = keyed);
            }
        }
        var next = ranked.Select(proposal => (proposal.Id, Kind: proposal.Kinds[0])).Prepend((Id: ScenarioFixes.Keys, Kind: ScenarioFixes.Keys))
            .Where(part => parts.All(taken => taken.Kind != part.Kind)).DistinctBy(part => part.Kind).ToList();
        foreach (var part in next)
        {
            if (tries == MostTries || parts.Count == MostParts) break;
            // A hedge gives reads a pipeline of their own: what comes after it would not reach them.
            List<(string Id, string Kind)> more = [.. parts.Append(part).OrderBy(one => one.Kind == "hedge")];
            if (Build(none, more, twice) is not { } both) continue;
            tries++;
            var result = compare(best, both);
            if (!IsBetter(result)) continue;
            twice = result.Cells[1][Metric.DuplicateEffects].Value > 0;
            parts = more;
            kept.Add(best = both);
        }
        return kept;
    }

    private Candidate? Build(Candidate none, IEnumerable<(string Id, string Kind)> parts, bool twice)
    {
        Candidate? built = null;
        foreach (var (id, _) in parts)
        {
            var wanted = built is null ? id : $"{built.Id}+{id}";
            built = offer(built ?? none, twice).FirstOrDefault(candidate => candidate.Id == wanted);
            if (built is null) return null;
        }
        return built;
    }

    /// <summary>Both in one; the second was made from the playbook of the first.</summary>
    public static Candidate Both(Candidate first, Candidate second) => second with
    {
        Id = $"{first.Id}+{second.Id}", Title = $"{first.Title} + {second.Title}", What = $"{first.What}; and {second.What}", Kind = $"{first.Kind}+{second.Kind}",
        Addressed = [.. first.Addressed.Union(second.Addressed)], Sets = [.. first.Sets, .. second.Sets], Reason = first.Reason ?? second.Reason,
    };

    private static bool IsBetter(SweepResult result)
    {
        var (quality, twice) = (Of(Metric.Quality), Of(Metric.DuplicateEffects));
        var workflows = (double)result.Cells[0].Outcomes.Values.Sum() / Math.Max(1, result.Cells[0].Trials);
        var merit = quality.Difference.Value - twice.Difference.Value / Math.Max(1, workflows);
        return merit > 0 && (quality.PValue < Level && quality.Difference.Value > 0 || twice.PValue < Level && twice.Difference.Value < 0);
        Comparison Of(Metric metric) => result.Comparisons.First(comparison => comparison.Metric == metric.Name);
    }
}
