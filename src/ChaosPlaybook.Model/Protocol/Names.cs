namespace ChaosPlaybook.Model;

/// <summary>Names of the code as scenarios write them.</summary>
internal static class Names
{
    /// <summary>In camelCase: <c>stopFaults</c>.</summary>
    public static string Word<T>(T value) where T : struct, Enum => Word(value.ToString());

    /// <inheritdoc cref="Word{T}(T)"/>
    public static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>The kind that a type of settings stands for: <c>retry</c> for <see cref="RetryOptions"/>.</summary>
    public static string Kind(Type options, string suffix) => Word(options.Name.Replace(suffix, "", StringComparison.Ordinal));
}
