using System.Diagnostics.CodeAnalysis;
using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Scenarios;

/// <summary>What binding a node needs to know besides the node: the levels in force, the names declared, where problems go.</summary>
internal sealed class Binding(ProblemList problems, DeclaredNames names, SideFiles files)
{
    private readonly Dictionary<(Form, Node, string), (bool Fine, object? Value)> _remembered = [];
    private Binding? _withoutFactors;

    public ProblemList Problems { get; } = problems;

    public DeclaredNames Names { get; } = names;

    public SideFiles Files { get; } = files;

    /// <summary>Level of each factor in force; nothing where factors have no place.</summary>
    public IReadOnlyDictionary<string, ScalarNode>? Levels { get; set; }

    /// <summary>What has been referred to: <c>executor petstore</c>, <c>factor failureRate</c>.</summary>
    public HashSet<string> Used { get; private init; } = [];

    /// <summary>The same where factors have no place.</summary>
    public Binding WithoutFactors => Levels is null ? this : _withoutFactors ??= new(Problems, Names, Files) { Used = Used };

    /// <summary>The same levels and names, and nobody hears of problems.</summary>
    public Binding Quiet() => new(new(), Names, Files) { Levels = Levels };

    /// <summary>The scalar itself, or the level of the factor that it refers to.</summary>
    public bool TryResolve(ScalarNode scalar, Path path, [NotNullWhen(true)] out ScalarNode? resolved)
    {
        resolved = scalar;
        if (scalar.Factor is not { } factor) return true;
        resolved = null;
        if (Levels is null)
            Problems.Error(scalar.Place, $"{path} is {scalar.Text}; a factor has no place here");
        else if (!Names.Factors.Contains(factor))
            Problems.Error(scalar.Place, $"{path} is {scalar.Text}; no such factor; " +
                (Names.Factors.Count == 0 ? "none is declared" : $"allowed: {string.Join(", ", Names.Factors.Select(name => "$" + name))}") +
                (NearestName.Of(factor, Names.Factors) is { } near ? $"; did you mean \"${near}\"?" : ""));
        else
            Levels.TryGetValue(factor, out resolved); // a factor with a problem of its own has no level, and enough is said
        return resolved is not null;
    }

    /// <summary>Refuses a node for what it is.</summary>
    public void Refuse(Node node, Path path, string rest) => Refuse(node, node.Shown, path, rest);

    /// <summary>Refuses a value, naming the level it stems from.</summary>
    public void Refuse(Node node, string shown, Path path, string rest) =>
        Problems.Add(Severity.Error, node.Place, path.ToString(), shown, rest, Cause(node));

    /// <summary>Refuses a value because of its neighbours, naming every level that takes part.</summary>
    public void RefuseTogether(Node node, Path path, string rest, Node neighbours)
    {
        var shown = node is ScalarNode { Factor: { } factor } && Levels is not null && Levels.TryGetValue(factor, out var level)
            ? level.Shown : node.Shown;
        Problems.Add(Severity.Error, node.Place, path.ToString(), shown, rest, Cause(neighbours));
    }

    /// <summary>Warns about a node, naming every level that takes part.</summary>
    public void Warn(Place place, string message) => Problems.Warn(place, message);

    /// <summary>The entries of a mapping; a key that is given twice is refused and its second value left out.</summary>
    public IEnumerable<Entry> Distinct(MapNode map, Path path)
    {
        var seen = new Dictionary<string, Place>();
        foreach (var entry in map.Entries)
        {
            if (seen.TryGetValue(entry.Key.Text, out var first))
                Problems.Error(entry.Key.Place, $"{path.Child(entry.Key.Text)} is given twice; first at {first.Short}");
            else
            {
                seen.Add(entry.Key.Text, entry.Key.Place);
                yield return entry;
            }
        }
    }

    /// <summary>
    /// Binds, or gives what the same node gave under the same levels before: design points share what does not differ, which
    /// keeps a large grid cheap and small.
    /// </summary>
    public bool Remember<T>(Form<T> form, Node node, Path path, [MaybeNullWhen(false)] out T value)
    {
        var levels = Levels is null ? "-" : string.Join('\n', node.Factors.Select(name => Levels.GetValueOrDefault(name)?.Text));
        if (!_remembered.TryGetValue((form, node, levels), out var known))
        {
            var fine = form.TryBind(node, path, this, out var bound);
            _remembered[(form, node, levels)] = known = (fine, bound);
        }
        value = (T?)known.Value;
        return known.Fine;
    }

    private string? Cause(Node node)
    {
        if (Levels is null || node.Factors.Count == 0) return null;
        return string.Join(", ", node.Factors.Where(Levels.ContainsKey).Select(name => $"{name} = {Levels[name].Text}"));
    }
}

/// <summary>What a scenario declares, known before anything is bound.</summary>
internal sealed record DeclaredNames(
    IReadOnlyList<string> Factors, IReadOnlyList<string> Executors, IReadOnlyList<string> Steps, IReadOnlyList<string> Playbooks)
{
    /// <summary>Causes of faults.</summary>
    public IReadOnlyList<string> Causes { get; init; } = [];

    /// <summary>Many agents share a world, so what one trial does has no limit that the steps give.</summary>
    public bool HasWorkload { get; init; }

    /// <summary>Steps are made in rounds, so their number says little about the calls of a trial.</summary>
    public bool HasRounds { get; init; }

    /// <summary>Steps that write and say so, without a key.</summary>
    public IReadOnlyList<string> Unkeyed { get; init; } = [];

    /// <summary>The levels of every factor that has no problem of its own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<WrittenLevel>> Levels { get; set; } = new Dictionary<string, IReadOnlyList<WrittenLevel>>();
}
