using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// How something may be written. A form is declared once and serves three readers: it binds nodes, it describes itself to the
/// JSON schema and it describes itself in words to tables and messages.
/// </summary>
internal abstract class Form
{
    /// <summary>In words: <c>a duration, [0, 86400] s</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>The forms it is made of.</summary>
    public virtual IEnumerable<Form> Parts => [];

    /// <summary>Itself as JSON schema.</summary>
    public abstract JsonObject Schema(SchemaDefinitions definitions);
}

/// <summary>A form that gives a <typeparamref name="T"/>.</summary>
internal abstract class Form<T> : Form
{
    /// <summary>Reads a node; what is wrong goes to <see cref="Binding.Problems"/>.</summary>
    public abstract bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out T value);

    /// <summary>Says that the node is of another kind than expected.</summary>
    protected bool Refuse(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out T value)
    {
        binding.Refuse(node, path, $"expected {Expected}");
        value = default;
        return false;
    }
}

/// <summary>A single value; <c>$factor</c> stands for any of them.</summary>
internal abstract class ScalarForm<T> : Form<T>
{
    /// <inheritdoc/>
    public sealed override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not ScalarNode || node is ScalarNode { IsEmpty: true }) return Refuse(node, path, binding, out value);
        if (!binding.TryResolve((ScalarNode)node, path, out var scalar)) return false;
        if (TryParse(scalar, binding, out value, out var rest)) return true;
        binding.Refuse(node, scalar.Shown, path, rest);
        return false;
    }

    /// <summary>Reads the text; <paramref name="rest"/> says what is allowed instead.</summary>
    protected abstract bool TryParse(ScalarNode scalar, Binding binding, [MaybeNullWhen(false)] out T value, out string rest);
}

/// <summary>A form that is declared later, for laws made of laws.</summary>
internal sealed class Deferred<T>(string name, Func<Form<T>> form) : Form<T>
{
    public override string Expected => name;

    public override JsonObject Schema(SchemaDefinitions definitions) => form().Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out T value) =>
        form().TryBind(node, path, binding, out value);
}
