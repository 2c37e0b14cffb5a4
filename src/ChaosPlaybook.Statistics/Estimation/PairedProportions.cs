namespace ChaosPlaybook.Statistics;

/// <summary>Comparison of two success rates on the same replications.</summary>
public static class PairedProportions
{
    /// <summary>Difference of the success rates, second minus first, with the Bonett–Price interval.</summary>
    /// <remarks>
    /// Value (c − b)/n, where b pairs succeeded with the first only and c with the second only. Interval Δ̃ ± z·√((b̃ + c̃ − Δ̃²)/(n + 2)),
    /// b̃ = (b + 1)/(n + 2), c̃ = (c + 1)/(n + 2), Δ̃ = c̃ − b̃, cut to [−1, 1]; it stays honest where no pair differs. Bonett and
    /// Price, "Adjusted Wald confidence interval for a difference of binomial proportions based on paired data", J. Educational and
    /// Behavioral Statistics 37 (2012). NaN without pairs.
    /// </remarks>
    /// <param name="counts">The paired successes.</param>
    /// <param name="confidence">Two-sided level in (0, 1), e.g. 0.95.</param>
    public static Estimate BonettPrice(in PairedCounts counts, double confidence)
    {
        var z = StandardNormal.Critical(confidence);
        if (counts.Count == 0) return new(double.NaN, double.NaN, double.NaN, 0);
        var n = counts.Count + 2.0;
        var first = (counts.FirstOnly + 1) / n;
        var second = (counts.SecondOnly + 1) / n;
        var difference = second - first;
        var half = z * Math.Sqrt((first + second - difference * difference) / n);
        var value = (counts.SecondOnly - counts.FirstOnly) / (double)counts.Count;
        return new(value, Math.Max(-1, difference - half), Math.Min(1, difference + half), counts.Count);
    }

    /// <summary>McNemar's test, mid-p form: the two-sided p value of "both succeed equally often". The default.</summary>
    /// <remarks>
    /// With m = min(b, c): 2·P(X ≤ m) − P(X = m), X ~ Bin(b + c, ½); 1 − ½·P(X = m) where b = c; 1 where no pair differs.
    /// Close to its level where <see cref="McNemarExact"/> is too cautious. Fagerland, Lydersen, Laake, "The McNemar test for binary
    /// matched-pairs data: mid-p and asymptotic are better than exact conditional", BMC Med. Res. Methodol. 13 (2013).
    /// Exact sums for every b + c (<see cref="BinomialTail"/>), half a millisecond at 10⁹.
    /// </remarks>
    /// <param name="counts">The paired successes.</param>
    public static double McNemarMidP(in PairedCounts counts)
    {
        var (smaller, differing) = Differing(counts);
        if (differing == 0) return 1;
        var atSmaller = BinomialTail.Probability(smaller, differing, 0.5);
        return 2 * smaller == differing ? 1 - atSmaller / 2 : 2 * BinomialTail.AtMost(smaller, differing, 0.5) - atSmaller;
    }

    /// <summary>McNemar's exact conditional test: min(1, 2·P(X ≤ min(b, c))), X ~ Bin(b + c, ½). Never too optimistic. For gates.</summary>
    /// <remarks>1 where no pair differs. Exact sums for every b + c (<see cref="BinomialTail"/>).</remarks>
    /// <param name="counts">The paired successes.</param>
    public static double McNemarExact(in PairedCounts counts)
    {
        var (smaller, differing) = Differing(counts);
        return differing == 0 ? 1 : Math.Min(1, 2 * BinomialTail.AtMost(smaller, differing, 0.5));
    }

    private static (long Smaller, long Differing) Differing(in PairedCounts counts) =>
        (Math.Min(counts.FirstOnly, counts.SecondOnly), counts.FirstOnly + counts.SecondOnly);
}
