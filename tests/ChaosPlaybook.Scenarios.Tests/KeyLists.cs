namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>
/// Long lists of keys and names grow with the language. A message that lists all of one kind is compared by the name of the list, so
/// that a new key changes no expectation; that the list is whole and in the right order is what folding it proves.
/// </summary>
internal static class KeyLists
{
    private const int Long = 6;

    private static readonly (string Name, string Text)[] _lists =
    [
        .. Reference.Sections.SelectMany(section => Both($"{section.Name} keys", section.Fields.Select(field => field.Key))),
        .. Reference.Strategies.SelectMany(entry => Both($"{entry.Name} keys", entry.Fields.Select(field => field.Key))),
        .. Reference.Faults.SelectMany(entry => Both($"{entry.Name} fault keys", entry.Fields.Select(field => field.Key))),
        .. Both("strategies", Reference.Strategies.Select(entry => entry.Name)),
        .. Both("faults", Reference.Faults.Select(entry => entry.Name)),
        .. Both("laws", Reference.Distributions.Select(entry => entry.Name)),
        .. Both("metrics", Reference.Metrics.Select(metric => metric.Name)),
    ];

    /// <summary>The message with every long list replaced by its name.</summary>
    public static string Fold(string message)
    {
        foreach (var (name, text) in _lists.OrderByDescending(list => list.Text.Length)) message = message.Replace(text, $"<{name}>", StringComparison.Ordinal);
        return message;
    }

    private static IEnumerable<(string, string)> Both(string name, IEnumerable<string> items)
    {
        var list = items.ToList();
        if (list.Count < Long) yield break;
        yield return (name, string.Join(", ", list));
        yield return ($"sorted {name}", string.Join(", ", list.Order(StringComparer.Ordinal)));
    }
}
