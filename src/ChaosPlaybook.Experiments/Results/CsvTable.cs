using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Writes CSV in the one dialect of the results folder: invariant culture, <c>\n</c>, numbers that read back to the same bits.
/// </summary>
internal sealed class CsvTable(TextWriter writer) : IDisposable
{
    private readonly CsvWriter _csv =
        new(writer, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);

    public void Header(params IEnumerable<string> names)
    {
        foreach (var name in names) Field(name);
        EndRow();
    }

    public void Field(string text) => _csv.WriteField(text);

    public void Field(long number) => _csv.WriteField(number.ToString(CultureInfo.InvariantCulture));

    // Adding zero turns −0 into 0.
    public void Field(double number) => _csv.WriteField((number + 0.0).ToString("R", CultureInfo.InvariantCulture));

    public void Field(bool flag) => _csv.WriteField(flag ? "true" : "false");

    public void Fields(IReadOnlyList<Level> levels)
    {
        foreach (var level in levels) Field(level.ToString());
    }

    public void EndRow() => _csv.NextRecord();

    public void Flush() => _csv.Flush();

    public void Dispose() => _csv.Dispose();
}
