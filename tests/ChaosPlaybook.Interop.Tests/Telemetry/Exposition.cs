using System.Globalization;
using System.Text.RegularExpressions;

namespace ChaosPlaybook.Interop.Tests;

/// <summary>
/// A strict reader of the text format of Prometheus, version 0.0.4, as its documentation has it ("Exposition formats", "Text format
/// details" and "Line format"), with the naming rules of "Metric and label naming".
/// </summary>
internal static partial class Exposition
{
    /// <summary>One sample.</summary>
    public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

    /// <summary>Reads a text, and fails on whatever the format does not allow.</summary>
    public static IReadOnlyList<Sample> Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal); // the last line must end with a line feed
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        var types = new Dictionary<string, string>();
        var helped = new HashSet<string>();
        var closed = new HashSet<string>(); // all lines of a metric stand together
        var series = new HashSet<string>();
        var samples = new List<Sample>();
        var current = "";
        foreach (var line in text[..^1].Split('\n'))
        {
            Assert.NotEqual("", line);
            if (Help().Match(line) is { Success: true } help)
            {
                Assert.True(helped.Add(help.Groups[1].Value), $"second HELP: {line}");
                Assert.DoesNotContain(samples, sample => Family(sample.Name, types) == help.Groups[1].Value);
                Assert.Matches(@"^([^\\]|\\\\|\\n)*$", help.Groups[2].Value);
                continue;
            }
            if (Type().Match(line) is { Success: true } type)
            {
                Assert.DoesNotContain(samples, sample => Family(sample.Name, types) == type.Groups[1].Value);
                Assert.True(types.TryAdd(type.Groups[1].Value, type.Groups[2].Value), $"second TYPE: {line}");
                continue;
            }
            var match = Line().Match(line);
            Assert.True(match.Success, $"no sample: {line}");
            var name = match.Groups["name"].Value;
            var family = Family(name, types);
            Assert.True(types.ContainsKey(family) && helped.Contains(family), $"no TYPE or HELP before {line}");
            if (family != current) Assert.True(closed.Add(current = family), $"{family} is taken up again: {line}");
            var labels = new Dictionary<string, string>();
            foreach (var pair in Label().Matches(match.Groups["labels"].Value).Cast<Match>())
                Assert.True(labels.TryAdd(pair.Groups[1].Value, Unescaped(pair.Groups[2].Value)), $"a label twice: {line}");
            Assert.DoesNotContain(labels.Keys, key => key.StartsWith("__", StringComparison.Ordinal));
            Assert.True(series.Add(name + string.Join('\u001f', labels.OrderBy(pair => pair.Key, StringComparer.Ordinal))), $"a series twice: {line}");
            var value = Number(match.Groups["value"].Value);
            if (types[family] == "counter")
            {
                Assert.EndsWith("_total", name, StringComparison.Ordinal);
                Assert.True(value >= 0, line);
            }
            else
            {
                Assert.False(name.EndsWith("_total", StringComparison.Ordinal), line);
            }
            Assert.Equal(types[family] == "summary" && name == family, labels.ContainsKey("quantile"));
            samples.Add(new(name, labels, value));
        }
        return samples;
    }

    private static string Family(string name, Dictionary<string, string> types)
    {
        foreach (var suffix in new[] { "_sum", "_count" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal) && types.GetValueOrDefault(name[..^suffix.Length]) is "summary" or "histogram") return name[..^suffix.Length];
        }
        return name;
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Unescaped(string text) =>
        Regex.Replace(text, @"\\(.)", match => match.Groups[1].Value switch { "n" => "\n", var other => other });

    [GeneratedRegex("^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$")]
    private static partial Regex Type();

    // No timestamp: a value follows the labels, and nothing the value.
    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*",?)*)(?<!,)\} (?<value>[+-]Inf|NaN|-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?)$""")]
    private static partial Regex Line();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)""")]
    private static partial Regex Label();
}
