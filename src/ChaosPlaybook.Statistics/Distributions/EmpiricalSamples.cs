namespace ChaosPlaybook.Statistics;

/// <summary>See <see cref="Empirical.FromSamples"/>.</summary>
internal sealed record EmpiricalSamples : Empirical
{
    private readonly double[] _sorted;

    public EmpiricalSamples(IReadOnlyList<double> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0) throw new ArgumentOutOfRangeException(nameof(samples), "no sample; at least one is needed");
        _sorted = [.. samples];
        for (var i = 0; i < _sorted.Length; i++) Require.Within(_sorted[i], new Bounds(0, 1e9), $"samples[{i}]");
        Array.Sort(_sorted);
        (Mean, Variance) = Integrate(_sorted);
    }

    public override double Mean { get; }

    public override double Variance { get; }

    public override double Quantile(double p)
    {
        var position = (_sorted.Length - 1) * p;
        var below = (int)position;
        if (below >= _sorted.Length - 1) return _sorted[^1];
        return _sorted[below] + (position - below) * (_sorted[below + 1] - _sorted[below]);
    }

    public bool Equals(EmpiricalSamples? other) => other is not null && _sorted.AsSpan().SequenceEqual(other._sorted);

    public override int GetHashCode() => HashCode.Combine(_sorted.Length, Mean, Variance);

    /// <summary>Each gap between neighbours is a uniform law of weight 1/(n − 1): E = (a + b)/2, E² = (a² + ab + b²)/3.</summary>
    private static (double Mean, double Variance) Integrate(double[] sorted)
    {
        var gaps = sorted.Length - 1;
        if (gaps == 0) return (sorted[0], 0);
        var mean = 0.0;
        for (var i = 0; i < gaps; i++) mean += (sorted[i] / 2 + sorted[i + 1] / 2) / gaps;
        var variance = 0.0;
        for (var i = 0; i < gaps; i++)
        {
            var (a, b) = (sorted[i] - mean, sorted[i + 1] - mean);
            variance += (a * a + a * b + b * b) / 3 / gaps;
        }
        return (mean, variance);
    }
}
