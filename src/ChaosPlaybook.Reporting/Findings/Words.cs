using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Small pieces of sentences.</summary>
internal static class Words
{
    /// <summary>The first few items joined, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> items, int most = 4)
    {
        if (items.Count == 0) return "none";
        if (items.Count > most) return string.Join(", ", items.Take(most)) + $" and {Numbers.Count(items.Count - most)} more";
        return items.Count == 1 ? items.First() : string.Join(", ", items.SkipLast(1)) + " and " + items.Last();
    }

    /// <summary><c>1 cell</c>, <c>12 cells</c>.</summary>
    public static string Many(double count, string one, string? several = null) => $"{Numbers.Count(count)} {Counted.Noun(count == 1 ? 1 : 2, one, several)}";

    /// <summary>The article before a metric's label, with its space: <c>a success rate</c>, but <c>duplicate effects per trial</c>.</summary>
    public static string Article(Metric metric)
    {
        if (metric == Metric.Offered) return "an ";
        var several = metric.Unit.Length == 0 && metric != Metric.Cost && metric != Metric.CostPerSuccess;
        return several || metric == Metric.Amplification || metric == Metric.Wait || metric == Metric.WastedShare || metric == Metric.Pass8 ? "" : "a ";
    }

    /// <summary>First letter upper case.</summary>
    public static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
