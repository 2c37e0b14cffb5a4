using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// The trials of one cell, condensed: fixed memory for any number of trials. Merging tallies of blocks in a fixed order
/// gives the same bits whoever filled the blocks.
/// </summary>
internal sealed class CellTally
{
    private readonly long[] _shares = new long[Measure.Shares.Length];
    private readonly Moments[] _means = new Moments[Measure.Means.Length];
    private readonly Moments[] _successMeans = new Moments[Measure.SuccessMeans.Length];
    private readonly CoMoments[] _ratios = new CoMoments[Measure.Ratios.Length];
    private readonly DDSketch _durations = new();
    private readonly OutcomeCounts _outcomes = new();
    private long _faults, _truncated;

    /// <summary>Trials added.</summary>
    public long Trials { get; private set; }

    /// <summary>Adds one trial.</summary>
    /// <param name="trial">Its record.</param>
    /// <param name="shares">Its readings of <see cref="Measure.Shares"/>.</param>
    /// <param name="means">Its readings of <see cref="Measure.Means"/>.</param>
    public void Add(in TrialRecord trial, ReadOnlySpan<double> shares, ReadOnlySpan<double> means)
    {
        Trials++;
        for (var i = 0; i < shares.Length; i++) _shares[i] += shares[i] != 0 ? 1 : 0;
        for (var i = 0; i < means.Length; i++) _means[i].Add(means[i]);
        if (trial.Succeeded)
        {
            for (var i = 0; i < _successMeans.Length; i++) _successMeans[i].Add(Measure.SuccessMeans[i].Read(trial));
        }
        for (var i = 0; i < _ratios.Length; i++) _ratios[i].Add(Measure.Ratios[i].Per(trial), Measure.Ratios[i].Read(trial));
        _durations.Add(trial.DurationSeconds);
        _outcomes.Add(trial);
        _faults += trial.FaultsInjected;
        _truncated += trial.Truncated ? 1 : 0;
    }

    /// <summary>Adds what another tally holds.</summary>
    public void Merge(CellTally other)
    {
        Trials += other.Trials;
        for (var i = 0; i < _shares.Length; i++) _shares[i] += other._shares[i];
        for (var i = 0; i < _means.Length; i++) _means[i].Merge(other._means[i]);
        for (var i = 0; i < _successMeans.Length; i++) _successMeans[i].Merge(other._successMeans[i]);
        for (var i = 0; i < _ratios.Length; i++) _ratios[i].Merge(other._ratios[i]);
        _durations.Merge(other._durations);
        _outcomes.Merge(other._outcomes);
        _faults += other._faults;
        _truncated += other._truncated;
    }

    /// <summary>Forgets everything; buffers stay.</summary>
    public void Clear()
    {
        Trials = 0;
        Array.Clear(_shares);
        Array.Clear(_means);
        Array.Clear(_successMeans);
        Array.Clear(_ratios);
        _durations.Clear();
        _outcomes.Clear();
        _faults = _truncated = 0;
    }

    /// <summary>The estimate of one metric.</summary>
    public Estimate Estimate(Metric metric, double confidence)
    {
        for (var i = 0; i < _shares.Length; i++)
        {
            if (Measure.Shares[i].Metric == metric) return ProportionInterval.Wilson(_shares[i], Trials, confidence);
        }
        for (var i = 0; i < _means.Length; i++)
        {
            if (Measure.Means[i].Metric == metric) return MeanInterval.StudentT(_means[i], confidence);
        }
        for (var i = 0; i < _successMeans.Length; i++)
        {
            if (Measure.SuccessMeans[i].Metric == metric) return MeanInterval.StudentT(_successMeans[i], confidence);
        }
        foreach (var (quantile, q) in Measure.Quantiles)
        {
            if (quantile == metric) return QuantileInterval.OrderStatistics(_durations, q, confidence);
        }
        for (var i = 0; i < _ratios.Length; i++)
        {
            if (Measure.Ratios[i].Metric == metric) return RatioInterval.Delta(_ratios[i], confidence);
        }
        throw new ArgumentException($"metric {metric.Name} has no line in {nameof(Measure)}");
    }

    /// <summary>Everything the cell gave.</summary>
    public CellResult Result(Plan plan, DesignPoint point, int playbook) => new(
        plan.CellOf(point, playbook), plan.Playbooks[playbook], point.Levels, Trials,
        Metric.All.ToDictionary(metric => metric.Name, metric => Estimate(metric, plan.Confidence)),
        _outcomes.Read(), _faults, _truncated);
}
