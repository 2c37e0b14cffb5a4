using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// A hash over everything in a plan that decides numbers: worlds, seed, trials, stopping rule, confidence, factors, playbooks.
/// Two plans with the same fingerprint give the same trials, so their results may be joined.
/// </summary>
/// <remarks>
/// Options are read through their fields, private ones and the concrete type's name included: a law may keep its samples to
/// itself, and two kinds of strategy may have the same settings. Fields that fill up while an object is used would make the
/// fingerprint unsteady; options have none.
/// </remarks>
public sealed class PlanFingerprint
{
    /// <summary>Raised when the same plan would give other numbers, for instance by another size of block.</summary>
    private const int Version = 2;

    private const BindingFlags OwnFields =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Dictionary<object, string> _known = new(ReferenceEqualityComparer.Instance);

    private PlanFingerprint()
    {
    }

    /// <summary>The fingerprint of a plan, 32 hexadecimal digits.</summary>
    public static string Of(Plan plan)
    {
        var reader = new PlanFingerprint();
        return Digest(reader.List(new object?[]
        {
            Version, new StoppingRule(plan).BlockSize, plan.Seed, plan.Trials, plan.Precision, plan.Confidence,
            plan.Factors, plan.Playbooks, plan.Points,
        }));
    }

    private string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text.Length}:{text}\"",
        Enum name => $"{name.GetType().Name}.{name}",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable plain when plain.GetType().IsPrimitive || plain is TimeSpan => plain.ToString(null, CultureInfo.InvariantCulture),
        IDictionary map => Map(map),
        IEnumerable list => List(list),
        _ => Fields(value),
    };

    private string List(IEnumerable list) => $"[{string.Join(',', list.Cast<object?>().Select(Text))}]";

    // The order of a dictionary has no meaning.
    private string Map(IDictionary map)
    {
        var entries = new List<string>();
        foreach (DictionaryEntry entry in map) entries.Add($"{Text(entry.Key)}:{Text(entry.Value)}");
        entries.Sort(StringComparer.Ordinal);
        return $"{{{string.Join(',', entries)}}}";
    }

    // Digests instead of text: options shared by many design points are read once.
    private string Fields(object value)
    {
        if (!value.GetType().IsValueType && _known.TryGetValue(value, out var known)) return known;
        var fields = FieldsOf(value.GetType()).Select(field => $"{field.Name}={Text(field.GetValue(value))}");
        var digest = Digest($"{value.GetType().FullName}({string.Join(',', fields)})");
        if (!value.GetType().IsValueType) _known[value] = digest;
        return digest;
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        var isTuple = type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal);
        if (!isTuple && !type.FullName.StartsWith(nameof(ChaosPlaybook), StringComparison.Ordinal))
            throw new NotSupportedException($"{type} cannot be part of a plan: its fields may differ from machine to machine");
        var fields = new List<FieldInfo>();
        for (var level = type; level is not null; level = level.BaseType) fields.AddRange(level.GetFields(OwnFields));
        return fields.OrderBy(field => field.Name, StringComparer.Ordinal);
    }

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
