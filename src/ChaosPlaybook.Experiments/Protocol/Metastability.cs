using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Decides whether a trial came back after a trigger. It is recovered at t* if in every window from t* to the end of the horizon
/// goodput ≥ 0.95 · offered, p99 ≤ 2 · baseline and queue ≤ max(2 · baseline p99, servers). If it is not and the queue falls
/// significantly over the last half, it is recovering and the horizon too short.
/// </summary>
/// <remarks>
/// The p99 of a window, and of the baseline, is the mean of its bins' values; a window in which nothing ended fails. The trend is a
/// straight line through ten means of the last half, tested one-sided at 99 % with t of 8 degrees of freedom.
/// Bronson et al., "Metastable failures in distributed systems", HotOS 2021; Huang et al., "Metastable failures in the wild", OSDI 2022.
/// </remarks>
public static class Metastability
{
    private const int Batches = 10;

    /// <summary>99 % quantile of Student's t with 8 degrees of freedom: one steady queue in a hundred is taken for a falling one.</summary>
    private const double Significant = 2.896;

    /// <summary>Judges one trial by its timeline.</summary>
    /// <exception cref="ArgumentException">The baseline or the judged time is shorter than a window.</exception>
    public static RecoveryJudgement Judge(Timeline timeline, in RecoveryInterval interval, RecoveryRule rule)
    {
        var bin = timeline.BinSeconds;
        int Bin(double seconds) => (int)Math.Ceiling(seconds / bin - 1e-9);
        var window = Math.Max(1, Bin(rule.WindowSeconds));
        var baseline = Bin(interval.BaselineFrom)..Bin(interval.TriggerFrom);
        var (first, end) = (Bin(interval.JudgedFrom), Math.Min(timeline.Count, (int)Math.Floor(interval.End / bin + 1e-9)));
        if (baseline.End.Value - baseline.Start.Value < window)
            throw new ArgumentException($"the baseline lasts from {interval.BaselineFrom} to {interval.TriggerFrom} s; it needs a window of {rule.WindowSeconds} s");
        if (end - first < window)
            throw new ArgumentException($"{interval.JudgedFrom} to {interval.End} s is too short to judge; it needs a window of {rule.WindowSeconds} s");
        var latency = rule.LatencyFactor * Mean(timeline.Values(Timeline.P99)[baseline]);
        var queue = Math.Max(rule.QueueFactor * NinetyNinth(timeline.Values(Timeline.Queue)[baseline]), interval.Servers);

        var start = end - window;
        while (start >= first && Healthy(timeline, start..(start + window), latency, queue, rule)) start--;
        if (++start <= end - window) return new(Recovery.Recovered, start * bin);
        var falls = Falls(timeline.Values(Timeline.Queue)[(first + (end - first) / 2)..end]);
        return new(falls ? Recovery.Recovering : Recovery.NotRecovered, double.NaN);
    }

    private static bool Healthy(Timeline timeline, Range window, double latency, double queue, RecoveryRule rule) =>
        Sum(timeline.Values(Timeline.Goodput)[window]) >= rule.GoodputShare * Sum(timeline.Values(Timeline.Offered)[window])
        && Mean(timeline.Values(Timeline.P99)[window]) <= latency
        && Mean(timeline.Values(Timeline.Queue)[window]) <= queue;

    /// <summary>Whether a line through the means of ten equal parts falls significantly.</summary>
    private static bool Falls(ReadOnlySpan<double> values)
    {
        var length = values.Length / Batches;
        if (length == 0) return false;
        var line = new CoMoments();
        for (var i = 0; i < Batches; i++) line.Add(i, Mean(values.Slice(values.Length - (Batches - i) * length, length)));
        var slope = line.Covariance / line.VarianceX;
        // Residual variance of the line over the spread of x: the squared standard error of the slope.
        var residual = Math.Max(0, line.VarianceY - slope * line.Covariance) * (Batches - 1) / (Batches - 2);
        var error = Math.Sqrt(residual / (line.VarianceX * (Batches - 1)));
        return slope < 0 && slope <= -Significant * error;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }

    /// <summary>Mean of the values that exist; NaN when there is none.</summary>
    private static double Mean(ReadOnlySpan<double> values)
    {
        var moments = new Moments();
        foreach (var value in values)
        {
            if (!double.IsNaN(value)) moments.Add(value);
        }
        return moments.Mean;
    }

    private static double NinetyNinth(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1];
    }
}
