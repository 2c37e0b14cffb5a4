using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// The outcomes a strategy acts upon, written as a list of error codes (<c>503</c>), classes (<c>4xx</c>, <c>5xx</c>) and
/// kinds (<c>timeout</c>, <c>rejected</c>, <c>any</c>).
/// </summary>
public sealed record ErrorFilter
{
    private readonly bool[] _codes = new bool[1000];
    private readonly bool _timeouts, _rejections;

    /// <summary>Default of retries and fallbacks: 408, 429, every 5xx and timeouts; not rejections.</summary>
    public static ErrorFilter Transient { get; } = new(["408", "429", "5xx", "timeout"]);

    /// <summary>Default of breakers: every failure, timeouts included; not rejections.</summary>
    public static ErrorFilter Failures { get; } = new(["4xx", "5xx", "timeout"]);

    /// <summary>Every failure, timeouts and rejections included.</summary>
    public static ErrorFilter Any { get; } = new(["any"]);

    /// <param name="patterns">Codes, classes and kinds, each accepted by <see cref="IsPattern"/>.</param>
    /// <exception cref="ArgumentException">A pattern is unknown.</exception>
    public ErrorFilter(IReadOnlyList<string> patterns)
    {
        Patterns = patterns;
        foreach (var pattern in patterns)
        {
            if (!IsPattern(pattern))
                throw new ArgumentException($"\"{pattern}\" is not an error pattern; allowed: a code 100-999, 1xx-9xx, timeout, rejected, any");
            _timeouts |= pattern is "timeout" or "any";
            _rejections |= pattern is "rejected" or "any";
            for (var code = 0; code < _codes.Length; code++) _codes[code] |= pattern == "any" || Covers(pattern, code);
        }
    }

    /// <summary>The list as written.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Whether <paramref name="text"/> may stand in the list.</summary>
    public static bool IsPattern(string text) =>
        text is "timeout" or "rejected" or "any" ||
        text.Length == 3 && text[0] is >= '1' and <= '9' && (text[1..] == "xx" || text.All(char.IsAsciiDigit));

    /// <summary>Whether the strategy acts upon <paramref name="outcome"/>. Success and cancellation never match.</summary>
    public bool Matches(Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Failed => _codes[outcome.Code],
        OutcomeKind.TimedOut => _timeouts,
        OutcomeKind.Rejected => _rejections,
        _ => false,
    };

    /// <inheritdoc/>
    public bool Equals(ErrorFilter? other) => other is not null && Patterns.SequenceEqual(other.Patterns);

    /// <inheritdoc/>
    public override int GetHashCode() => Patterns.Count;

    private static bool Covers(string pattern, int code) =>
        pattern.EndsWith("xx", StringComparison.Ordinal) ? code / 100 == pattern[0] - '0' : code.ToString() == pattern;
}
