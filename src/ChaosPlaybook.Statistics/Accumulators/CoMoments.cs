namespace ChaosPlaybook.Statistics;

/// <summary>Means, variances and covariance of pairs, in constant memory: what a ratio of two means needs.</summary>
/// <remarks>
/// The bivariate form of Welford's update and Chan's merge (Pébay, "Formulas for robust, one-pass parallel computation of
/// covariances and arbitrary-order statistical moments", SAND2008-6212). The default value is empty and is the identity of
/// <see cref="Merge"/>. A mutable struct: keep it in a field or an array element, and pass it by reference.
/// </remarks>
public struct CoMoments
{
    private long _count;
    private double _meanX;
    private double _meanY;
    private double _squaresX;
    private double _squaresY;
    private double _products;

    /// <summary>Pairs added.</summary>
    public readonly long Count => _count;

    /// <summary>x̄. NaN when empty.</summary>
    public readonly double MeanX => _count > 0 ? _meanX : double.NaN;

    /// <summary>ȳ. NaN when empty.</summary>
    public readonly double MeanY => _count > 0 ? _meanY : double.NaN;

    /// <summary>Σ(xᵢ − x̄)²/(n − 1). NaN below two pairs.</summary>
    public readonly double VarianceX => _count > 1 ? _squaresX / (_count - 1) : double.NaN;

    /// <summary>Σ(yᵢ − ȳ)²/(n − 1). NaN below two pairs.</summary>
    public readonly double VarianceY => _count > 1 ? _squaresY / (_count - 1) : double.NaN;

    /// <summary>Σ(xᵢ − x̄)(yᵢ − ȳ)/(n − 1). NaN below two pairs.</summary>
    public readonly double Covariance => _count > 1 ? _products / (_count - 1) : double.NaN;

    /// <summary>The accumulator with these means and sums of squares and products about them; the empty one for no pairs.</summary>
    internal static CoMoments Of(long count, double meanX, double meanY, double squaresX, double squaresY, double products) =>
        count == 0 ? default : new() { _count = count, _meanX = meanX, _meanY = meanY, _squaresX = squaresX, _squaresY = squaresY, _products = products };

    /// <summary>Takes one pair in.</summary>
    /// <param name="x">Any finite value.</param>
    /// <param name="y">Any finite value.</param>
    public void Add(double x, double y)
    {
        _count++;
        var distanceX = x - _meanX;
        var distanceY = y - _meanY;
        _meanX += distanceX / _count;
        _meanY += distanceY / _count;
        _squaresX += distanceX * (x - _meanX);
        _squaresY += distanceY * (y - _meanY);
        _products += distanceX * (y - _meanY);
    }

    /// <summary>Takes all pairs of another accumulator in, as if they had been added here.</summary>
    /// <param name="other">Left unchanged; may be empty.</param>
    public void Merge(in CoMoments other)
    {
        if (other._count == 0) return;
        if (_count == 0)
        {
            this = other;
            return;
        }
        var total = _count + other._count;
        var share = (double)other._count / total;
        var distanceX = other._meanX - _meanX;
        var distanceY = other._meanY - _meanY;
        _squaresX += other._squaresX + distanceX * distanceX * _count * share;
        _squaresY += other._squaresY + distanceY * distanceY * _count * share;
        _products += other._products + distanceX * distanceY * _count * share;
        _meanX += distanceX * share;
        _meanY += distanceY * share;
        _count = total;
    }
}
