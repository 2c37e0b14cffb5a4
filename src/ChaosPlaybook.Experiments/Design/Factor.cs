namespace ChaosPlaybook.Experiments;

/// <summary>One value of a factor.</summary>
/// <param name="Text">As written in the scenario.</param>
/// <param name="Number">Its number (seconds for durations, 0 to 1 for percentages), or nothing for a word.</param>
public readonly record struct Level(string Text, double? Number)
{
    /// <summary>For CSV columns: the number in round-trip form, otherwise the text.</summary>
    public override string ToString() => Number is { } number ? number.ToString("R") : Text;
}

/// <summary>A swept parameter.</summary>
/// <param name="Name">Name, as in <c>$failureRate</c>; also the CSV column.</param>
/// <param name="Levels">Its values in the order written; at least one, all different.</param>
public sealed record Factor(string Name, IReadOnlyList<Level> Levels);
