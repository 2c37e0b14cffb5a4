namespace ChaosPlaybook.Statistics;

/// <summary>Comparison of two means on the same replications, through the differences per replication.</summary>
public static class PairedMeans
{
    /// <summary>Mean difference d̄ ± t₍ₙ₋₁₎·s_d/√n. Limits are NaN below two pairs.</summary>
    /// <param name="differences">One difference per replication, second minus first.</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate Interval(in Moments differences, double confidence) => MeanInterval.StudentT(differences, confidence);

    /// <summary>Two-sided p value of "the mean difference is 0", paired t test.</summary>
    /// <remarks>
    /// NaN below two pairs. 1 where every difference is 0; 0 where all are the same other number, as the t statistic is infinite.
    /// </remarks>
    /// <param name="differences">One difference per replication.</param>
    public static double PValue(in Moments differences)
    {
        if (differences.Count < 2) return double.NaN;
        return differences.Mean == 0 ? 1 : StudentLaw.TwoSidedP(differences.Count - 1, differences.Mean / differences.StandardError);
    }
}
