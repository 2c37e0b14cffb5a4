namespace ChaosPlaybook.Statistics;

/// <summary>Shares of things that come in clusters, such as calls of one trial: those of one cluster may depend on each other.</summary>
/// <remarks>
/// The design effect is the variance of a share over what it would be if all were independent (Kish, Survey Sampling, 1965, 8.2). With
/// trials divided by it, and by (t₍ₙ₋₁₎/z)² for n clusters, an interval for independent trials holds for clusters (Korn and Graubard,
/// Survey Methodology 24 (1998)).
/// </remarks>
public static class ClusteredProportion
{
    /// <summary>
    /// The design effect of R = Σy/Σx by the delta method, (s_y² − 2R·s_xy + R²·s_x²)/(x̄·R(1 − R)), but at least 1. Where nothing
    /// varies, at R = 0 and 1, it is 1: clusters show nothing of how they hang together. Of one cluster it is +∞.
    /// </summary>
    /// <param name="xy">One pair per cluster: how many there are, and how many of them count.</param>
    public static double DesignEffect(in CoMoments xy)
    {
        if (xy.Count < 2) return double.PositiveInfinity;
        var share = xy.MeanY / xy.MeanX;
        if (!(share > 0 && share < 1)) return 1;
        return Math.Max(1, (xy.VarianceY - 2 * share * xy.Covariance + share * share * xy.VarianceX) / (xy.MeanX * share * (1 - share)));
    }

    /// <summary>Wilson's interval with as many trials as would tell as much if they were independent.</summary>
    /// <param name="successes">Range [0, trials].</param>
    /// <param name="trials">Range [0, 2⁶³).</param>
    /// <param name="clusters">Clusters that they are of.</param>
    /// <param name="designEffect">Range [1, +∞].</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate Wilson(long successes, long trials, long clusters, double designEffect, double confidence)
    {
        if (!(designEffect >= 1)) throw new ArgumentOutOfRangeException(nameof(designEffect), designEffect, "allowed [1, ∞]");
        var independent = ProportionInterval.Wilson(successes, trials, confidence);
        if (trials == 0) return independent;
        if (clusters < 2 || double.IsInfinity(designEffect)) return independent with { Low = 0, High = 1 };
        var (p, z) = (independent.Value, StandardNormal.Critical(confidence));
        var few = StudentLaw.Critical(clusters - 1, confidence) / z;
        var n = trials / (designEffect * few * few);
        var centre = (p + z * z / (2 * n)) / (1 + z * z / n);
        var half = z * Math.Sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
        return independent with { Low = successes == 0 ? 0 : centre - half, High = successes == trials ? 1 : centre + half };
    }
}
