using System.Globalization;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Interop;

/// <summary>
/// Metrics of a result in the text format of Prometheus, version 0.0.4. It shows one moment: timelines, which are a history, are in
/// <see cref="OtlpMetrics"/> alone.
/// </summary>
public static class PrometheusText
{
    private const string Prefix = "chaosplaybook_";

    /// <summary>Writes the metrics.</summary>
    /// <param name="result">Whose metrics.</param>
    /// <param name="to">Where they go; a line ends with a line feed whatever the platform.</param>
    public static void Write(SweepResult result, TextWriter to)
    {
        var names = LabelNames(result.Plan);
        foreach (var family in MetricFamily.Of(result))
        {
            var name = Prefix + family.Name + (family.Kind == FamilyKind.Counter ? "_total" : "");
            var said = false;
            foreach (var sample in family.Samples)
            {
                if (!said)
                {
                    to.Write($"# HELP {name} {Escaped(family.Help)}\n");
                    to.Write($"# TYPE {name} {family.Kind.ToString().ToLowerInvariant()}\n");
                    said = true;
                }
                var labels = string.Join(',', MetricFamily.Labels(result.Plan, sample, names).Select(label => $"{label.Key}=\"{Quoted(label.Value)}\""));
                if (family.Kind != FamilyKind.Summary) to.Write($"{name}{{{labels}}} {Number(sample.Value)}\n");
                else Summary(to, name, labels, sample.Cell!);
            }
        }
    }

    /// <summary>A factor's name as the name of a label: letters, digits and underscores, no two the same.</summary>
    private static Dictionary<string, string> LabelNames(Plan plan)
    {
        var names = new Dictionary<string, string>();
        var used = MetricFamily.Taken.ToHashSet();
        foreach (var factor in plan.Factors)
        {
            var name = MetricFamily.Snake(factor.Name);
            if (used.Contains(name) || !char.IsAsciiLetter(name[0])) name = $"factor_{name}";
            while (!used.Add(name)) name += "_";
            names[factor.Name] = name;
        }
        return names;
    }

    private static void Summary(TextWriter to, string name, string labels, CellResult cell)
    {
        foreach (var (quantile, metric) in MetricFamily.Quantiles)
            to.Write($"{name}{{{labels},quantile=\"{Number(quantile)}\"}} {Number(cell[metric].Value)}\n");
        to.Write($"{name}_sum{{{labels}}} {Number(cell[Metric.DurationMean].Value * cell.Trials)}\n");
        to.Write($"{name}_count{{{labels}}} {Number(cell.Trials)}\n");
    }

    private static string Number(double value) => double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? (value > 0 ? "+Inf" : "-Inf")
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Quoted(string text) => Escaped(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
