namespace ChaosPlaybook.Statistics;

/// <summary>Confidence interval of a quantile from independent values; needs no assumption about their law.</summary>
public static class QuantileInterval
{
    /// <summary>The interval between two order statistics, read from a sketch and widened by the sketch's own error.</summary>
    /// <remarks>
    /// Value: the sketch at rank ⌊q(n − 1)⌋. A value x returned as v lies in [v/(1 + α), v/(1 − α)], and within the exact extremes.
    /// High is +∞ where the sample is too small for an upper limit (q = 0.99 at 95 % needs 368 values), low is 0 where it is too
    /// small for a lower one. All NaN when empty.
    /// </remarks>
    /// <param name="sketch">The values.</param>
    /// <param name="q">Level of the quantile in (0, 1), e.g. 0.99.</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate OrderStatistics(DDSketch sketch, double q, double confidence)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        var n = sketch.Count;
        var (low, high) = Ranks(n, q, confidence);
        if (n == 0) return new(double.NaN, double.NaN, double.NaN, 0);
        var error = sketch.RelativeAccuracy;
        return new(
            sketch.Quantile(q),
            low == 0 ? 0 : Math.Max(sketch.ValueAtRank(low - 1) / (1 + error), sketch.Minimum),
            high > n ? double.PositiveInfinity : Math.Min(sketch.ValueAtRank(high - 1) / (1 - error), sketch.Maximum),
            n);
    }

    /// <summary>The order statistics x₍l₎ and x₍u₎, counted from 1, between which the q-quantile lies with this confidence.</summary>
    /// <remarks>
    /// Each end misses with probability at most α/2: l is the largest rank with P(Bin(n, q) ≤ l − 1) ≤ α/2, u the smallest with
    /// P(Bin(n, q) ≤ u − 1) ≥ 1 − α/2, so that P(l ≤ Bin(n, q) &lt; u) ≥ 1 − α. Low = 0 and High = n + 1 mean that no such order
    /// statistic exists. The binomial tails are exact for every n (<see cref="BinomialTail"/>); about 1 ms at n = 10⁹.
    /// David and Nagaraja, Order Statistics, ch. 7.
    /// </remarks>
    /// <param name="n">Number of values, at least 0.</param>
    /// <param name="q">Level of the quantile in (0, 1).</param>
    /// <param name="confidence">Two-sided level in (0, 1).</param>
    public static (long Low, long High) Ranks(long n, double q, double confidence)
    {
        Require.NotNegative(n);
        Require.Within(q, new Bounds(0, 1, LowOpen: true, HighOpen: true));
        var half = Math.Ceiling(StandardNormal.Critical(confidence) * Math.Sqrt(n * q * (1 - q)));
        var miss = (1 - confidence) / 2;
        var low = FirstAbove(miss, n, q, (long)(n * q - half));
        // Mirrored, so that a tiny upper tail is summed as such: P(X ≤ u − 1) ≥ 1 − miss means P(n − X ≤ n − u) ≤ miss.
        var high = n + 1 - FirstAbove(miss, n, 1 - q, (long)(n * (1 - q) - half));
        return (low, high);
    }

    /// <summary>The smallest k with P(X ≤ k) &gt; <paramref name="miss"/>, which is the largest l with P(X ≤ l − 1) ≤ miss.</summary>
    private static long FirstAbove(double miss, long n, double q, long guess)
    {
        var k = Math.Clamp(guess, 0, n);
        var below = BinomialTail.AtMost(k - 1, n, q);
        while (below > miss) below -= BinomialTail.Probability(--k, n, q);
        for (; k < n; k++)
        {
            below += BinomialTail.Probability(k, n, q);
            if (below > miss) break;
        }
        return k;
    }
}
