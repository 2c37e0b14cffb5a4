namespace ChaosPlaybook.Scenarios;

/// <summary>The pipeline of a playbook as written, layer by layer; every change gives another one.</summary>
/// <param name="Items">Layers, outermost first.</param>
internal sealed record Layers(IReadOnlyList<Node> Items)
{
    /// <summary>Strategies that open and refuse.</summary>
    private static readonly string[] _breakers = ["circuitBreaker", "countBreaker", "timeBreaker", "leakyBreaker"];

    /// <summary>Number of layers.</summary>
    public int Count => Items.Count;

    /// <summary>As a list of the scenario.</summary>
    public ListNode Node => new(default, Items);

    /// <summary>Reads one layer from YAML.</summary>
    public static Node Layer(string yaml) => YamlReader.Read(yaml, "advice", new ProblemList(), located: false)!;

    /// <summary>Strategy of a layer.</summary>
    public string Word(int index) =>
        (Items[index] as MapNode)?.Entries.FirstOrDefault(entry => entry.Key.Text != "enabled")?.Key.Text ?? (Items[index] as ScalarNode)?.Text ?? "";

    /// <summary>Where a strategy stands, or −1.</summary>
    public int IndexOf(string word) => Enumerable.Range(0, Count).Where(i => Word(i) == word).DefaultIfEmpty(-1).First();

    /// <summary>Where the first breaker stands, or −1.</summary>
    public int Breaker => Enumerable.Range(0, Count).Where(i => _breakers.Contains(Word(i))).DefaultIfEmpty(-1).First();

    /// <summary>Where the first layer that repeats stands, or −1.</summary>
    public int Repeater => Enumerable.Range(0, Count).Where(i => Word(i) is "retry" or "rules").DefaultIfEmpty(-1).First();

    /// <summary>The settings of a layer as written; nothing where there are none.</summary>
    public MapNode? Settings(int index) => (Items[index] as MapNode)?[Word(index)] as MapNode;

    /// <summary>The text of one setting, or nothing.</summary>
    public string? Setting(int index, string key) => (Settings(index)?[key] as ScalarNode)?.Text;

    /// <summary>With a further layer.</summary>
    public Layers Insert(int index, string yaml) => new([.. Items.Take(index), Layer(yaml), .. Items.Skip(index)]);

    /// <summary>Without a layer.</summary>
    public Layers Remove(int index) => new([.. Items.Where((_, i) => i != index)]);

    /// <summary>With another layer in its place.</summary>
    public Layers Replace(int index, string yaml) => Remove(index).Insert(index, yaml);

    /// <summary>With a layer moved.</summary>
    public Layers Move(int from, int to)
    {
        var rest = Remove(from).Items;
        return new([.. rest.Take(to), Items[from], .. rest.Skip(to)]);
    }

    /// <summary>With some settings of a layer changed; the others stay as written.</summary>
    public Layers With(int index, params (string Key, string Yaml)[] changes)
    {
        var entries = Settings(index)?.Entries.ToList() ?? [];
        foreach (var (key, yaml) in changes)
        {
            var at = entries.FindIndex(entry => entry.Key.Text == key);
            var entry = new Entry(new ScalarNode(default, key, plain: true), Layer(yaml));
            if (at >= 0) entries[at] = entry;
            else entries.Add(entry);
        }
        var map = Items[index] as MapNode;
        var word = Word(index);
        var settings = new Entry(new ScalarNode(default, word, plain: true), new MapNode(default, entries));
        var others = map?.Entries.Where(entry => entry.Key.Text != word) ?? [];
        return new([.. Items.Select((item, i) => i == index ? new MapNode(default, [settings, .. others]) : item)]);
    }

    /// <summary>With settings of a layer left out.</summary>
    public Layers Without(int index, params string[] keys)
    {
        if (Settings(index) is not { } settings) return this;
        var kept = new MapNode(default, [.. settings.Entries.Where(entry => !keys.Contains(entry.Key.Text))]);
        var word = Word(index);
        var map = (MapNode)Items[index];
        var changed = new MapNode(default, [.. map.Entries.Select(entry => entry.Key.Text == word ? entry with { Value = kept } : entry)]);
        return new([.. Items.Select((item, i) => i == index ? changed : item)]);
    }
}
