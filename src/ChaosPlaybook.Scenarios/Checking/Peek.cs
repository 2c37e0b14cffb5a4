using System.Diagnostics.CodeAnalysis;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Reads single keys of a mapping that may be wrong elsewhere, so that what follows from them is told in the same go as what is wrong
/// elsewhere. It stays silent itself: whoever binds the mapping tells what is wrong with a key.
/// </summary>
internal sealed class Peek(Node? node, Binding binding)
{
    private readonly Binding _quiet = binding.Quiet();

    /// <summary>Under which names and levels.</summary>
    public Binding Binding => binding;

    /// <summary>What is looked into; nothing where it is not there.</summary>
    public Node? Node => node;

    /// <summary>The items of a list; none of anything else.</summary>
    public IEnumerable<Peek> Items => (node as ListNode)?.Items.Select(item => new Peek(item, binding)) ?? [];

    /// <summary>Whether the key is given, rightly or wrongly.</summary>
    public bool Has(Field field) => (node as MapNode)?[field.Key] is not null;

    /// <summary>Into the value of a key.</summary>
    public Peek Into(Field field) => new((node as MapNode)?[field.Key], binding);

    /// <summary>The value of a key, or its default; false where that cannot be told.</summary>
    public bool Knows<T>(Field<T> field, [MaybeNullWhen(false)] out T value)
    {
        value = field.Fallback;
        if (node is not MapNode map) return false;
        return map[field.Key] is { } there ? field.Typed.TryBind(there, Path.Root.Child(field.Key), _quiet, out value) : !field.Required;
    }

    /// <summary>The value of a key that is given and right, otherwise nothing.</summary>
    public T? Given<T>(Field<T> field) where T : struct => Has(field) && Knows(field, out var value) ? value : null;

    /// <summary>The whole of it as a form reads it.</summary>
    public bool Is<T>(Form<T> form, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return node is not null && form.TryBind(node, Path.Root, _quiet, out value);
    }
}
