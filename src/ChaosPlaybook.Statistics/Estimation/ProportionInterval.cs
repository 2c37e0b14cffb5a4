using BetaLaw = MathNet.Numerics.Distributions.Beta;

namespace ChaosPlaybook.Statistics;

/// <summary>Confidence intervals of a success rate from independent trials.</summary>
/// <remarks>
/// The textbook interval p̂ ± z·se is not offered: at p = 0.999 and 1000 trials its 95 % cover 63 %.
/// With no trial every number is NaN.
/// </remarks>
public static class ProportionInterval
{
    /// <summary>Wilson's score interval: the default. Covers at about the nominal rate on average over p.</summary>
    /// <remarks>
    /// (p̂ + z²/2n ± z√(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n). Wilson, JASA 22 (1927); recommended by Brown, Cai, DasGupta,
    /// "Interval estimation for a binomial proportion", Statistical Science 16 (2001). Exactly 0 or 1 at the end that was observed.
    /// </remarks>
    /// <param name="successes">Range [0, trials].</param>
    /// <param name="trials">Range [0, 2⁶³).</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate Wilson(long successes, long trials, double confidence)
    {
        Check(successes, trials);
        var z = StandardNormal.Critical(confidence);
        if (trials == 0) return new(double.NaN, double.NaN, double.NaN, 0);
        var n = (double)trials;
        var p = successes / n;
        var squared = z * z;
        var scale = 1 + squared / n;
        var centre = (p + squared / (2 * n)) / scale;
        // k(n − k)/n³ keeps the digits that p(1 − p)/n loses near 1.
        var half = z * Math.Sqrt(successes / n * ((trials - successes) / n) / n + squared / (4 * n * n)) / scale;
        return new(p, successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half, trials);
    }

    /// <summary>The exact interval: covers at least at the nominal rate for every p, at the price of width. For gates.</summary>
    /// <remarks>
    /// Low = α/2 quantile of Beta(k, n − k + 1), 0 for k = 0; high = 1 − α/2 quantile of Beta(k + 1, n − k), 1 for k = n.
    /// Clopper and Pearson, Biometrika 26 (1934).
    /// </remarks>
    /// <param name="successes">Range [0, trials].</param>
    /// <param name="trials">Range [0, 2⁶³).</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate ClopperPearson(long successes, long trials, double confidence)
    {
        Check(successes, trials);
        var tail = (1 - Require.Confidence(confidence)) / 2;
        if (trials == 0) return new(double.NaN, double.NaN, double.NaN, 0);
        var failures = trials - successes;
        var low = successes == 0 ? 0 : BetaLaw.InvCDF(successes, failures + 1.0, tail);
        var high = failures == 0 ? 1 : BetaLaw.InvCDF(successes + 1.0, failures, 1 - tail);
        return new((double)successes / trials, low, high, trials);
    }

    private static void Check(long successes, long trials)
    {
        Require.NotNegative(trials);
        if (successes < 0 || successes > trials)
            throw new ArgumentOutOfRangeException(nameof(successes), successes, $"allowed [0, {trials}]");
    }
}
