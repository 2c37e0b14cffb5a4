namespace ChaosPlaybook.Statistics;

/// <summary>Confidence interval of a mean from independent values.</summary>
public static class MeanInterval
{
    /// <summary>x̄ ± t₍ₙ₋₁₎·s/√n (Student 1908). Limits are NaN below two values.</summary>
    /// <remarks>Not valid where the variance is infinite, as for a Pareto law with α ≤ 2; compare quantiles there.</remarks>
    /// <param name="moments">The values.</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate StudentT(in Moments moments, double confidence)
        => StudentT(moments.Count, moments.Mean, moments.StandardError, confidence);

    /// <summary>The same from what is known of the values.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="mean">x̄.</param>
    /// <param name="standardError">s/√n.</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate StudentT(long count, double mean, double standardError, double confidence)
    {
        Require.Confidence(confidence);
        if (count < 2) return new(mean, double.NaN, double.NaN, count);
        var half = StudentLaw.Critical(count - 1, confidence) * standardError;
        return new(mean, mean - half, mean + half, count);
    }
}
