namespace ChaosPlaybook.Statistics;

/// <summary>Quantiles of a stream of non-negative numbers, each within a stated relative error, in constant memory.</summary>
/// <remarks>
/// <para>
/// Masson, Rim, Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019. Bin k
/// counts the values in (γᵏ⁻¹, γᵏ], γ = (1 + α)/(1 − α), and speaks for them as 2γᵏ/(1 + γ): every value from 10⁻⁹ to 10⁹ is
/// returned within ±α of itself. Smaller values, zero included, are returned as <see cref="Minimum"/>; larger ones as <see cref="Maximum"/>.
/// Answers never leave [<see cref="Minimum"/>, <see cref="Maximum"/>], which are exact.
/// </para>
/// <para>
/// Only integers are added, so merging gives the same bits in every order and for every split of the work. At α = 1 % a sketch
/// takes 16.6 kB; <see cref="Merge"/> and <see cref="Clear"/> touch only the bins in use.
/// </para>
/// </remarks>
public sealed class DDSketch
{
    private const double Smallest = 1e-9;
    private const double Largest = 1e9;
    private readonly double _gamma;
    private readonly double _binsPerLog;
    private readonly int _offset;
    private readonly long[] _bins;
    private long _zeros;
    private int _first;
    private int _last;

    /// <summary>An empty sketch.</summary>
    /// <param name="relativeAccuracy">α, the largest relative error of a quantile. Range [0.001, 0.1]. Default 0.01.</param>
    public DDSketch(double relativeAccuracy = 0.01)
    {
        RelativeAccuracy = Require.Within(relativeAccuracy, RelativeAccuracyBounds);
        _gamma = (1 + relativeAccuracy) / (1 - relativeAccuracy);
        _binsPerLog = 1 / Math.Log(_gamma);
        _offset = (int)Math.Ceiling(Math.Log(Smallest) * _binsPerLog);
        // The last bin is for everything above the range.
        _bins = new long[(int)Math.Ceiling(Math.Log(Largest) * _binsPerLog) - _offset + 2];
        Clear();
    }

    /// <summary>Range of <see cref="RelativeAccuracy"/>.</summary>
    public static Bounds RelativeAccuracyBounds => new(0.001, 0.1);

    /// <summary>α, the largest relative error of a quantile.</summary>
    public double RelativeAccuracy { get; }

    /// <summary>Values added.</summary>
    public long Count { get; private set; }

    /// <summary>Smallest value, exact. NaN when empty.</summary>
    public double Minimum { get; private set; }

    /// <summary>Largest value, exact. NaN when empty.</summary>
    public double Maximum { get; private set; }

    /// <summary>Takes one value in.</summary>
    /// <param name="value">Range [0, ∞), finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN or infinite.</exception>
    public void Add(double value)
    {
        if (!(value >= 0 && value <= double.MaxValue))
            throw new ArgumentOutOfRangeException(nameof(value), value, "allowed [0, ∞), finite");
        if (value < Smallest) _zeros++;
        else
        {
            var bin = Math.Min((int)Math.Ceiling(Math.Log(value) * _binsPerLog) - _offset, _bins.Length - 1);
            _bins[bin]++;
            if (bin < _first) _first = bin;
            if (bin > _last) _last = bin;
        }
        if (Count++ == 0) Minimum = Maximum = value;
        else if (value < Minimum) Minimum = value;
        else if (value > Maximum) Maximum = value;
    }

    /// <summary>Takes all values of another sketch in; exact, whatever the order of merges.</summary>
    /// <param name="other">Left unchanged; may be empty.</param>
    /// <exception cref="ArgumentException">The other sketch has another <see cref="RelativeAccuracy"/>.</exception>
    public void Merge(DDSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.RelativeAccuracy != RelativeAccuracy)
        {
            throw new ArgumentException(
                $"relativeAccuracy is {other.RelativeAccuracy}; only sketches of {RelativeAccuracy} merge into this one", nameof(other));
        }
        if (other.Count == 0) return;
        for (var i = other._first; i <= other._last; i++) _bins[i] += other._bins[i];
        _first = Math.Min(_first, other._first);
        _last = Math.Max(_last, other._last);
        _zeros += other._zeros;
        // Math.Min would hand on the NaN of an empty sketch.
        if (Count == 0 || other.Minimum < Minimum) Minimum = other.Minimum;
        if (Count == 0 || other.Maximum > Maximum) Maximum = other.Maximum;
        Count += other.Count;
    }

    /// <summary>Forgets everything, keeping the memory for the next use.</summary>
    public void Clear()
    {
        if (_last >= _first) Array.Clear(_bins, _first, _last - _first + 1);
        _first = _bins.Length;
        _last = -1;
        _zeros = Count = 0;
        Minimum = Maximum = double.NaN;
    }

    /// <summary>The value at rank ⌊q(n − 1)⌋, ranks from 0, within ±α of it. NaN when empty.</summary>
    /// <param name="q">Level in [0, 1]; 0.5 is the (lower) median.</param>
    public double Quantile(double q)
    {
        Require.Within(q, Bounds.Ratio);
        if (Count == 0) return double.NaN;
        // Two roundings must not turn a whole rank such as 0.29 · 100 into the rank below.
        var rank = (long)(q * (Count - 1) * (1 + 1e-15));
        return ValueAtRank(Math.Min(rank, Count - 1));
    }

    /// <summary>The value of the given rank in ascending order, within ±α of it.</summary>
    /// <param name="rank">0 for the smallest. Range [0, Count).</param>
    /// <exception cref="ArgumentOutOfRangeException">No value has this rank; always so when empty.</exception>
    public double ValueAtRank(long rank)
    {
        if ((ulong)rank >= (ulong)Count) throw new ArgumentOutOfRangeException(nameof(rank), rank, $"allowed [0, {Count})");
        if (rank == 0) return Minimum;
        if (rank == Count - 1) return Maximum;
        var below = _zeros;
        if (rank < below) return Minimum;
        var bin = _first;
        while ((below += _bins[bin]) <= rank) bin++;
        if (bin == _bins.Length - 1) return Maximum;
        return Math.Clamp(2 * Math.Pow(_gamma, bin + _offset) / (1 + _gamma), Minimum, Maximum);
    }
}
