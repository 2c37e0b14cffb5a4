namespace ChaosPlaybook.House.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Folder of ChaosPlaybook.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>Rooms, ground first.</summary>
    public static readonly string[] Rooms = ["Statistics", "Kernel", "Model", "Experiments", "Interop", "Scenarios", "Reporting", "Cli"];

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ChaosPlaybook.sln"))) return folder.FullName;
        throw new InvalidOperationException($"no ChaosPlaybook.sln above {AppContext.BaseDirectory}");
    }
}
