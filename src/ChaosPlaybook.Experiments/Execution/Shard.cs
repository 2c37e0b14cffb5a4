using System.Globalization;

namespace ChaosPlaybook.Experiments;

/// <summary>One part of a sweep divided among machines: the design points whose index leaves this remainder.</summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">How many parts.</param>
public readonly record struct Shard(int Index, int Count)
{
    /// <summary>Whether the design point belongs to this part.</summary>
    public bool Contains(DesignPoint point) => point.Index % Count == Index;

    /// <summary>Reads <c>0/3</c>, <c>1/3</c>, <c>2/3</c>.</summary>
    public static bool TryParse(string text, out Shard shard)
    {
        shard = default;
        var parts = text.Split('/');
        if (parts.Length != 2 || !Whole(parts[0], out var index) || !Whole(parts[1], out var count) || index >= count) return false;
        shard = new(index, count);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Index}/{Count}";

    private static bool Whole(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
