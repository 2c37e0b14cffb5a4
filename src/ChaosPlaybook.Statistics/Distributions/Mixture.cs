namespace ChaosPlaybook.Statistics;

/// <summary>One of several laws, picked with given weights: a fast path and a slow one, a cache hit and a miss.</summary>
/// <remarks>
/// <para>
/// One uniform does both jobs. Component i owns the share [cᵢ₋₁, cᵢ) of the unit interval, its length the weight wᵢ. The event
/// U in that share has probability wᵢ, and given it (U − cᵢ₋₁)/wᵢ is again uniform on (0, 1) and independent of which share
/// was hit; so the value follows the component's law exactly. Only resolution is lost: log₂(1/wᵢ) of the 52 bits.
/// </para>
/// <para>
/// So <see cref="Quantile"/> of a uniform has exactly the mixture's law, and the same uniform picks the same component under
/// every parameter. It rises within each share, and over the whole unit interval when the components are listed from fast to
/// slow and do not overlap; otherwise it is a sampling map and not the ordered quantile function of the mixture.
/// </para>
/// <para>Mean Σwᵢmᵢ, variance Σwᵢ(vᵢ + (mᵢ − mean)²).</para>
/// </remarks>
public sealed record Mixture : Distribution
{
    private const double SmallestUniform = 1.0 / (1L << 53);
    private readonly double[] _ends;
    private readonly double[] _weights;
    private readonly Distribution[] _laws;

    /// <summary>The mixture of these components, in this order.</summary>
    /// <param name="Components">At least one, with at least one positive weight.</param>
    /// <exception cref="ArgumentException">No component has a positive weight.</exception>
    public Mixture(IReadOnlyList<WeightedDistribution> Components)
    {
        ArgumentNullException.ThrowIfNull(Components);
        this.Components = [.. Components];
        // A component that is never picked has no share, and an empty share must not be the last one.
        var possible = this.Components.Where(c => c.Weight > 0).ToArray();
        var total = possible.Sum(c => c.Weight);
        if (!(total > 0)) throw new ArgumentException("at least one weight must be positive", nameof(Components));
        _laws = [.. possible.Select(c => c.Distribution)];
        _weights = [.. possible.Select(c => c.Weight / total)];
        _ends = new double[_laws.Length];
        var end = 0.0;
        for (var i = 0; i < _ends.Length; i++) _ends[i] = end += _weights[i];
    }

    /// <summary>The components, in the order of their shares of the unit interval.</summary>
    public IReadOnlyList<WeightedDistribution> Components { get; }

    /// <inheritdoc/>
    public override double Quantile(double p)
    {
        var i = 0;
        while (i < _ends.Length - 1 && p >= _ends[i]) i++;
        var start = i == 0 ? 0 : _ends[i - 1];
        // Rounding of the ends may carry the result onto 0 or 1, where quantiles are infinite.
        return _laws[i].Quantile(Math.Clamp((p - start) / _weights[i], SmallestUniform, 1 - SmallestUniform));
    }

    /// <inheritdoc/>
    public override double Mean
    {
        get
        {
            var mean = 0.0;
            for (var i = 0; i < _laws.Length; i++) mean += _weights[i] * _laws[i].Mean;
            return mean;
        }
    }

    /// <inheritdoc/>
    public override double Variance
    {
        get
        {
            var mean = Mean;
            if (double.IsInfinity(mean)) return double.PositiveInfinity;
            var variance = 0.0;
            for (var i = 0; i < _laws.Length; i++)
            {
                var distance = _laws[i].Mean - mean;
                variance += _weights[i] * (_laws[i].Variance + distance * distance);
            }
            return variance;
        }
    }

    /// <summary>Equal when the components are equal, in the same order.</summary>
    /// <param name="other">The mixture to compare with.</param>
    public bool Equals(Mixture? other) => other is not null && Components.SequenceEqual(other.Components);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var component in Components) hash.Add(component);
        return hash.ToHashCode();
    }
}
