namespace ChaosPlaybook.Model;

/// <summary>Members of enumerations as scenarios write them.</summary>
internal static class Names
{
    /// <summary>In camelCase: <c>stopFaults</c>.</summary>
    public static string Word<T>(T value) where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
