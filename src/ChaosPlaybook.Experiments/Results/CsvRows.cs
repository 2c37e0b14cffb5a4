using System.Globalization;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Writes many rows in the dialect of <see cref="CsvTable"/>, which encodes the words; numbers need no quotes and are formatted
/// into one line that is used again, so that a row allocates nothing.
/// </summary>
internal sealed class CsvRows(TextWriter writer)
{
    private const int LongestNumber = 32;
    private readonly Dictionary<string, string> _encoded = [];
    private char[] _line = new char[1024];
    private int _length;

    /// <summary>Fields as they stand in a row, with the delimiters between them.</summary>
    public static string Encoded(params IEnumerable<string> fields)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var table = new CsvTable(text))
            foreach (var field in fields) table.Field(field);
        return text.ToString();
    }

    /// <summary>Adds what is encoded already.</summary>
    public void Add(string encoded)
    {
        Begin(encoded.Length);
        encoded.CopyTo(_line.AsSpan(_length));
        _length += encoded.Length;
    }

    public void Field(string word)
    {
        if (!_encoded.TryGetValue(word, out var encoded)) _encoded[word] = encoded = Encoded(word);
        Add(encoded);
    }

    public void Field(long number)
    {
        Begin(LongestNumber);
        number.TryFormat(_line.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    // Adding zero turns −0 into 0.
    public void Field(double number)
    {
        Begin(LongestNumber);
        (number + 0.0).TryFormat(_line.AsSpan(_length), out var written, "R", CultureInfo.InvariantCulture);
        _length += written;
    }

    public void Field(bool flag) => Add(flag ? "true" : "false");

    public void EndRow()
    {
        _line[_length++] = '\n';
        writer.Write(_line.AsSpan(0, _length));
        _length = 0;
    }

    public void Flush() => writer.Flush();

    // One more for the delimiter, and one for the end of the row.
    private void Begin(int room)
    {
        if (_line.Length - _length < room + 2) Array.Resize(ref _line, 2 * (_line.Length + room));
        if (_length > 0) _line[_length++] = ',';
    }
}
