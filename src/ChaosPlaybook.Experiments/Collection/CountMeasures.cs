using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What one trial says about a count.</summary>
internal delegate int CountReading(in TrialRecord trial);

/// <summary>
/// Metrics that are the mean of a count, with or without a workload. They are not compared: they tell what happened, not whether
/// it was good.
/// </summary>
internal static class CountMeasures
{
    /// <summary>The metrics.</summary>
    public static readonly (Metric Metric, CountReading Read)[] All =
    [
        (Metric.FaultsInjected, (in t) => t.FaultsInjected),
        (Metric.FaultsLanded, (in t) => t.FaultsLanded),
        (Metric.CallsMasked, (in t) => t.CallsMasked),
        (Metric.CallsLeaked, (in t) => t.CallsLeaked),
        (Metric.Hedges, (in t) => t.Hedges),
        (Metric.HedgeWins, (in t) => t.HedgeWins),
        (Metric.SilentCorruptions, (in t) => t.SilentCorruptions),
        (Metric.Throttled, (in t) => t.Throttled),
        (Metric.CacheHits, (in t) => t.CacheHits),
        (Metric.StaleServed, (in t) => t.StaleServed),
        (Metric.Compensations, (in t) => t.Compensations),
    ];
}

/// <summary>Sums of counts over the trials of a cell, exact whatever the order.</summary>
internal sealed class CountTally
{
    /// <summary>Names of the layers in <see cref="CellResult.MaskedBy"/>.</summary>
    private static readonly string[] _maskers = ["retry", "rules", "hedge", "fallback", "cache"];

    private readonly long[] _sums = new long[CountMeasures.All.Length];
    private readonly Int128[] _squares = new Int128[CountMeasures.All.Length];
    private readonly long[] _masked = new long[_maskers.Length];

    /// <summary>Adds one trial.</summary>
    public void Add(in TrialRecord trial)
    {
        for (var i = 0; i < _sums.Length; i++)
        {
            long count = CountMeasures.All[i].Read(trial);
            if (count == 0) continue;
            _sums[i] += count;
            _squares[i] += count * count;
        }
        if (trial.CallsMasked == 0) return;
        _masked[0] += trial.MaskedByRetry;
        _masked[1] += trial.MaskedByRules;
        _masked[2] += trial.MaskedByHedge;
        _masked[3] += trial.MaskedByFallback;
        _masked[4] += trial.MaskedByCache;
    }

    /// <summary>Adds what another tally holds.</summary>
    public void Merge(CountTally other)
    {
        for (var i = 0; i < _sums.Length; i++) (_sums[i], _squares[i]) = (_sums[i] + other._sums[i], _squares[i] + other._squares[i]);
        for (var i = 0; i < _masked.Length; i++) _masked[i] += other._masked[i];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_sums);
        Array.Clear(_squares);
        Array.Clear(_masked);
    }

    /// <summary>The mean of a count over <paramref name="trials"/> trials with its t interval, or nothing for another metric.</summary>
    public Estimate? Estimate(Metric metric, long trials, double confidence)
    {
        for (var i = 0; i < _sums.Length; i++)
        {
            if (CountMeasures.All[i].Metric != metric) continue;
            return Mean(_sums[i], _squares[i], trials, confidence);
        }
        return null;
    }

    /// <summary>The mean of counts with its t interval, from their sum and that of their squares.</summary>
    public static Estimate Mean(long sum, Int128 squares, long trials, double confidence)
    {
        if (trials == 0) return new(double.NaN, double.NaN, double.NaN, 0);
        // n·Σx² − (Σx)² in whole numbers: nothing is lost by taking one from the other.
        var variance = (double)(trials * squares - (Int128)sum * sum) / trials / (trials - 1);
        return MeanInterval.StudentT(trials, (double)sum / trials, Math.Sqrt(variance / trials), confidence);
    }

    /// <summary>Sum of a count over all trials.</summary>
    public long Sum(Metric metric) => _sums[Array.FindIndex(CountMeasures.All, measure => measure.Metric == metric)];

    /// <summary>Masked calls by the layer that masked them.</summary>
    public IReadOnlyDictionary<string, long> MaskedBy() =>
        new SortedDictionary<string, long>(_maskers.Zip(_masked).Where(pair => pair.Second > 0).ToDictionary(pair => pair.First, pair => pair.Second), StringComparer.Ordinal);
}

/// <summary>pass^k, the probability that all of k independent trials succeed (Yao and others, tau-bench, 2024).</summary>
internal static class PassAll
{
    /// <summary>
    /// Of n trials s succeeded: C(s, k)/C(n, k), the share of all choices of k trials that succeeded throughout, unbiased for p^k. The
    /// limits are those of p (Wilson) to the power of k. NaN for fewer than k trials.
    /// </summary>
    public static Estimate Of(long successes, long trials, int k, double confidence)
    {
        if (trials < k) return new(double.NaN, double.NaN, double.NaN, trials);
        var value = 1.0;
        for (var i = 0; i < k; i++) value *= Math.Max(0, successes - i) / (double)(trials - i);
        var one = ProportionInterval.Wilson(successes, trials, confidence);
        return new(value, Math.Min(value, Math.Pow(one.Low, k)), Math.Max(value, Math.Pow(one.High, k)), trials);
    }
}
