using System.Globalization;

namespace ChaosPlaybook.Experiments;

/// <summary>Counts with their nouns.</summary>
public static class Counted
{
    /// <summary><c>1 cell</c>, <c>12 cells</c>, <c>1,200 retries</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The noun of one.</param>
    /// <param name="several">The noun of several; default with an s.</param>
    public static string Of(long count, string one, string? several = null) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {Noun(count, one, several)}";

    /// <summary>The noun alone, as after <c>3 of 12</c>.</summary>
    public static string Noun(long count, string one, string? several = null) => count == 1 ? one : several ?? one + "s";
}
