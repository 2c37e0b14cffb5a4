namespace ChaosPlaybook.Statistics;

/// <summary>Count, mean, variance and extremes of a stream of numbers, in constant memory.</summary>
/// <remarks>
/// Welford's update and the pairwise merge of Chan, Golub, LeVeque ("Updating formulae and a pairwise algorithm for computing
/// sample variances", 1979): M += M_B + δ²·n_A·n_B/n. The default value is empty and is the identity of <see cref="Merge"/>.
/// Merging in another order may change the last bits: merge in a fixed order where bytes must not change.
/// A mutable struct: keep it in a field or an array element, and pass it by reference.
/// </remarks>
public struct Moments
{
    private long _count;
    private double _mean;
    private double _squares;
    private double _minimum;
    private double _maximum;

    /// <summary>Values added.</summary>
    public readonly long Count => _count;

    /// <summary>x̄ = Σxᵢ/n. NaN when empty.</summary>
    public readonly double Mean => _count > 0 ? _mean : double.NaN;

    /// <summary>s² = Σ(xᵢ − x̄)²/(n − 1). NaN below two values.</summary>
    public readonly double Variance => _count > 1 ? _squares / (_count - 1) : double.NaN;

    /// <summary>s, the square root of <see cref="Variance"/>. NaN below two values.</summary>
    public readonly double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>s/√n, the standard error of the mean of independent values. NaN below two values.</summary>
    public readonly double StandardError => Math.Sqrt(Variance / _count);

    /// <summary>Smallest value. NaN when empty.</summary>
    public readonly double Minimum => _count > 0 ? _minimum : double.NaN;

    /// <summary>Largest value. NaN when empty.</summary>
    public readonly double Maximum => _count > 0 ? _maximum : double.NaN;

    /// <summary>Σxᵢ, as n·x̄. 0 when empty.</summary>
    public readonly double Sum => _count * _mean;

    /// <summary>Takes one value in.</summary>
    /// <param name="x">Any finite value; NaN and ∞ spoil the mean for good.</param>
    public void Add(double x)
    {
        if (_count++ == 0)
        {
            _mean = _minimum = _maximum = x;
            return;
        }
        var distance = x - _mean;
        _mean += distance / _count;
        _squares += distance * (x - _mean);
        if (x < _minimum) _minimum = x;
        if (x > _maximum) _maximum = x;
    }

    /// <summary>Takes all values of another accumulator in, as if they had been added here.</summary>
    /// <param name="other">Left unchanged; may be empty.</param>
    public void Merge(in Moments other)
    {
        if (other._count == 0) return;
        if (_count == 0)
        {
            this = other;
            return;
        }
        var total = _count + other._count;
        var distance = other._mean - _mean;
        var share = (double)other._count / total;
        _squares += other._squares + distance * distance * _count * share;
        _mean += distance * share;
        _count = total;
        _minimum = Math.Min(_minimum, other._minimum);
        _maximum = Math.Max(_maximum, other._maximum);
    }
}
