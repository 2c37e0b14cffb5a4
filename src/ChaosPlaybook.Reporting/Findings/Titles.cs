using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Titles of findings that come once per combination of factors.</summary>
internal static class Titles
{
    /// <summary>The title, followed by the combination when there is more than one.</summary>
    public static string With(SweepView view, IReadOnlyList<Level> combination, string title) =>
        view.Combinations.Count > 1 ? $"{title} ({view.Describe(combination)})" : title;
}
