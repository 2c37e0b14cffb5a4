using System.Text.Json;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Interop;

/// <summary>
/// Metrics of a result for OpenTelemetry, an <c>ExportMetricsServiceRequest</c> in OTLP/JSON: gauges, sums and the summary of durations
/// with playbook and levels as attributes, timelines as gauges with virtual times, which begin at 2000-01-01T00:00:00Z.
/// </summary>
public static class OtlpMetrics
{
    private const int Cumulative = 2; // of the protocol's enumeration of temporalities
    private const string Prefix = "chaosplaybook.";

    /// <summary>Writes the message.</summary>
    /// <param name="result">Whose metrics.</param>
    /// <param name="to">Where it goes.</param>
    public static void Write(SweepResult result, Stream to) => OtlpJson.Write(to, "Metrics", "metrics", result.Plan.Name, json =>
    {
        var names = result.Plan.Factors.ToDictionary(factor => factor.Name, factor => MetricFamily.Taken.Contains(factor.Name) ? $"factor.{factor.Name}" : factor.Name);
        foreach (var family in MetricFamily.Of(result)) Write(json, result.Plan, family, names);
        foreach (var columns in result.Timelines.SelectMany(timeline => timeline.Columns.Keys).Distinct().GroupBy(column => column.Split('.')[0]))
            Write(json, result, columns.Key, [.. columns], names);
    });

    private static void Write(Utf8JsonWriter json, Plan plan, MetricFamily family, Dictionary<string, string> names)
    {
        using var samples = family.Samples.GetEnumerator();
        if (!samples.MoveNext()) return;
        Begin(json, family.Stem, family.Help, family.Unit switch { "seconds" => "s", "ratio" => "1", _ => "" }, family.Kind switch
        {
            FamilyKind.Counter => "sum",
            FamilyKind.Summary => "summary",
            _ => "gauge",
        });
        do
        {
            var sample = samples.Current;
            json.WriteStartObject();
            Attributes(json, MetricFamily.Labels(plan, sample, names));
            OtlpJson.Time(json, "startTimeUnixNano", 0);
            OtlpJson.Time(json, "timeUnixNano", 0);
            if (family.Kind == FamilyKind.Summary) Summary(json, sample.Cell!);
            else if (family.Kind == FamilyKind.Counter) json.WriteString("asInt", OtlpJson.Text((long)sample.Value));
            else OtlpJson.Number(json, "asDouble", sample.Value);
            json.WriteEndObject();
            if (json.BytesPending > 1 << 16) json.Flush();
        }
        while (samples.MoveNext());
        json.WriteEndArray();
        if (family.Kind == FamilyKind.Counter)
        {
            json.WriteNumber("aggregationTemporality", Cumulative);
            json.WriteBoolean("isMonotonic", true);
        }
        End(json);
    }

    /// <summary>A column of the timelines with those of the stations that have one of their own.</summary>
    private static void Write(Utf8JsonWriter json, SweepResult result, string stem, string[] columns, Dictionary<string, string> names)
    {
        var name = MetricFamily.Snake(stem);
        var seconds = name.EndsWith("_seconds", StringComparison.Ordinal);
        Begin(json, $"timeline.{(seconds ? name[..^"_seconds".Length] : name)}", "What happened when: mean over the trials, bin by bin.", seconds ? "s" : "", "gauge");
        foreach (var timeline in result.Timelines)
        {
            foreach (var column in columns)
            {
                if (!timeline.Columns.TryGetValue(column, out var values)) continue;
                List<KeyValuePair<string, string>> labels =
                    [new("scenario", result.Plan.Name), new("playbook", timeline.Playbook), .. MetricFamily.Levels(result.Plan, timeline.Levels, names)];
                if (column.Length > stem.Length) labels.Add(new("executor", column[(stem.Length + 1)..]));
                for (var bin = 0; bin < timeline.Count; bin++)
                {
                    if (double.IsNaN(values[bin])) continue;
                    json.WriteStartObject();
                    Attributes(json, labels);
                    OtlpJson.Time(json, "timeUnixNano", timeline.Times[bin]);
                    OtlpJson.Number(json, "asDouble", values[bin]);
                    json.WriteEndObject();
                    if (json.BytesPending > 1 << 16) json.Flush();
                }
            }
        }
        json.WriteEndArray();
        End(json);
    }

    private static void Begin(Utf8JsonWriter json, string name, string help, string unit, string kind)
    {
        json.WriteStartObject();
        json.WriteString("name", Prefix + name);
        json.WriteString("description", help);
        if (unit.Length > 0) json.WriteString("unit", unit);
        json.WriteStartObject(kind);
        json.WriteStartArray("dataPoints");
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Summary(Utf8JsonWriter json, CellResult cell)
    {
        json.WriteString("count", OtlpJson.Text(cell.Trials));
        OtlpJson.Number(json, "sum", cell[Metric.DurationMean].Value * cell.Trials);
        json.WriteStartArray("quantileValues");
        foreach (var (quantile, metric) in MetricFamily.Quantiles)
        {
            json.WriteStartObject();
            json.WriteNumber("quantile", quantile);
            OtlpJson.Number(json, "value", cell[metric].Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Attributes(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> labels)
    {
        json.WriteStartArray("attributes");
        foreach (var (key, value) in labels) OtlpJson.Attribute(json, key, value);
        json.WriteEndArray();
    }
}
