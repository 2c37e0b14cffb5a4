using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>Error codes that are equally likely: <c>[500, 503]</c>, each once.</summary>
internal sealed class CodeListForm(CountForm code) : Form<IReadOnlyList<WeightedCode>>
{
    private readonly ListForm<long> _list = new(code, 1, 900);

    public override string Expected => _list.Expected;

    public override IEnumerable<Form> Parts => [_list];

    public override JsonObject Schema(SchemaDefinitions definitions) => _list.Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out IReadOnlyList<WeightedCode> value)
    {
        value = null;
        if (!_list.TryBind(node, path, binding, out var codes)) return false;
        var items = ((ListNode)node).Items;
        for (var i = 0; i < codes.Count; i++)
        {
            var first = codes.ToList().IndexOf(codes[i]);
            if (first == i) continue;
            binding.RefuseTogether(items[i], path.Item(i), $"given twice; first at {items[first].Place.Short}; use weights instead", node);
            return false;
        }
        value = [.. codes.Select(code => new WeightedCode((int)code, 1))];
        return true;
    }
}
