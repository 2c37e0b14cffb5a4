using System.Text;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// Width of text without a font at hand: advance widths of DejaVu Sans in hundredths of an em. It runs wider than Arial,
/// Helvetica and Liberation Sans, so text that fits here fits in each of them.
/// </summary>
public static class TextWidth
{
    private const double Unlisted = 0.84;      // signs such as ≥, −, ×; most other letters are narrower
    private const double Wide = 1.05;          // Chinese, Japanese, Korean, emoji
    private const double BoldFactor = 1.14;    // DejaVu Sans Bold over DejaVu Sans, lower case alphabet

    private static readonly byte[] _ascii =
    [
        32, 40, 46, 84, 64, 95, 78, 28, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53,
        100, 68, 69, 70, 77, 63, 58, 77, 75, 30, 30, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50,
        50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
    ];

    /// <summary>Estimated width in pixels.</summary>
    public static double Of(string text, double fontSize, bool bold = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var em = 0.0;
        foreach (var rune in text.EnumerateRunes())
        {
            em += rune.Value switch
            {
                >= 32 and < 127 => _ascii[rune.Value - 32] / 100.0,
                0xB7 or 0xB2 or 0xB0 or 0x202F or 0x2009 => 0.5,
                >= 0xC0 and < 0x250 => 0.8,
                >= 0x1100 => rune.Value is >= 0x2000 and < 0x2E80 ? Unlisted + (rune.Value is 0x2026 or 0x2014 ? 0.16 : 0) : Wide,
                _ => Unlisted,
            };
        }
        return em * fontSize * (bold ? BoldFactor : 1);
    }

    /// <summary>The text itself, or with … in its middle when it is wider than allowed: names that differ at the end stay apart.</summary>
    public static string Shorten(string text, double fontSize, double width, bool bold = false)
    {
        if (Of(text, fontSize, bold) <= width) return text;
        var runes = text.EnumerateRunes().ToArray();
        for (var kept = runes.Length - 1; kept > 0; kept--)
        {
            var tail = kept / 3;
            var candidate = Join(runes[..(kept - tail)]).TrimEnd() + "…" + Join(runes[^tail..]).TrimStart();
            if (Of(candidate, fontSize, bold) <= width) return candidate;
        }
        return "…";
    }

    /// <summary>Lines no wider than allowed, broken at spaces; a word that is too long for a line is shortened.</summary>
    public static IReadOnlyList<string> Wrap(string text, double fontSize, double width, bool bold = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (Of(longer, fontSize, bold) <= width)
            {
                line = longer;
                continue;
            }
            if (line.Length > 0) lines.Add(line);
            line = Shorten(word, fontSize, width, bold);
        }
        if (line.Length > 0) lines.Add(line);
        return lines;
    }

    private static string Join(IEnumerable<Rune> runes) => string.Concat(runes.Select(rune => rune.ToString()));
}
