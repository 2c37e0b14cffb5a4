namespace ChaosPlaybook.Scenarios;

/// <summary>Where something stands; line 0 for an override, which has no line.</summary>
internal readonly record struct Place(string File, int Line, int Column)
{
    /// <summary><c>12:5</c>, or the override's name.</summary>
    public string Short => Line == 0 ? File : $"{Line}:{Column}";
}

/// <summary>A piece of a scenario that remembers where it stands.</summary>
internal abstract class Node(Place place)
{
    private IReadOnlyList<string>? _factors;

    /// <summary>Where it begins.</summary>
    public Place Place { get; } = place;

    /// <summary>What it is, for messages.</summary>
    public abstract string Shown { get; }

    /// <summary>Names of the factors that it or anything in it refers to.</summary>
    public IReadOnlyList<string> Factors => _factors ??= [.. FindFactors().Distinct()];

    /// <summary>Nodes in it when every alias is written out; saturates.</summary>
    public long Size { get; protected init; } = 1;

    private protected abstract IEnumerable<string> FindFactors();
}

/// <summary>A single value as written. A plain one stands without quotes.</summary>
internal sealed class ScalarNode(Place place, string text, bool plain) : Node(place)
{
    public string Text { get; } = text;

    public bool Plain { get; } = plain;

    public bool IsEmpty => Plain && Text is "" or "~" or "null";

    /// <summary>Name of the factor it refers to, or nothing.</summary>
    public string? Factor => Plain && Text.StartsWith('$') ? Text[1..] : null;

    /// <summary>Numbers and references as written, everything else in quotes.</summary>
    public override string Shown =>
        IsEmpty ? "empty" : Plain && (Text[0] == '$' || char.IsAsciiDigit(Text.TrimStart('-', '+', '.').FirstOrDefault()) || Quantity.Trap(Text) is not null)
            ? Text : $"\"{Text}\"";

    private protected override IEnumerable<string> FindFactors() => Factor is { } factor ? [factor] : [];
}

/// <summary>A list.</summary>
internal sealed class ListNode : Node
{
    public ListNode(Place place, IReadOnlyList<Node> items) : base(place)
    {
        Items = items;
        Size = 1 + items.Aggregate(0L, (sum, item) => Math.Min(sum + item.Size, int.MaxValue));
    }

    public IReadOnlyList<Node> Items { get; }

    public override string Shown => "a list";

    private protected override IEnumerable<string> FindFactors() => Items.SelectMany(item => item.Factors);
}

/// <summary>Keys with values; a key that is given twice stays twice, so that it can be told.</summary>
internal sealed class MapNode : Node
{
    public MapNode(Place place, IReadOnlyList<Entry> entries) : base(place)
    {
        Entries = entries;
        Size = 1 + entries.Aggregate(0L, (sum, entry) => Math.Min(sum + 1 + entry.Value.Size, int.MaxValue));
    }

    public IReadOnlyList<Entry> Entries { get; }

    public override string Shown => "a mapping";

    /// <summary>The value of a key, or nothing.</summary>
    public Node? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;

    private protected override IEnumerable<string> FindFactors() => Entries.SelectMany(entry => entry.Value.Factors);
}

/// <summary>A key and its value.</summary>
internal sealed record Entry(ScalarNode Key, Node Value);

/// <summary>The way from the root to a node, written out only when a message needs it.</summary>
internal sealed record Path(Path? Parent, string Segment)
{
    public static Path Root { get; } = new(null, "");

    public Path Child(string key) => new(this, key);

    public Path Item(int index) => new(this, $"[{index}]");

    public override string ToString()
    {
        if (Parent is null) return Segment.Length == 0 ? "the scenario" : Segment;
        if (Parent == Root) return Segment;
        return Segment.StartsWith('[') ? $"{Parent}{Segment}" : $"{Parent}.{Segment}";
    }
}
