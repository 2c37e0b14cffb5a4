using System.Text;

namespace ChaosPlaybook.Scenarios;

/// <summary>Files that a scenario refers to, relative to its own folder; each is read once.</summary>
internal sealed class SideFiles(string folder)
{
    private readonly Dictionary<string, (string? Text, string? Wrong)> _texts = [];
    private readonly Dictionary<string, object?> _parsed = [];

    /// <summary>The name of a file for messages: as one would write it where the scenario's own name was written.</summary>
    public string Name(string file) => System.IO.Path.Combine(folder, file).Replace('\\', '/');

    /// <summary>The text of a file, or what is wrong with it.</summary>
    public bool TryRead(string file, long limit, out string text, out string wrong)
    {
        if (!_texts.TryGetValue(file, out var known)) _texts[file] = known = Utf8.Read(System.IO.Path.Combine(folder, file), limit);
        (text, wrong) = (known.Text ?? "", known.Wrong ?? "");
        return known.Text is not null;
    }

    /// <summary>Puts a text in the place of a file.</summary>
    public void Provide(string file, string text) => _texts[file] = (text, null);

    /// <summary>What a file was understood as; worked out once.</summary>
    public T Parsed<T>(string key, Func<T> parse) where T : class?
    {
        if (!_parsed.TryGetValue(key, out var known)) _parsed[key] = known = parse();
        return (T)known!;
    }
}

/// <summary>Reads text files strictly.</summary>
internal static class Utf8
{
    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The text of a file of at most <paramref name="limit"/> bytes, or what is wrong with it.</summary>
    public static (string? Text, string? Wrong) Read(string path, long limit)
    {
        try
        {
            if (Directory.Exists(path)) return (null, "it is a folder");
            var info = new FileInfo(path);
            if (!info.Exists) return (null, "no such file");
            if (info.Length > limit) return (null, $"it has {info.Length} bytes; at most {limit} are allowed");
            var bytes = File.ReadAllBytes(path);
            var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
            var text = _strict.GetString(bytes, start, bytes.Length - start);
            return text.Contains('\0') ? (null, "it contains a NUL character; expected a text file") : (text, null);
        }
        catch (DecoderFallbackException)
        {
            return (null, "it is not UTF-8 text");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return (null, $"it cannot be read: {error.Message}");
        }
    }
}
