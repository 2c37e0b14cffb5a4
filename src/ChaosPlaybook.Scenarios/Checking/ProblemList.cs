using System.Text.RegularExpressions;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Gathers problems. The same problem met again under other levels of a factor is one problem that names all of them.
/// </summary>
internal sealed class ProblemList
{
    private const int ShownCauses = 5;
    private readonly Dictionary<(Place, string, string), Entry> _entries = [];

    public bool HasErrors => _entries.Values.Any(entry => entry.Severity == Severity.Error);

    public int Count => _entries.Count;

    /// <summary>A problem in one piece.</summary>
    public void Add(Severity severity, Place place, string message) => Add(severity, place, message, "", "", null);

    /// <summary>An error in one piece.</summary>
    public void Error(Place place, string message) => Add(Severity.Error, place, message);

    /// <summary>A warning in one piece.</summary>
    public void Warn(Place place, string message) => Add(Severity.Warning, place, message);

    /// <summary>Subject "is" value, cause, rest: the value and the cause may differ from design point to design point.</summary>
    public void Add(Severity severity, Place place, string subject, string value, string rest, string? cause)
    {
        var key = (place, subject, rest);
        if (!_entries.TryGetValue(key, out var entry)) _entries[key] = entry = new(severity, _entries.Count, [], []);
        if (value.Length > 0) entry.Values.Add(value);
        if (cause is not null) entry.Causes.Add(cause);
    }

    /// <summary>Everything found: the file's own lines first, in their order, then overrides and other files.</summary>
    public IReadOnlyList<Problem> Sorted(string file) =>
    [
        .. from pair in _entries
           let place = pair.Key.Item1
           orderby place.File != file, place.Line == 0, place.File, place.Line, place.Column, pair.Value.Order
           select new Problem(pair.Value.Severity, place.File, place.Line, place.Column, Message(pair.Key.Item2, pair.Key.Item3, pair.Value)),
    ];

    private static string Message(string subject, string rest, Entry entry)
    {
        var values = entry.Values.Count == 0 ? "" : $" is {Some(entry.Values, " or ")}";
        var causes = entry.Causes.Count == 0 ? "" : $" ({Causes(entry.Causes)})";
        return $"{subject}{values}{causes}{(rest.Length == 0 ? "" : "; ")}{rest}";
    }

    /// <summary><c>p = 1.2, 1.5</c> for one factor; <c>a = 1, b = 2 | a = 1, b = 3</c> for several.</summary>
    private static string Causes(SortedSetInOrder causes)
    {
        var names = causes.Select(cause => Regex.Match(cause, "^[^=,]+ = (?=[^,]*$)").Value).Distinct().ToList();
        if (names is not [{ Length: > 0 } name]) return Some(causes, " | ");
        return name + Some([.. causes.Select(cause => cause[name.Length..])], ", ");
    }

    private static string Some(IReadOnlyCollection<string> texts, string separator) =>
        string.Join(separator, texts.Take(ShownCauses)) + (texts.Count > ShownCauses ? $"{separator}…" : "");

    private sealed record Entry(Severity Severity, int Order, SortedSetInOrder Values, SortedSetInOrder Causes);

    /// <summary>Different texts in the order met.</summary>
    private sealed class SortedSetInOrder : List<string>
    {
        public new void Add(string text)
        {
            if (!Contains(text)) base.Add(text);
        }
    }
}
