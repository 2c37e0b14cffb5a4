using System.Text;

namespace ChaosPlaybook.Scenarios;

/// <summary>Writes nodes as YAML that reads back as the same nodes; comments and anchors are not kept.</summary>
internal static class YamlText
{
    private const int FlowLimit = 110;
    private const string Indicators = ",[]{}#&*!|>'\"%@`:";

    /// <summary>In flow style, on one line.</summary>
    public static string Flow(Node node) => node switch
    {
        ScalarNode scalar => Scalar(scalar),
        ListNode list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        MapNode { Entries.Count: 0 } => "{}",
        MapNode map => $"{{ {string.Join(", ", map.Entries.Select(entry => $"{Scalar(entry.Key)}: {Flow(entry.Value)}"))} }}",
        _ => throw new ArgumentException($"{node.Shown} cannot be written", nameof(node)),
    };

    /// <summary>A key with its value, in block style as far as the value is long or a list of mappings.</summary>
    public static string Block(string key, Node value, int indent)
    {
        var text = new StringBuilder();
        Write(text, new ScalarNode(default, key, plain: true), value, indent);
        return text.ToString();
    }

    private static void Write(StringBuilder text, ScalarNode key, Node value, int indent)
    {
        text.Append(' ', indent).Append(Scalar(key)).Append(':');
        Value(text, value, indent);
    }

    private static void Value(StringBuilder text, Node value, int indent)
    {
        if (value is ListNode { Items.Count: > 0 } list && list.Items.Any(item => item is MapNode))
        {
            text.Append('\n');
            foreach (var item in list.Items) Item(text, item, indent + 2);
        }
        else if (value is MapNode { Entries.Count: > 0 } map && (indent + Flow(map).Length > FlowLimit || map.Entries.Any(entry => entry.Value is ListNode { Items: [MapNode, ..] })))
        {
            text.Append('\n');
            foreach (var entry in map.Entries) Write(text, entry.Key, entry.Value, indent + 2);
        }
        else text.Append(' ').Append(Flow(value)).Append('\n');
    }

    private static void Item(StringBuilder text, Node item, int indent)
    {
        text.Append(' ', indent).Append("- ");
        if (item is not MapNode { Entries.Count: > 0 } map)
        {
            text.Append(Flow(item)).Append('\n');
            return;
        }
        for (var i = 0; i < map.Entries.Count; i++)
        {
            if (i > 0) text.Append(' ', indent + 2);
            text.Append(Scalar(map.Entries[i].Key)).Append(':');
            Value(text, map.Entries[i].Value, indent + 2);
        }
    }

    private static string Scalar(ScalarNode scalar)
    {
        var bare = scalar.Plain && scalar.Text.Length > 0 && !scalar.Text.Any(letter => Indicators.Contains(letter) || char.IsControl(letter))
            && scalar.Text[0] is not ('-' or '?' or ' ') && scalar.Text[^1] != ' ';
        if (bare || scalar.Plain && scalar.Text.Length == 0) return bare ? scalar.Text : "null";
        return $"\"{scalar.Text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
    }
}
