namespace ChaosPlaybook.Statistics;

/// <summary>p values adjusted for the number of comparisons made. NaN means "not tested": it stays NaN and is not counted.</summary>
public static class MultipleTests
{
    /// <summary>Holm's step-down: holds the chance of any false finding. For up to about 20 comparisons.</summary>
    /// <remarks>p₍ᵢ₎ becomes max over j ≤ i of min(1, (m − j + 1)·p₍ⱼ₎). Holm, Scandinavian Journal of Statistics 6 (1979).</remarks>
    /// <param name="pValues">Each in [0, 1] or NaN.</param>
    /// <returns>Adjusted values in the order given.</returns>
    public static double[] Holm(IReadOnlyList<double> pValues)
    {
        var (adjusted, order) = Prepare(pValues);
        var largest = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - i) * pValues[order[i]]));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }

    /// <summary>Benjamini and Hochberg's step-up: holds the expected share of false findings among the findings. For many comparisons.</summary>
    /// <remarks>p₍ᵢ₎ becomes min over j ≥ i of min(1, m·p₍ⱼ₎/j). Benjamini and Hochberg, J. Royal Statistical Society B 57 (1995).</remarks>
    /// <param name="pValues">Each in [0, 1] or NaN.</param>
    /// <returns>Adjusted values in the order given.</returns>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> pValues)
    {
        var (adjusted, order) = Prepare(pValues);
        var smallest = 1.0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            // The factor first: it is at least 1 also after rounding, so no p value is lowered.
            smallest = Math.Min(smallest, pValues[order[i]] * (order.Length / (i + 1.0)));
            adjusted[order[i]] = smallest;
        }
        return adjusted;
    }

    private static (double[] Adjusted, int[] Order) Prepare(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var adjusted = new double[pValues.Count];
        Array.Fill(adjusted, double.NaN);
        for (var i = 0; i < pValues.Count; i++)
        {
            if (!double.IsNaN(pValues[i])) Require.Within(pValues[i], Bounds.Ratio, $"pValues[{i}]");
        }
        // OrderBy is stable, so equal values keep their order and the result does not depend on the sorting algorithm.
        return (adjusted, [.. Enumerable.Range(0, pValues.Count).Where(i => !double.IsNaN(pValues[i])).OrderBy(i => pValues[i])]);
    }
}
