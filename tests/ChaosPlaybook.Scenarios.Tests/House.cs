namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Finds the checkout that the tests were built from.</summary>
internal static class House
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder below it.</summary>
    public static string At(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "ChaosPlaybook.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
