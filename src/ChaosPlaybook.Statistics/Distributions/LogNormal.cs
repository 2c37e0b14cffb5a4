namespace ChaosPlaybook.Statistics;

/// <summary>A quantity whose logarithm is normal: the usual shape of latencies, a product of many small factors.</summary>
/// <remarks>
/// Quantile e^(μ + σΦ⁻¹(p)), median e^μ, mean e^(μ + σ²/2), variance (e^(σ²) − 1)·mean².
/// Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 1, ch. 14.
/// </remarks>
/// <param name="Mu">μ, mean of the logarithm: ln of the median. Range [−50, 50].</param>
/// <param name="Sigma">σ, standard deviation of the logarithm, no unit. Range [0, 10].</param>
public sealed record LogNormal(double Mu, double Sigma) : Distribution
{
    /// <summary>Φ⁻¹(0.99).</summary>
    private const double Z99 = 2.3263478740408408;

    /// <summary>Range of <see cref="Mu"/>.</summary>
    public static Bounds MuBounds => new(-50, 50);

    /// <summary>Range of <see cref="Sigma"/>.</summary>
    public static Bounds SigmaBounds => new(0, 10);

    /// <summary>Range of a median or a mean, for the factories.</summary>
    public static Bounds ValueBounds => new(0, 1e9, LowOpen: true);

    /// <summary>μ, mean of the logarithm: ln of the median. Range [−50, 50].</summary>
    public double Mu { get; } = Require.Within(Mu, MuBounds);

    /// <summary>σ, standard deviation of the logarithm, no unit. Range [0, 10].</summary>
    public double Sigma { get; } = Require.Within(Sigma, SigmaBounds);

    /// <summary>The law with these two percentiles: μ = ln p50, σ = ln(p99/p50) / Φ⁻¹(0.99).</summary>
    /// <param name="median">p50. Range (0, 10⁹].</param>
    /// <param name="p99">Value exceeded by one in a hundred. Range [median, 10⁹].</param>
    public static LogNormal FromMedianAndP99(double median, double p99)
    {
        Require.Within(median, ValueBounds);
        Require.Within(p99, new Bounds(median, ValueBounds.High));
        return new(Math.Log(median), Math.Log(p99 / median) / Z99);
    }

    /// <summary>The law with these two moments: σ² = ln(1 + (sd/mean)²), μ = ln mean − σ²/2.</summary>
    /// <param name="mean">Expectation. Range (0, 10⁹].</param>
    /// <param name="sd">Standard deviation. Range [0, 10⁹].</param>
    public static LogNormal FromMeanAndSd(double mean, double sd)
    {
        Require.Within(mean, ValueBounds);
        Require.Within(sd, new Bounds(0, ValueBounds.High));
        var sigmaSquared = Logarithm.OnePlus(sd / mean * (sd / mean));
        return new(Math.Log(mean) - sigmaSquared / 2, Math.Sqrt(sigmaSquared));
    }

    /// <inheritdoc/>
    public override double Quantile(double p) => Math.Exp(Mu + Sigma * StandardNormal.Quantile(p));

    /// <inheritdoc/>
    public override double Mean => Math.Exp(Mu + Sigma * Sigma / 2);

    /// <inheritdoc/>
    public override double Variance => Logarithm.ExponentialMinusOne(Sigma * Sigma) * Mean * Mean;
}
