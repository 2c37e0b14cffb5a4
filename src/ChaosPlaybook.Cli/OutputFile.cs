using System.Text;

namespace ChaosPlaybook.Cli;

/// <summary>A file or folder that an option names for output: refused before anything is run, and never left half written.</summary>
internal static class OutputFile
{
    /// <summary>Says at once when a new file cannot be written there.</summary>
    /// <param name="path">The file, or nothing when the option is not given.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="replaces">Whether a file that is there may be replaced.</param>
    public static void Claim(string? path, string option, bool replaces = false)
    {
        if (path is null) return;
        if (path.Length == 0) throw new InputException($"{option} is empty; a file name is needed");
        if (Directory.Exists(path)) throw new InputException($"{option} is {path}, which is a folder; a file name is needed");
        if (!replaces && File.Exists(path)) throw new InputException($"{path} exists already; choose another file");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new InputException($"{option} is {path}; there is no folder {folder}");
        Probe(folder, option);
    }

    /// <summary>Says at once when a folder can be neither used nor made.</summary>
    public static void ClaimFolder(string path, string option)
    {
        if (path.Length == 0) throw new InputException($"{option} is empty; a folder is needed");
        var at = Path.GetFullPath(path);
        while (!Directory.Exists(at))
        {
            if (File.Exists(at)) throw new InputException($"{option} is {path}; {at} is a file, and a folder is needed");
            at = Path.GetDirectoryName(at)!;
        }
        Probe(at, option);
    }

    /// <summary>Writes a file beside its name first, then renames it.</summary>
    public static void Write(string path, string text) => Write(path, stream => stream.Write(new UTF8Encoding(false).GetBytes(text)));

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string path, Action<Stream> write)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            using (var stream = File.Create(beside)) write(stream);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    private static void Probe(string folder, string option)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(folder, $".{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{option}: nothing can be written into {folder}: {problem.Message}");
        }
    }
}
