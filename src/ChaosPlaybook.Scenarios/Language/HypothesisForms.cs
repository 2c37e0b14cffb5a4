using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Scenarios;

/// <summary>Claims: their cells and what is expected there.</summary>
internal static class HypothesisForms
{
    private static readonly Field<string> _name = Fields.Needed("name", new TextForm("a text"), "The claim in words; each name once.");
    private static readonly Field<When> _when = Fields.Needed("when", new WhenForm(),
        "The `playbook` it speaks of, and levels by factor name; a factor not named means every level.");
    private static readonly Field<Expectation> _expect = Fields.Needed("expect", new ExpectForm(),
        "Metric, `>=` or `<=`, and a threshold in the metric's unit.");

    /// <summary>A claim.</summary>
    public static Shape<Hypothesis> Hypothesis { get; } = new("hypothesis", "A claim that the sweep confirms, rejects or leaves open.",
        [_name, _when, _expect],
        v => new(v.Get(_name), v.Get(_when).Playbook, v.Get(_when).Levels, v.Get(_expect).Metric.Name, v.Get(_expect).Relation, v.Get(_expect).Threshold));

    private sealed record When(string Playbook, IReadOnlyDictionary<string, Level> Levels);

    private sealed record Expectation(Metric Metric, Relation Relation, double Threshold);

    private sealed class WhenForm : Form<When>
    {
        private const string Key = "playbook";
        private static readonly ReferenceForm _playbook = new("playbook", binding => binding.Names.Playbooks);

        public override string Expected => "a mapping with playbook and levels by factor name";

        public override IEnumerable<Form> Parts => [_playbook];

        public override JsonObject Schema(SchemaDefinitions definitions) => new()
        {
            ["type"] = "object", ["properties"] = new JsonObject { [Key] = _playbook.Schema(definitions) }, ["required"] = new JsonArray(Key),
            ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("number", "string", "boolean") },
        };

        public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out When value)
        {
            value = null;
            if (node is not MapNode map) return Refuse(node, path, binding, out value);
            string? playbook = null;
            var fine = true;
            var levels = new Dictionary<string, Level>();
            foreach (var entry in binding.Distinct(map, path))
            {
                var there = path.Child(entry.Key.Text);
                if (entry.Key.Text == Key) fine &= _playbook.TryBind(entry.Value, there, binding, out playbook);
                else if (FindLevel(entry, there, binding) is { } level) levels[entry.Key.Text] = level;
                else fine = false;
            }
            if (map[Key] is null) binding.Problems.Error(node.Place, $"{path.Child(Key)} is missing; expected {_playbook.Expected}");
            if (playbook is null || !fine) return false;
            value = new(playbook, levels);
            return true;
        }

        private static Level? FindLevel(Entry entry, Path path, Binding binding)
        {
            if (!binding.Names.Factors.Contains(entry.Key.Text))
            {
                string[] keys = [Key, .. binding.Names.Factors];
                binding.Problems.Error(entry.Key.Place, $"{path} is unknown; allowed: {string.Join(", ", keys)}{NearestName.Hint(entry.Key.Text, keys)}");
                return null;
            }
            // A factor with a problem of its own has no levels to compare with, and enough is said.
            if (!binding.Names.Levels.TryGetValue(entry.Key.Text, out var levels)) return null;
            if (entry.Value is ScalarNode { IsEmpty: false } scalar)
            {
                var wanted = WrittenLevel.Of(scalar).ToString();
                foreach (var level in levels)
                    if (level.Level.ToString() == wanted) return level.Level;
            }
            binding.Refuse(entry.Value, path, $"levels: {string.Join(", ", levels.Select(level => level.Level.Text))}");
            return null;
        }
    }

    private sealed class ExpectForm : ScalarForm<Expectation>
    {
        public override string Expected => "a comparison such as successRate >= 0.95";

        public override JsonObject Schema(SchemaDefinitions definitions) => new()
        {
            ["type"] = "string", ["pattern"] = $"^({string.Join('|', Metric.All.Select(metric => metric.Name))}) *(>=|<=) *[-+.0-9].*$",
        };

        protected override bool TryParse(ScalarNode scalar, Binding binding, [MaybeNullWhen(false)] out Expectation value, out string rest)
        {
            value = null;
            rest = $"expected {Expected}";
            var parts = Regex.Match(scalar.Text, @"^\s*([A-Za-z][A-Za-z0-9]*)\s*(>=|<=|[<>=!]+)\s*(\S.*?)\s*$");
            if (!parts.Success) return false;
            var names = Metric.All.Select(metric => metric.Name).ToList();
            var (name, relation, threshold) = (parts.Groups[1].Value, parts.Groups[2].Value, parts.Groups[3].Value);
            if (Metric.Named(name) is not { } metric)
            {
                rest = $"no metric {name}; allowed: {string.Join(", ", names)}{NearestName.Hint(name, names)}";
                return false;
            }
            if (relation is not (">=" or "<="))
            {
                rest = $"{relation} is no comparison; allowed: >=, <=";
                return false;
            }
            if (Measure(threshold, metric, out var number) is { } wrong)
            {
                rest = wrong;
                return false;
            }
            value = new(metric, relation == ">=" ? Relation.AtLeast : Relation.AtMost, number);
            return true;
        }

        /// <summary>The threshold in the metric's unit, or what is wrong with it.</summary>
        private static string? Measure(string text, Metric metric, out double number)
        {
            number = 0;
            if (Quantity.Trap(text) is { } trap) return $"the threshold is {text}: {trap}";
            var (split, seconds) = (Quantity.Split(text), Quantity.Seconds(text));
            if (split is (var plain, "")) number = plain;
            else if (split is (var percent, "%") && metric.Unit == "1") number = Quantity.OfPercent(percent);
            else if (seconds is { } duration && metric.Unit == "s") number = duration;
            else
            {
                var allowed = metric.Unit switch { "s" => "a duration or a number of seconds", "1" => "a ratio such as 0.95 or 95 %", _ => "a number" };
                return $"the threshold is \"{text}\"; expected {allowed}";
            }
            return metric.Kind == MetricKind.Proportion && number is < 0 or > 1 ? $"the threshold is {text}; {metric.Name} lies in [0, 1]" : null;
        }
    }
}
