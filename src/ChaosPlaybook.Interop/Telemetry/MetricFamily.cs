using System.Globalization;
using System.Text;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Interop;

/// <summary>How values of a family add up.</summary>
internal enum FamilyKind
{
    /// <summary>They do not.</summary>
    Gauge,
    /// <summary>They are counts.</summary>
    Counter,
    /// <summary>Quantiles, sum and count of one quantity.</summary>
    Summary,
}

/// <summary>One value with what tells it from the others of its family.</summary>
/// <param name="Cell">The cell, or nothing for the whole result.</param>
/// <param name="More">Further labels.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Sample(CellResult? Cell, IReadOnlyList<KeyValuePair<string, string>> More, double Value);

/// <summary>
/// Values of one kind, as Prometheus and OpenTelemetry know them: a name in snake case with the base unit at its end. Values that are
/// not defined are left out.
/// </summary>
/// <param name="Stem">Its name without prefix and unit.</param>
/// <param name="Unit">Base unit as a word, or empty.</param>
/// <param name="Help">What it is.</param>
/// <param name="Kind">How its values add up.</param>
/// <param name="Samples">The values.</param>
internal sealed record MetricFamily(string Stem, string Unit, string Help, FamilyKind Kind, IEnumerable<Sample> Samples)
{
    /// <summary>Quantiles of a summary, by metric.</summary>
    public static IReadOnlyList<(double Quantile, Metric Metric)> Quantiles { get; } = [(0.5, Metric.DurationP50), (0.95, Metric.DurationP95), (0.99, Metric.DurationP99)];

    /// <summary>The name with its unit: <c>success_ratio</c>.</summary>
    public string Name => Unit.Length == 0 ? Stem : $"{Stem}_{Unit}";

    /// <summary>Everything of a result, family by family.</summary>
    public static IEnumerable<MetricFamily> Of(SweepResult result)
    {
        yield return new("trials", "", "Trials made.", FamilyKind.Counter, Each(result, cell => cell.Trials));
        yield return new("truncated_trials", "", "Trials cut off at their limit of attempts.", FamilyKind.Counter, Each(result, cell => cell.Truncated));
        yield return new("outcomes", "", "Trials, or with a workload their agents, by how they ended.", FamilyKind.Counter,
            result.Cells.SelectMany(cell => cell.Outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => new Sample(cell, [new("outcome", outcome.Key)], outcome.Value))));
        yield return new("faults_injected", "", "Strikes of faults.", FamilyKind.Counter, Each(result, cell => cell.FaultsInjected));
        yield return new("faults_landed", "", "Strikes that changed what a client saw.", FamilyKind.Counter, Each(result, cell => cell.FaultsLanded));
        yield return new("calls_masked", "", "Calls harmed by a fault that a layer made good.", FamilyKind.Counter,
            result.Cells.SelectMany(cell => cell.MaskedBy.OrderBy(by => by.Key, StringComparer.Ordinal).Select(by => new Sample(cell, [new("strategy", by.Key)], by.Value))));
        yield return new("duration", "seconds", "Duration over all trials; with a workload the means over trials of its quantiles.", FamilyKind.Summary, Each(result, _ => 0));
        foreach (var metric in Metric.All.Where(metric => !Quantiles.Any(quantile => quantile.Metric == metric)))
        {
            var (stem, unit) = NameOf(metric);
            yield return new(stem, unit, $"{Sentence(metric.Label)}.", FamilyKind.Gauge, Each(result, cell => cell[metric].Value));
            yield return new($"{stem}_low", unit, $"{Sentence(metric.Label)}: lower confidence limit.", FamilyKind.Gauge, Each(result, cell => cell[metric].Low));
            yield return new($"{stem}_high", unit, $"{Sentence(metric.Label)}: upper confidence limit.", FamilyKind.Gauge, Each(result, cell => cell[metric].High));
        }
        yield return new("hypothesis", "", "1 for what became of each hypothesis.", FamilyKind.Gauge,
            result.Hypotheses.Select(claim => new Sample(null, [new("hypothesis", claim.Hypothesis.Name), new("playbook", claim.Hypothesis.Playbook), new("status", ResultNames.Of(claim.Status))], 1)));
    }

    /// <summary>A name in camel case as snake case: <c>p50Seconds</c> is <c>p50_seconds</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_');
        }
        return text.ToString();
    }

    /// <summary>Labels that mean something already; a factor of that name needs another.</summary>
    public static IReadOnlyList<string> Taken { get; } =
        ["scenario", "playbook", "quantile", "outcome", "strategy", "executor", "hypothesis", "status", "job", "instance", "le"];

    /// <summary>Labels of a sample, those of its cell first: scenario, playbook, levels.</summary>
    /// <param name="plan">Whose sample.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="names">What the label of each factor is called.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Labels(Plan plan, in Sample sample, IReadOnlyDictionary<string, string> names)
    {
        List<KeyValuePair<string, string>> labels = [new("scenario", plan.Name)];
        if (sample.Cell is { } cell)
        {
            labels.Add(new("playbook", cell.Playbook));
            labels.AddRange(Levels(plan, cell.Levels, names));
        }
        labels.AddRange(sample.More);
        return labels;
    }

    /// <summary>Name and level of each factor.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Levels(Plan plan, IReadOnlyList<Level> levels, IReadOnlyDictionary<string, string> names) =>
        plan.Factors.Zip(levels).Select(pair => new KeyValuePair<string, string>(names[pair.First.Name], Text(pair.Second)));

    private static string Text(Level level) => level.Number is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : level.Text;

    private static IEnumerable<Sample> Each(SweepResult result, Func<CellResult, double> value) =>
        result.Cells.Select(cell => new Sample(cell, [], value(cell))).Where(sample => !double.IsNaN(sample.Value));

    /// <summary>The base unit comes last, and only once.</summary>
    private static (string Stem, string Unit) NameOf(Metric metric)
    {
        var name = Snake(metric.Name);
        return metric.Unit switch
        {
            "s" => (name.Replace("_seconds", "", StringComparison.Ordinal), "seconds"),
            "1" => (name.Replace("_rate", "", StringComparison.Ordinal).Replace("_share", "", StringComparison.Ordinal), "ratio"),
            _ => (name, ""),
        };
    }

    private static string Sentence(string label) => char.ToUpperInvariant(label[0]) + label[1..];
}
