using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Scenarios;

/// <summary>A level and the scalar that replaces the factor's name wherever it stands.</summary>
internal sealed record WrittenLevel(Level Level, ScalarNode Node)
{
    /// <summary>The level that a scalar means.</summary>
    public static Level Of(ScalarNode scalar) => new(scalar.Text, NumberOf(scalar));

    private static double? NumberOf(ScalarNode scalar) =>
        RateForm.PerSecond(scalar.Text) is { } rate ? rate :
        Quantity.Trap(scalar.Text) is not null || Quantity.Split(scalar.Text) is not (var number, var unit) ? null
        : unit == "%" ? Quantity.OfPercent(number)
        : unit.Length > 0 ? Quantity.Seconds(scalar.Text)
        : scalar.Plain ? number : null;
}

/// <summary>The levels of a factor: a list, or one alone.</summary>
internal sealed class LevelsForm : Form<IReadOnlyList<WrittenLevel>>
{
    private static readonly LevelForm _level = new();

    private static readonly KindForm<IReadOnlyList<WrittenLevel>> _form = new("a list of levels such as [0, 0.1, 0.2]",
        scalar: new MappedForm<WrittenLevel, IReadOnlyList<WrittenLevel>>(_level, level => [level]),
        list: new ListForm<WrittenLevel>(_level, 1, 100_000));

    /// <summary>The only one.</summary>
    public static LevelsForm Instance { get; } = new();

    public override string Expected => _form.Expected;

    public override IEnumerable<Form> Parts => [_form];

    public override JsonObject Schema(SchemaDefinitions definitions) => _form.Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out IReadOnlyList<WrittenLevel> value)
    {
        if (!_form.TryBind(node, path, binding, out value)) return false;
        var first = new Dictionary<string, WrittenLevel>();
        var fine = true;
        foreach (var level in value)
        {
            if (first.TryAdd(level.Level.ToString(), level)) continue;
            var before = first[level.Level.ToString()];
            binding.Problems.Error(level.Node.Place, $"{path} has the level {level.Level.Text} twice; first at {before.Node.Place.Short}");
            fine = false;
        }
        for (var i = 1; i < value.Count; i++)
        {
            if (!fine || !(value[i].Level.Number < value[i - 1].Level.Number)) continue;
            binding.Problems.Warn(value[i].Node.Place, $"{path} has {value[i].Level.Text} after {value[i - 1].Level.Text}; charts read better with rising levels");
            break;
        }
        return fine;
    }

    private sealed class LevelForm : ScalarForm<WrittenLevel>
    {
        public override string Expected => "a number, ratio, duration, word or true/false";

        public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = new JsonArray("number", "string", "boolean") };

        protected override bool TryParse(ScalarNode scalar, Binding binding, [MaybeNullWhen(false)] out WrittenLevel value, out string rest)
        {
            value = new(WrittenLevel.Of(scalar), scalar);
            rest = scalar.Plain ? Quantity.Trap(scalar.Text) ?? "" : "";
            if (scalar.Plain && Regex.IsMatch(scalar.Text, "^([yY]es|[nN]o|[oO]n|[oO]ff|YES|NO|ON|OFF|True|False|TRUE|FALSE)$"))
                rest = "write true or false";
            return rest.Length == 0;
        }
    }
}

/// <summary>The name of a factor; it becomes a column beside the others of the results.</summary>
internal sealed class FactorNameForm : ScalarForm<string>
{
    private static readonly string[] _taken = ["scenario", "cell", "playbook", "trials", .. Metric.All.Select(metric => metric.Name)];

    public override string Expected => Names.Rule;

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string", ["pattern"] = Names.Pattern };

    protected override bool TryParse(ScalarNode scalar, Binding binding, out string value, out string rest)
    {
        value = scalar.Text;
        rest = _taken.Contains(value) ? "that name is a column of the results already" : $"expected {Names.Rule}";
        return !_taken.Contains(value) && Regex.IsMatch(value, Names.Pattern);
    }
}
