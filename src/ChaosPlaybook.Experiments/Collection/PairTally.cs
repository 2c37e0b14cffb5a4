using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// One playbook against the baseline at one design point. A pair is one replication: the same luck under both, so that the
/// difference is the playbooks' alone.
/// </summary>
internal sealed class PairTally(MeasureSet measures)
{
    private readonly PairedCounts[] _shares = new PairedCounts[measures.Shares.Length];
    private readonly Moments[] _means = new Moments[measures.Means.Length];

    /// <summary>Adds one pair of readings.</summary>
    public void Add(
        ReadOnlySpan<double> baseShares, ReadOnlySpan<double> shares, ReadOnlySpan<double> baseMeans, ReadOnlySpan<double> means)
    {
        for (var i = 0; i < _shares.Length; i++) _shares[i].Add(baseShares[i] != 0, shares[i] != 0);
        for (var i = 0; i < _means.Length; i++)
        {
            var difference = means[i] - baseMeans[i];
            if (!double.IsNaN(difference)) _means[i].Add(difference);
        }
    }

    /// <summary>Adds what another tally holds.</summary>
    public void Merge(PairTally other)
    {
        for (var i = 0; i < _shares.Length; i++) _shares[i].Merge(other._shares[i]);
        for (var i = 0; i < _means.Length; i++) _means[i].Merge(other._means[i]);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_shares);
        Array.Clear(_means);
    }

    /// <summary>
    /// One comparison per compared metric. Adjusted p values and verdicts other than <see cref="Verdict.Equal"/> need all design
    /// points and are filled in by <see cref="Comparisons.Judge"/>.
    /// </summary>
    public IEnumerable<Comparison> Results(Plan plan, DesignPoint point, int playbook)
    {
        foreach (var metric in measures.Compared)
        {
            var (difference, p, equal) = Compare(metric, plan.Confidence);
            yield return new(plan.Playbooks[playbook], plan.Baseline, point.Levels, metric.Name, difference,
                p, p, equal ? Verdict.Equal : Verdict.Inconclusive);
        }
    }

    private (Estimate Difference, double P, bool Equal) Compare(Metric metric, double confidence)
    {
        for (var i = 0; i < _shares.Length; i++)
        {
            if (measures.Shares[i].Metric != metric) continue;
            ref readonly var counts = ref _shares[i];
            // The interval is no point even where no pair differs: what never differed in these trials may still differ in others.
            var same = counts.FirstOnly == 0 && counts.SecondOnly == 0;
            return (PairedProportions.BonettPrice(counts, confidence), PairedProportions.McNemarMidP(counts), same);
        }
        ref readonly var differences = ref _means[Array.FindIndex(measures.Means, measure => measure.Metric == metric)];
        var equal = differences.Minimum == 0 && differences.Maximum == 0;
        return (PairedMeans.Interval(differences, confidence), equal ? 1 : PairedMeans.PValue(differences), equal);
    }
}
