using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>Turns raw p values into verdicts.</summary>
internal static class Comparisons
{
    /// <summary>
    /// Corrects the p values of each playbook and metric for the number of design points (Holm 1979) and words the verdicts.
    /// An undefined p value (a single pair) is not counted and stays undefined.
    /// </summary>
    public static IReadOnlyList<Comparison> Judge(IReadOnlyList<Comparison> raw, double confidence)
    {
        var judged = raw.ToArray();
        foreach (var family in Enumerable.Range(0, judged.Length).GroupBy(i => (judged[i].Playbook, judged[i].Metric)))
        {
            int[] members = [.. family];
            var adjusted = MultipleTests.Holm([.. members.Select(i => judged[i].PValue)]);
            for (var j = 0; j < members.Length; j++)
            {
                ref var comparison = ref judged[members[j]];
                comparison = comparison with { PAdjusted = adjusted[j], Verdict = Word(comparison, adjusted[j], confidence) };
            }
        }
        return judged;
    }

    private static Verdict Word(Comparison comparison, double adjusted, double confidence)
    {
        if (comparison.Verdict == Verdict.Equal) return Verdict.Equal;
        if (!(adjusted < 1 - confidence)) return Verdict.Inconclusive;
        var higherIsBetter = Metric.Named(comparison.Metric)!.Better == Direction.Higher;
        return comparison.Difference.Value > 0 == higherIsBetter ? Verdict.Better : Verdict.Worse;
    }
}
