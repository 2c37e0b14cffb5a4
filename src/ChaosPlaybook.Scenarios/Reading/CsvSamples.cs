using System.Globalization;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Statistics;
using CsvHelper;
using CsvHelper.Configuration;

namespace ChaosPlaybook.Scenarios;

/// <summary>Reads measured durations from a column of a CSV file.</summary>
internal static class CsvSamples
{
    private const long MaxBytes = 64 << 20;
    private const int MaxProblems = 5;

    /// <summary>The law of the column, or nothing when there is something wrong, which is reported.</summary>
    public static Distribution? Read(CsvColumn column, Path path, Node node, Binding binding)
    {
        var place = (node as MapNode)?["file"]?.Place ?? node.Place;
        if (!binding.Files.TryRead(column.File, MaxBytes, out var text, out var wrong))
        {
            binding.Problems.Error(place, $"{path}.file is \"{column.File}\"; {wrong}");
            return null;
        }
        var file = binding.Files.Name(column.File);
        using var csv = new CsvReader(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null });
        if (!csv.Read() || !csv.ReadHeader())
        {
            binding.Problems.Error(new(file, 1, 1), "the file is empty; expected a header and values");
            return null;
        }
        var index = Array.IndexOf(csv.HeaderRecord!, column.Column);
        if (index < 0)
        {
            binding.Problems.Error(new(file, 1, 1), $"there is no column \"{column.Column}\"; columns: {string.Join(", ", csv.HeaderRecord!)}" +
                NearestName.Hint(column.Column, csv.HeaderRecord!));
            return null;
        }
        return Values(csv, index, column, file, binding) is { } values ? Empirical.FromSamples(values) : null;
    }

    private static List<double>? Values(CsvReader csv, int index, CsvColumn column, string file, Binding binding)
    {
        var seconds = Quantity.Units[column.Unit];
        var values = new List<double>();
        var problems = 0;
        while (csv.Read() && problems < MaxProblems)
        {
            var text = csv.TryGetField<string>(index, out var field) ? field!.Trim() : "";
            if (Quantity.Split(text) is (var number, "") && Constant.ValueBounds.Contain(number * seconds)) values.Add(number * seconds);
            else
            {
                problems++;
                binding.Problems.Error(new(file, csv.Parser.RawRow, 1),
                    $"{column.Column} is \"{text}\"; expected a number of {column.Unit} that is at least 0");
            }
        }
        if (values.Count == 0 && problems == 0) binding.Problems.Error(new(file, 1, 1), $"the column \"{column.Column}\" has no values");
        return problems == 0 && values.Count > 0 ? values : null;
    }
}
