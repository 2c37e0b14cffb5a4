using System.Globalization;
using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Scenarios;

/// <summary>A setting of a playbook that a search may choose: a range, or words.</summary>
/// <param name="Path">Where it stands in the playbook, such as <c>retry.base</c> or <c>[1].circuitBreaker.break</c>.</param>
/// <param name="Low">Lower end, in <paramref name="Unit"/>.</param>
/// <param name="High">Upper end, in <paramref name="Unit"/>.</param>
/// <param name="Unit">What follows the number.</param>
/// <param name="Whole">Whether it is a whole number.</param>
/// <param name="Words">The words to choose from; nothing for a range.</param>
internal sealed record Variation(string Path, double Low, double High, string Unit, bool Whole, IReadOnlyList<string> Words)
{
    /// <summary>Reads <c>retry.base=100 ms..5 s</c>, <c>retry.retries=1..8</c> or <c>retry.jitter=none|full</c>.</summary>
    /// <exception cref="ArgumentException">It says something else.</exception>
    public static Variation Parse(string text)
    {
        var at = text.IndexOf('=');
        var path = at > 0 ? text[..at].Trim() : "";
        var value = text[(at + 1)..].Trim();
        if (path.Length > 0 && value.Contains('|')) return new(path, 0, 0, "", false, [.. value.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]);
        var ends = value.Split("..");
        if (path.Length > 0 && ends.Length == 2 && Quantity.Split(ends[0].Trim()) is (var low, var lowUnit) && Quantity.Split(ends[1].Trim()) is (var high, var highUnit))
        {
            if (lowUnit != highUnit && Quantity.Seconds(ends[0].Trim()) is { } from && Quantity.Seconds(ends[1].Trim()) is { } to)
                (low, high, lowUnit, highUnit) = (1000 * from, 1000 * to, "ms", "ms");
            if (lowUnit == highUnit && low < high)
                return new(path, low, high, lowUnit, lowUnit.Length == 0 && !value.Replace("..", "", StringComparison.Ordinal).Contains('.') , []);
        }
        throw new ArgumentException($"\"{text}\" is nothing to vary; allowed: path=low..high with low below high and units of one kind, such as retry.base=100 ms..5 s, or path=word|word");
    }

    /// <summary>Its words, or the two ends of its range: what is allowed of them is allowed of all that lies between.</summary>
    public IEnumerable<string> Extremes => Words.Count > 0 ? Words : [At(0), At(1)];

    /// <summary>The value at a uniform number on (0, 1); ranges over a factor of ten or more are spread evenly in the logarithm.</summary>
    public string At(double uniform)
    {
        if (Words.Count > 0) return Words[Math.Min(Words.Count - 1, (int)(uniform * Words.Count))];
        if (Whole) return $"{Math.Min(High, Math.Floor(Low + uniform * (High - Low + 1))).ToString(CultureInfo.InvariantCulture)}";
        var value = Low > 0 && High / Low >= 10 ? Low * Math.Pow(High / Low, uniform) : Low + uniform * (High - Low);
        return $"{Math.Clamp(double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), Low, High).ToString(CultureInfo.InvariantCulture)}{(Unit.Length > 0 ? " " : "")}{Unit}";
    }

    /// <summary>Where it stands, from the scenario's root: a strategy's own word stands for its place in the pipeline.</summary>
    public string In(string playbook, Node node)
    {
        if (Path.StartsWith('[')) return $"playbooks.{playbook}{Path}";
        var list = node as ListNode ?? (node as MapNode)?["pipeline"] as ListNode;
        var word = Path.Split('.', '[')[0];
        var layers = new Layers(list?.Items ?? []);
        var index = layers.IndexOf(word);
        if (index >= 0) return $"playbooks.{playbook}{(node is MapNode ? ".pipeline" : "")}[{index}].{Path}";
        if (node is MapNode map && map[word] is not null) return $"playbooks.{playbook}.{Path}";
        throw new ArgumentException($"{Path}: the playbook {playbook} has no {word}; "
            + (layers.Count == 0 ? "it has no strategies" : $"there are: {string.Join(", ", Enumerable.Range(0, layers.Count).Select(layers.Word))}{NearestName.Hint(word, Enumerable.Range(0, layers.Count).Select(layers.Word))}"));
    }
}
