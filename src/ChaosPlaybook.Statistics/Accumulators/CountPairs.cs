namespace ChaosPlaybook.Statistics;

/// <summary>Sums of pairs of counts: what <see cref="CoMoments"/> holds of pairs of numbers, exact whatever the order.</summary>
/// <remarks>
/// The default value is empty and is the identity of <see cref="Merge"/>. A mutable struct: keep it in a field or an array element, and
/// pass it by reference.
/// </remarks>
public struct CountPairs
{
    private Int128 _squaresX, _squaresY, _products;

    /// <summary>Pairs added.</summary>
    public long Count { get; private set; }

    /// <summary>Σx.</summary>
    public long SumX { get; private set; }

    /// <summary>Σy.</summary>
    public long SumY { get; private set; }

    /// <summary>Takes one pair in.</summary>
    /// <param name="x">Any count.</param>
    /// <param name="y">Any count.</param>
    public void Add(int x, int y)
    {
        Count++;
        SumX += x;
        SumY += y;
        _squaresX += (long)x * x;
        _squaresY += (long)y * y;
        _products += (long)x * y;
    }

    /// <summary>Takes all pairs of another accumulator in.</summary>
    /// <param name="other">Left unchanged; may be empty.</param>
    public void Merge(in CountPairs other)
    {
        Count += other.Count;
        SumX += other.SumX;
        SumY += other.SumY;
        _squaresX += other._squaresX;
        _squaresY += other._squaresY;
        _products += other._products;
    }

    /// <summary>Means, variances and covariance, rounded once.</summary>
    public readonly CoMoments Moments => CoMoments.Of(
        Count, (double)SumX / Count, (double)SumY / Count,
        // Σx² − (Σx)²/n over whole numbers: nothing is lost by taking one from the other.
        (double)(Count * _squaresX - (Int128)SumX * SumX) / Count, (double)(Count * _squaresY - (Int128)SumY * SumY) / Count,
        (double)(Count * _products - (Int128)SumX * SumY) / Count);
}
