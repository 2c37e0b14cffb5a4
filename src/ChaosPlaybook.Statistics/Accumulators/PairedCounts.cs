namespace ChaosPlaybook.Statistics;

/// <summary>How often two alternatives succeeded on the same replications: the 2 × 2 table of a paired comparison.</summary>
/// <remarks>
/// Integers, so merging is exact in any order; the default value is empty and is the identity of <see cref="Merge"/>.
/// A mutable struct: keep it in a field or an array element, and pass it by reference.
/// </remarks>
public struct PairedCounts
{
    /// <summary>Pairs in which both succeeded.</summary>
    public long Both { get; private set; }

    /// <summary>Pairs in which only the first succeeded.</summary>
    public long FirstOnly { get; private set; }

    /// <summary>Pairs in which only the second succeeded.</summary>
    public long SecondOnly { get; private set; }

    /// <summary>Pairs in which neither succeeded.</summary>
    public long Neither { get; private set; }

    /// <summary>Pairs added.</summary>
    public readonly long Count => Both + FirstOnly + SecondOnly + Neither;

    /// <summary>Takes one pair in.</summary>
    /// <param name="first">Whether the first alternative succeeded.</param>
    /// <param name="second">Whether the second alternative succeeded.</param>
    public void Add(bool first, bool second)
    {
        if (first && second) Both++;
        else if (first) FirstOnly++;
        else if (second) SecondOnly++;
        else Neither++;
    }

    /// <summary>Takes all pairs of another table in.</summary>
    /// <param name="other">Left unchanged; may be empty.</param>
    public void Merge(in PairedCounts other)
    {
        Both += other.Both;
        FirstOnly += other.FirstOnly;
        SecondOnly += other.SecondOnly;
        Neither += other.Neither;
    }

    /// <summary>The table with these cells.</summary>
    internal static PairedCounts Of(long both, long firstOnly, long secondOnly, long neither) =>
        new() { Both = both, FirstOnly = firstOnly, SecondOnly = secondOnly, Neither = neither };
}
