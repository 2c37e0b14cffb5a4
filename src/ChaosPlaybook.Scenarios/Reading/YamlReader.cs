using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Turns YAML text into nodes that know their place. Built on the parser's events and not on its ready-made tree, because that
/// tree stops at the first repeated key and expands nothing it could count.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 64;
    private const long MaxNodes = 100_000;

    private readonly string _file;
    private readonly bool _located;
    private readonly ProblemList _problems;
    private readonly Dictionary<string, Node?> _anchors = [];
    private readonly Parser _parser;

    private YamlReader(string text, string file, bool located, ProblemList problems)
    {
        (_file, _located, _problems) = (file, located, problems);
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The root of the only document, or nothing when the text is not usable as a scenario.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">Name for messages.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <param name="located">False for the value of an override: its problems have no line.</param>
    public static Node? Read(string text, string file, ProblemList problems, bool located = true)
    {
        var reader = new YamlReader(text, file, located, problems);
        try
        {
            return reader.Document();
        }
        catch (YamlException error)
        {
            // The parser complains of a tab at the beginning of the mapping that it spoils.
            var (line, column, reason) = ((int)error.Start.Line, (int)error.Start.Column, Reason(error));
            var tab = text.Split('\n').Index().Skip(line - 1).FirstOrDefault(row => Regex.IsMatch(row.Item, "^ *\t"));
            if (tab.Item is not null && (tab.Index == line - 1 || reason.Contains("tab")))
                (line, column, reason) = (tab.Index + 1, tab.Item.IndexOf('\t') + 1, "the line is indented with a tab; YAML wants spaces");
            problems.Error(located ? new(file, line, column) : new(file, 0, 0), reason);
            return null;
        }
        catch (InvalidOperationException)
        {
            // The parser's way to give up on some texts (a plain value that begins with an indicator), without saying where.
            var end = reader._parser.Current?.End ?? Mark.Empty;
            problems.Error(located ? new(file, (int)end.Line, (int)end.Column) : new(file, 0, 0), "not YAML: nothing readable follows here");
            return null;
        }
        catch (TooDeep deep)
        {
            problems.Error(deep.Place, $"nested deeper than {MaxDepth} levels");
            return null;
        }
    }

    private Node? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            _problems.Error(new(_file, _located ? 1 : 0, _located ? 1 : 0), "the file is empty; a scenario has at least executors, agent and playbooks");
            return null;
        }
        _parser.Consume<DocumentStart>();
        var root = Value(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _problems.Error(At(second), "a second document begins here; a scenario is one document");
            return null;
        }
        if (root.Size <= MaxNodes) return root;
        _problems.Error(root.Place, $"aliases blow the scenario up to more than {MaxNodes} values");
        return null;
    }

    private Node Value(int depth)
    {
        var next = _parser.Current!;
        if (depth > MaxDepth) throw new TooDeep(At(next));
        if (next is AnchorAlias alias)
        {
            _parser.MoveNext();
            if (_anchors.TryGetValue(alias.Value.Value, out var target) && target is not null) return target;
            _problems.Error(At(alias), target is null && _anchors.ContainsKey(alias.Value.Value)
                ? $"*{alias.Value} refers to a value that contains it"
                : $"*{alias.Value} has no anchor &{alias.Value} before it");
            return new ScalarNode(At(alias), "", plain: true);
        }
        // The parser lets some broken flow mappings end between a key and its value.
        if (next is not NodeEvent start) throw new YamlException(next.Start, next.End, "a value is missing here");
        var anchor = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (anchor is not null) _anchors[anchor] = null;
        if (!start.Tag.IsEmpty) _problems.Error(At(start), $"the tag {start.Tag} is not allowed; values say themselves what they are");
        Node node = start switch
        {
            SequenceStart sequence => Sequence(sequence, depth),
            MappingStart mapping => Mapping(mapping, depth),
            _ => Scalar(),
        };
        if (anchor is not null) _anchors[anchor] = node;
        return node;
    }

    private ScalarNode Scalar()
    {
        var scalar = _parser.Consume<Scalar>();
        return new(At(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private ListNode Sequence(SequenceStart start, int depth)
    {
        _parser.MoveNext();
        var items = new List<Node>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(Value(depth + 1));
        return new(At(start), items);
    }

    private MapNode Mapping(MappingStart start, int depth)
    {
        _parser.MoveNext();
        var entries = new List<Entry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Value(depth + 1);
            var value = Value(depth + 1);
            if (key is not ScalarNode scalar) _problems.Error(key.Place, $"a key is {key.Shown}; expected a name");
            else if (scalar is { Text: "<<", Plain: true }) _problems.Error(key.Place, "merge keys (<<) are not allowed; write the keys out or alias a whole value");
            else entries.Add(new(scalar, value));
        }
        return new(At(start), entries);
    }

    /// <summary>The parser puts the place in front of its message; ours stands there already.</summary>
    private static string Reason(YamlException error) => $"not YAML: {Regex.Replace(error.Message, @"^\(Line.*?\): ", "").TrimEnd('.')}";

    private Place At(ParsingEvent @event) =>
        _located ? new(_file, (int)@event.Start.Line, (int)@event.Start.Column) : new(_file, 0, 0);

    private sealed class TooDeep(Place place) : Exception
    {
        public Place Place { get; } = place;
    }
}
