using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Laws picked by weight, at least one weight above 0.</summary>
internal sealed class MixtureForm(ListForm<WeightedDistribution> parts) : Form<Distribution>
{
    public override string Expected => parts.Expected;

    public override IEnumerable<Form> Parts => [parts];

    public override JsonObject Schema(SchemaDefinitions definitions) => parts.Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out Distribution value)
    {
        value = null;
        if (!parts.TryBind(node, path, binding, out var bound)) return false;
        if (bound.Sum(part => part.Weight) > 0)
        {
            value = new Mixture(bound);
            return true;
        }
        binding.Refuse(node, path, "at least one weight must be above 0");
        return false;
    }
}

/// <summary>Percentiles and their values: <c>{ p50: 100 ms, p99: 1 s }</c>.</summary>
internal sealed class PercentilesForm : Form<Distribution>
{
    /// <summary>No leading and no trailing zeros, so that no percentile can be given in two ways.</summary>
    private const string Key = @"^p([1-9][0-9]?|0(?=\.))(\.[0-9]*[1-9])?$";

    private static readonly Bounds _value = LogNormal.ValueBounds;

    private static readonly TableForm<double, double> _table = new("percentiles (p50, p99.9)",
        new MappedForm<string, double>(new TextForm("a percentile between p0 and p100, such as p50 or p99.9", Key),
            text => Quantity.OfPercent(double.Parse(text[1..], CultureInfo.InvariantCulture))),
        new DurationForm(_value), 2, Key);

    public override string Expected => "a mapping of at least two percentiles to durations";

    public override IEnumerable<Form> Parts => [_table];

    public override JsonObject Schema(SchemaDefinitions definitions) => _table.Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out Distribution value)
    {
        value = null;
        if (node is not MapNode map) return Refuse(node, path, binding, out value);
        if (!_table.TryBind(node, path, binding, out var rows)) return false;
        var sorted = rows.OrderBy(row => row.Key).ToList();
        for (var i = 1; i < sorted.Count; i++)
        {
            if (sorted[i].Value >= sorted[i - 1].Value) continue;
            var (lower, upper) = (Name(sorted[i - 1]), Name(sorted[i]));
            binding.RefuseTogether(map[upper]!, path.Child(upper), $"allowed from {lower} ({sorted[i - 1].Value} s) on", node);
            return false;
        }
        try
        {
            value = Empirical.FromPercentiles([.. sorted.Select(row => (row.Key, row.Value))]);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            // Range and order are in place here, so only the steepness of the ends is left.
            binding.Refuse(node, path, $"the outermost percentiles are too far apart: steeper than a log-normal with σ = {LogNormal.SigmaBounds.High}");
            return false;
        }
        string Name(Row<double, double> row) => map.Entries.First(entry => entry.Key.Place == row.Place).Key.Text;
    }
}

/// <summary>A column of a CSV file.</summary>
internal sealed record CsvColumn(string File, string Column, string Unit);

/// <summary>Measured values from a file.</summary>
internal sealed class CsvForm(Shape<CsvColumn> shape) : Form<Distribution>
{
    public override string Expected => shape.Expected;

    public override IEnumerable<Form> Parts => [shape];

    public override JsonObject Schema(SchemaDefinitions definitions) => shape.Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out Distribution value)
    {
        value = null;
        if (!shape.TryBind(node, path, binding, out var column)) return false;
        value = binding.Files.Parsed($"{column}", () => CsvSamples.Read(column, path, node, binding));
        return value is not null;
    }
}
