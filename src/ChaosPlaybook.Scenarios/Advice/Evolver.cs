using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Mutates a playbook file of the original engine within that engine's ranges: delays ± 30 % in [0.5, 10] s, waits ± 30 % in [1, 15] s, retries
/// ± 1 in [1, 8]; reactions stay what they are. Mutants and the original compete by successive halving, where the original engine
/// climbed from one noisy estimate to the next.
/// </summary>
public static class Evolver
{
    private const int Mutants = 26;
    private const byte Delay = 3, Retries = 4;
    private const long SearchReplication = (1L << 40) + 1;
    private const double Spread = 0.3;

    private static readonly JsonSerializerOptions _json =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Searches mutants of the file that the playbook's <c>rules</c> refer to.</summary>
    /// <inheritdoc cref="Tuner.Tune"/>
    public static Tuning Evolve(
        string path, ScenarioOverrides overrides, string? playbook, IReadOnlyDictionary<string, string> at,
        SearchGoal goal, long budget, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        var pick = WorldPick.Of(path, overrides, playbook, at, progress, cancel);
        var file = FileOf(pick.Node) ?? throw new ArgumentException($"the playbook {pick.Playbook} refers to no playbook file; nothing to mutate");
        if (!pick.Files.TryRead(file, 1 << 20, out var original, out var wrong)) throw new ArgumentException($"{file}: {wrong}");
        var luck = new Luck(pick.Whole.Seed, SearchReplication);
        var texts = new Dictionary<string, string> { ["present"] = original };
        var contenders = new List<Contender> { new("present", "as it is", pick.Node) };
        for (var mutant = 1; mutant <= Mutants; mutant++)
        {
            var (text, changes) = Mutate(original, luck, mutant);
            var name = $"m{mutant}";
            pick.Files.Provide($"{file}#{mutant}", text);
            texts[name] = text;
            contenders.Add(new(name, changes, Renamed(pick.Node, file, $"{file}#{mutant}")));
        }
        return Tuner.Search(pick, contenders, goal, budget, winner => texts[winner.Name]);
    }

    /// <summary>One mutant: about every other reaction changed.</summary>
    internal static (string Text, string Changes) Mutate(string original, Luck luck, int mutant)
    {
        var root = JsonNode.Parse(original)!.AsObject();
        var changes = new List<string>();
        var entry = 0;
        foreach (var (tool, codes) in root)
        {
            if (tool is "_metadata" || codes is not JsonObject table) continue;
            foreach (var (code, reaction) in tool == "default" ? [new("", table)] : table.ToList())
            {
                var draw = luck.Draw(Delay, mutant, entry, 0);
                var step = luck.Draw(Retries, mutant, entry++, 0);
                if (reaction?["config"] is not JsonObject config || draw.First < 0.5) continue;
                var factor = 1 - Spread + 2 * Spread * draw.Second;
                Change(config, "delay", factor, 0.5, 10);
                Change(config, "base_delay", factor, 0.5, 10);
                Change(config, "wait_seconds", factor, 1, 15);
                if (config["max_retries"] is { } retries)
                    config["max_retries"] = Math.Clamp(retries.GetValue<int>() + (step.First < 1 / 3.0 ? -1 : step.First < 2 / 3.0 ? 0 : 1), 1, 8);
                changes.Add(code.Length == 0 ? tool : $"{tool}.{code}");
            }
        }
        return (root.ToJsonString(_json) + "\n", changes.Count == 0 ? "nothing changed" : $"{Counted.Of(changes.Count, "reaction")} changed, from {changes[0]} on");
    }

    private static void Change(JsonObject config, string key, double factor, double low, double high)
    {
        if (config[key] is { } value) config[key] = Math.Round(Math.Clamp(value.GetValue<double>() * factor, low, high), 2);
    }

    private static string? FileOf(Node node) => node switch
    {
        MapNode map => (map["file"] as ScalarNode)?.Text ?? map.Entries.Select(entry => FileOf(entry.Value)).FirstOrDefault(file => file is not null),
        ListNode list => list.Items.Select(FileOf).FirstOrDefault(file => file is not null),
        _ => null,
    };

    private static Node Renamed(Node node, string from, string to) => node switch
    {
        MapNode map => new MapNode(map.Place, [.. map.Entries.Select(entry => entry with { Value = entry is { Key.Text: "file", Value: ScalarNode file } && file.Text == from
            ? new ScalarNode(file.Place, to, plain: false) : Renamed(entry.Value, from, to) })]),
        ListNode list => new ListNode(list.Place, [.. list.Items.Select(item => Renamed(item, from, to))]),
        _ => node,
    };
}
