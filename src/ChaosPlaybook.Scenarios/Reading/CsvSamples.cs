using System.Globalization;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Statistics;
using CsvHelper;
using CsvHelper.Configuration;

namespace ChaosPlaybook.Scenarios;

/// <summary>Reads measured durations from a column of a CSV file.</summary>
internal static class CsvSamples
{
    /// <summary>The law of the column, or nothing when there is something wrong, which is reported.</summary>
    public static Distribution? Read(CsvColumn column, Path path, Node node, Binding binding)
    {
        var seconds = Quantity.Units[column.Unit];
        var values = CsvColumns.Read(column.File, column.Column, $"a number of {column.Unit} that is at least 0",
            number => Constant.ValueBounds.Contain(number * seconds) ? number * seconds : null, path, node, binding);
        return values is null ? null : Empirical.FromSamples(values);
    }
}

/// <summary>Reads the numbers in a column of a CSV file.</summary>
internal static class CsvColumns
{
    private const long MaxBytes = 64 << 20;
    private const int MaxProblems = 5;

    /// <summary>What the numbers of the column mean, or nothing when there is something wrong, which is reported.</summary>
    public static List<double>? Read(string name, string column, string expected, Func<double, double?> mean, Path path, Node node, Binding binding)
    {
        var place = (node as MapNode)?["file"]?.Place ?? node.Place;
        if (!binding.Files.TryRead(name, MaxBytes, out var text, out var wrong))
        {
            binding.Problems.Error(place, $"{path}.file is \"{name}\"; {wrong}");
            return null;
        }
        var file = binding.Files.Name(name);
        using var csv = new CsvReader(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null });
        if (!csv.Read() || !csv.ReadHeader())
        {
            binding.Problems.Error(new(file, 1, 1), "the file is empty; expected a header and values");
            return null;
        }
        var index = Array.IndexOf(csv.HeaderRecord!, column);
        if (index < 0)
        {
            binding.Problems.Error(new(file, 1, 1), $"there is no column \"{column}\"; columns: {string.Join(", ", csv.HeaderRecord!)}" +
                NearestName.Hint(column, csv.HeaderRecord!));
            return null;
        }
        return Values(csv, index, column, file, expected, mean, binding);
    }

    private static List<double>? Values(
        CsvReader csv, int index, string column, string file, string expected, Func<double, double?> mean, Binding binding)
    {
        var values = new List<double>();
        var problems = 0;
        while (csv.Read() && problems < MaxProblems)
        {
            var text = csv.TryGetField<string>(index, out var field) ? field!.Trim() : "";
            if (Quantity.Split(text) is (var number, "") && mean(number) is { } value) values.Add(value);
            else
            {
                problems++;
                binding.Problems.Error(new(file, csv.Parser.RawRow, 1), $"{column} is \"{text}\"; expected {expected}");
            }
        }
        if (values.Count == 0 && problems == 0) binding.Problems.Error(new(file, 1, 1), $"the column \"{column}\" has no values");
        return problems == 0 && values.Count > 0 ? values : null;
    }
}
