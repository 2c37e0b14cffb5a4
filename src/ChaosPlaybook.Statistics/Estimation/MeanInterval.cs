namespace ChaosPlaybook.Statistics;

/// <summary>Confidence interval of a mean from independent values.</summary>
public static class MeanInterval
{
    /// <summary>x̄ ± t₍ₙ₋₁₎·s/√n (Student 1908). Limits are NaN below two values.</summary>
    /// <remarks>Not valid where the variance is infinite, as for a Pareto law with α ≤ 2; compare quantiles there.</remarks>
    /// <param name="moments">The values.</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate StudentT(in Moments moments, double confidence)
    {
        Require.Confidence(confidence);
        if (moments.Count < 2) return new(moments.Mean, double.NaN, double.NaN, moments.Count);
        var half = StudentLaw.Critical(moments.Count - 1, confidence) * moments.StandardError;
        return new(moments.Mean, moments.Mean - half, moments.Mean + half, moments.Count);
    }
}
