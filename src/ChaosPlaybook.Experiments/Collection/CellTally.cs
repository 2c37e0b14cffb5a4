using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// The trials of one cell, condensed: fixed memory for any number of trials. Merging tallies of blocks in a fixed order
/// gives the same bits whoever filled the blocks.
/// </summary>
internal sealed class CellTally(MeasureSet measures)
{
    private readonly long[] _shares = new long[measures.Shares.Length];
    private readonly Moments[] _means = new Moments[measures.Means.Length];
    private readonly Moments[] _successMeans = new Moments[measures.SuccessMeans.Length];
    private readonly CoMoments[] _ratios = new CoMoments[measures.Ratios.Length];
    private readonly DDSketch _durations = new();
    private readonly OutcomeCounts _outcomes = new();
    private readonly CountTally _counts = new();
    private readonly FaultTally _faults = new();
    private long _truncated, _agents;

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
        for (var i = 0; i < means.Length; i++)
        {
            if (!double.IsNaN(means[i])) _means[i].Add(means[i]);
        }
        for (var i = 0; i < _successMeans.Length; i++)
        {
            var reading = measures.SuccessMeans[i].Read(trial);
            if (!double.IsNaN(reading)) _successMeans[i].Add(reading);
        }
        for (var i = 0; i < _ratios.Length; i++) _ratios[i].Add(measures.Ratios[i].Per(trial), measures.Ratios[i].Read(trial));
        if (!measures.IsPopulation) _durations.Add(trial.DurationSeconds);
        if (measures.IsPopulation) _outcomes.AddAgents(trial);
        else _outcomes.Add(trial);
        _agents += trial.Agents;
        _counts.Add(trial);
        _truncated += trial.Truncated ? 1 : 0;
    }

    /// <summary>Adds the error codes with which the workflows of one trial failed; the trial itself is added too, before or after.</summary>
    public void AddCodes(ReadOnlySpan<int> failed) => _outcomes.AddCodes(failed);

    /// <summary>Adds what became of each fault in one trial; the trial itself is added too, before or after.</summary>
    public void Add(ReadOnlySpan<FaultCount> faults) => _faults.Add(faults);

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
        _counts.Merge(other._counts);
        _faults.Merge(other._faults);
        _truncated += other._truncated;
        _agents += other._agents;
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
        _counts.Clear();
        _faults.Clear();
        _truncated = _agents = 0;
    }

    /// <summary>The estimate of one metric; NaN for one that these trials have no reading of.</summary>
    public Estimate Estimate(Metric metric, double confidence)
    {
        for (var i = 0; i < _shares.Length; i++)
        {
            if (measures.Shares[i].Metric == metric) return ProportionInterval.Wilson(_shares[i], Trials, confidence);
        }
        for (var i = 0; i < _means.Length; i++)
        {
            if (measures.Means[i].Metric == metric) return WithinRange(metric, _means[i], confidence);
        }
        for (var i = 0; i < _successMeans.Length; i++)
        {
            if (measures.SuccessMeans[i].Metric == metric) return MeanInterval.StudentT(_successMeans[i], confidence);
        }
        foreach (var (quantile, q) in measures.Quantiles)
        {
            if (quantile == metric) return QuantileInterval.OrderStatistics(_durations, q, confidence);
        }
        for (var i = 0; i < _ratios.Length; i++)
        {
            if (measures.Ratios[i].Metric == metric) return RatioInterval.Delta(_ratios[i], confidence);
        }
        if (metric == Metric.Pass8 && !measures.IsPopulation) return PassAll.Of(_shares[0], Trials, 8, confidence);
        return _counts.Estimate(metric, Trials, confidence) ?? new(double.NaN, double.NaN, double.NaN, 0);
    }

    // The t interval of a mean of shares knows nothing of 0 and 1, and where every trial is at one of them it is a point. What never happened
    // to so many agents may still happen to others: the interval is then as if they were independent, which is the least that can be said.
    private Estimate WithinRange(Metric metric, in Moments moments, double confidence)
    {
        var estimate = MeanInterval.StudentT(moments, confidence);
        if (metric.Kind != MetricKind.Proportion || double.IsNaN(estimate.Low)) return estimate;
        if (moments.Minimum == moments.Maximum && estimate.Value is 0 or 1)
            return ProportionInterval.Wilson(estimate.Value == 0 ? 0 : _agents, _agents, confidence) with { Count = estimate.Count };
        return estimate with { Low = Math.Max(0, estimate.Low), High = Math.Min(1, estimate.High) };
    }

    /// <summary>Everything the cell gave.</summary>
    public CellResult Result(Plan plan, DesignPoint point, int playbook) => new(
        plan.CellOf(point, playbook), plan.Playbooks[playbook], point.Levels, Trials,
        Metric.All.ToDictionary(metric => metric.Name, metric => Estimate(metric, plan.Confidence)),
        _outcomes.Read(), _counts.Sum(Metric.FaultsInjected), _truncated)
        {
            FaultsLanded = _counts.Sum(Metric.FaultsLanded), MaskedBy = _counts.MaskedBy(),
            Faults = _faults.IsEmpty ? [] : _faults.Read(FaultName.Of(point.Worlds[playbook]), Trials, plan.Confidence),
        };
}
