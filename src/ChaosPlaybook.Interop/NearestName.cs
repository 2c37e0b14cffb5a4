namespace ChaosPlaybook.Interop;

/// <summary>Finds the name that a misspelt one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The nearest of <paramref name="names"/> by edit distance, letter case ignored; nothing when none is near enough.
    /// Near enough: at most 3 edits, and at most a third of the word (one edit is always allowed from 3 letters on). Where none is, the
    /// only one that begins with the word, from 3 letters on.
    /// </summary>
    public static string? Of(string word, IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct()];
        var reach = Math.Min(3, word.Length < 3 ? 0 : Math.Max(1, (word.Length + 1) / 3));
        string? best = null;
        foreach (var name in all)
        {
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase)) return name;
            if (Math.Abs(name.Length - word.Length) > reach) continue;
            var distance = Distance(word.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance > reach) continue;
            best = name;
            reach = distance - 1;
        }
        if (best is null && word.Length >= 3 && all.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToArray() is [var only]) return only;
        return best;
    }

    /// <summary><c>; did you mean "x"?</c>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> names) =>
        Of(word, names) is { } name ? $"; did you mean \"{name}\"?" : "";

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other
    /// (Damerau 1964, in the restricted form that edits no letter twice).
    /// </summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
