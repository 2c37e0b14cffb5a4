namespace ChaosPlaybook.Statistics;

/// <summary>A law known from measurements: a few percentiles of a dashboard, or the samples themselves.</summary>
public abstract record Empirical : Distribution
{
    private protected Empirical()
    {
    }

    /// <summary>The law through these percentiles: ln x is a monotone cubic in Φ⁻¹(p) (PCHIP).</summary>
    /// <remarks>
    /// Outside the given percentiles it is linear with the slope of the outermost pair: log-normal tails, which continue what the
    /// last two percentiles say. Two percentiles therefore give exactly a <see cref="LogNormal"/>. A tail far beyond the highest
    /// percentile is an assumption; give p99.9 if it matters.
    /// </remarks>
    /// <param name="percentiles">
    /// At least two; probabilities strictly rising in (0, 1), values in (0, 10⁹] and never falling. The outermost pairs may not be
    /// steeper than a log-normal with σ = 10 (<see cref="LogNormal.SigmaBounds"/>).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A probability or value is out of range or out of order.</exception>
    public static Empirical FromPercentiles(IReadOnlyList<(double Probability, double Value)> percentiles) =>
        new EmpiricalPercentiles(percentiles);

    /// <summary>The law of these samples: the piecewise linear inverse of their distribution function (quantile definition R7).</summary>
    /// <remarks>
    /// Quantile x₍ₖ₎ + (h − k)(x₍ₖ₊₁₎ − x₍ₖ₎) with h = (n − 1)p, k = ⌊h⌋, ranks from 0. Never below the smallest nor above the
    /// largest sample. Mean and variance are those of this law, not of the samples as such. Hyndman and Fan, "Sample quantiles in
    /// statistical packages", American Statistician 50 (1996).
    /// </remarks>
    /// <param name="samples">At least one value, in any order, each in [0, 10⁹]. Copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range, or there is none.</exception>
    public static Empirical FromSamples(IReadOnlyList<double> samples) => new EmpiricalSamples(samples);
}
