using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ChaosPlaybook.Interop;

/// <summary>A JSON value that remembers where it stands; lines and columns count from 1, columns in characters.</summary>
internal sealed record JsonItem(JsonValueKind Kind, int Line, int Column)
{
    /// <summary>Text of a string, literal text of a number.</summary>
    public string Text { get; init; } = "";

    /// <summary>Members of an object in the order written, repeated names included.</summary>
    public IReadOnlyList<JsonMember> Members { get; init; } = [];

    /// <summary>Its number, NaN when it is none.</summary>
    public double Number => Kind == JsonValueKind.Number ? double.Parse(Text, CultureInfo.InvariantCulture) : double.NaN;

    /// <summary>For messages: strings in quotes, numbers as written, everything else by its kind.</summary>
    public string Shown => Kind switch
    {
        JsonValueKind.String => $"\"{Text}\"",
        JsonValueKind.Number => Text,
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => Text,
    };
}

/// <summary>A name and its value.</summary>
internal sealed record JsonMember(string Name, int Line, int Column, JsonItem Value);

/// <summary>
/// Reads JSON into a tree with positions. The reader of the framework knows byte offsets only and its documents drop repeated
/// names; both are needed to tell people where their file is wrong.
/// </summary>
internal sealed class PositionedJson
{
    private const int MaxDepth = 32;
    private readonly byte[] _bytes;
    private int _seen, _line = 1, _column = 1;

    private PositionedJson(byte[] bytes) => _bytes = bytes;

    /// <summary>The tree of <paramref name="text"/>.</summary>
    /// <exception cref="JsonException">The text is not JSON; line and byte position count from 0.</exception>
    public static JsonItem Read(string text)
    {
        var json = new PositionedJson(Encoding.UTF8.GetBytes(text));
        var reader = new Utf8JsonReader(json._bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        var root = json.Value(ref reader);
        reader.Read(); // whatever follows the root is refused here
        return root;
    }

    private JsonItem Value(ref Utf8JsonReader reader)
    {
        var (line, column) = Locate(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<JsonMember>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = Text(ref reader);
                    var (nameLine, nameColumn) = Locate(reader.TokenStartIndex);
                    reader.Read();
                    members.Add(new(name, nameLine, nameColumn, Value(ref reader)));
                }
                return new(JsonValueKind.Object, line, column) { Members = members };
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Value(ref reader);
                return new(JsonValueKind.Array, line, column);
            case JsonTokenType.String:
                return new(JsonValueKind.String, line, column) { Text = Text(ref reader) };
            case JsonTokenType.Number:
                return new(JsonValueKind.Number, line, column) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new(JsonValueKind.True, line, column) { Text = "true" };
            case JsonTokenType.False:
                return new(JsonValueKind.False, line, column) { Text = "false" };
            default:
                return new(JsonValueKind.Null, line, column) { Text = "null" };
        }
    }

    private string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            var (line, column) = Locate(reader.TokenStartIndex);
            throw new JsonException("half a character (an unpaired surrogate) in a text", null, line - 1, column - 1);
        }
    }

    /// <summary>Tokens come in order, so the text is walked through once.</summary>
    private (int Line, int Column) Locate(long offset)
    {
        for (; _seen < offset; _seen++)
        {
            if (_bytes[_seen] == '\n') (_line, _column) = (_line + 1, 1);
            else if ((_bytes[_seen] & 0xC0) != 0x80) _column++; // bytes that continue a character do not count
        }
        return (_line, _column);
    }
}
