namespace ChaosPlaybook.Statistics;

/// <summary>How many independent trials a wanted precision takes.</summary>
public static class SampleSize
{
    /// <summary>The fewest trials whose Wilson interval is at most this wide when the observed rate is <paramref name="proportion"/>.</summary>
    /// <remarks>
    /// Half-width z√(p(1 − p)/n + z²/4n²)/(1 + z²/n) falls with n; solved for n + z² as a quadratic and rounded up. For one look at
    /// the end: a rule that looks repeatedly and stops needs somewhat more.
    /// </remarks>
    /// <param name="proportion">Expected success rate. Range [0, 1].</param>
    /// <param name="halfWidth">Wanted half-width. Range (0, 0.5).</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static long ForWilsonHalfWidth(double proportion, double halfWidth, double confidence)
    {
        Require.Within(proportion, Bounds.Ratio);
        Require.Within(halfWidth, new Bounds(0, 0.5, LowOpen: true, HighOpen: true));
        var z = StandardNormal.Critical(confidence);
        var spread = proportion * (1 - proportion);
        var squared = halfWidth * halfWidth;
        var total = z * z * (spread + Math.Sqrt(spread * spread + 4 * squared * (0.25 - spread))) / (2 * squared);
        return ToCount(Math.Ceiling(total - z * z), nameof(halfWidth), halfWidth);
    }

    /// <summary>The fewest values, at least 2, whose t interval is at most this wide when their standard deviation is as given.</summary>
    /// <remarks>Smallest n with t₍ₙ₋₁₎·s/√n ≤ half-width, searched upward from the normal approximation.</remarks>
    /// <param name="standardDeviation">Expected s, in the unit of the values. Range [0, ∞), finite.</param>
    /// <param name="halfWidth">Wanted half-width, in the same unit. Range (0, ∞), finite.</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static long ForMeanHalfWidth(double standardDeviation, double halfWidth, double confidence)
    {
        Require.Within(standardDeviation, new Bounds(0, double.PositiveInfinity, HighOpen: true));
        Require.Within(halfWidth, new Bounds(0, double.PositiveInfinity, LowOpen: true, HighOpen: true));
        var ratio = standardDeviation / halfWidth;
        var z = StandardNormal.Critical(confidence);
        // The normal law asks for too few, so the search only ever goes up.
        var n = Math.Max(2, ToCount(Math.Ceiling(z * z * ratio * ratio), nameof(halfWidth), halfWidth));
        while (StudentLaw.Critical(n - 1, confidence) * ratio > Math.Sqrt(n)) n++;
        return n;
    }

    private static long ToCount(double n, string name, double halfWidth)
    {
        // Beyond 2⁵³ neighbouring counts are the same double.
        if (n > 1L << 53) throw new ArgumentOutOfRangeException(name, halfWidth, "would take more than 9007199254740992 trials");
        return Math.Max(1, (long)n);
    }
}
