namespace ChaosPlaybook.Statistics;

/// <summary>Confidence interval of a ratio of two means, such as cost per success or attempts per call.</summary>
public static class RatioInterval
{
    /// <summary>R = ȳ/x̄ ± t₍ₙ₋₁₎·√((s_y² − 2R·s_xy + R²·s_x²)/n)/|x̄|, the delta method.</summary>
    /// <remarks>
    /// One pair (x, y) per replication, so that what is correlated within a replication is accounted for. Right for large n; with
    /// x̄ within a few standard errors of 0 no such interval means anything. NaN where x̄ = 0; limits NaN below two pairs.
    /// Law, Simulation Modeling and Analysis, ch. 9 (ratio estimation); Cochran, Sampling Techniques, ch. 6.
    /// </remarks>
    /// <param name="xy">Pairs: denominator x, numerator y.</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate Delta(in CoMoments xy, double confidence)
    {
        Require.Confidence(confidence);
        if (xy.Count == 0 || xy.MeanX == 0) return new(double.NaN, double.NaN, double.NaN, xy.Count);
        var ratio = xy.MeanY / xy.MeanX;
        if (xy.Count < 2) return new(ratio, double.NaN, double.NaN, xy.Count);
        // Rounding may leave a perfectly proportional sample slightly below zero.
        var variance = Math.Max(0, xy.VarianceY - 2 * ratio * xy.Covariance + ratio * ratio * xy.VarianceX);
        var half = StudentLaw.Critical(xy.Count - 1, confidence) * Math.Sqrt(variance / xy.Count) / Math.Abs(xy.MeanX);
        return new(ratio, ratio - half, ratio + half, xy.Count);
    }
}
