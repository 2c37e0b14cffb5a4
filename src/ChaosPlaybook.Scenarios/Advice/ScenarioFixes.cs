using System.Globalization;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>Changes to a scenario beside its playbooks, offered where what was found gives a reason to try them.</summary>
internal static class ScenarioFixes
{
    /// <summary>Kind of the change that gives writes a key.</summary>
    public const string Keys = "idempotency-keys";

    private const double LeastShare = 0.05;

    /// <summary>Every change that is worth a try.</summary>
    /// <param name="playbook">The playbook that they stand beside.</param>
    /// <param name="root">The scenario.</param>
    /// <param name="world">Its world.</param>
    /// <param name="found">What fails.</param>
    /// <param name="duplicates">Effects applied twice, in words; nothing where there are none.</param>
    public static IEnumerable<Candidate> For(Node playbook, MapNode root, WorldOptions world, FailureAnalysis found, string? duplicates)
    {
        if (duplicates is not null && Unkeyed(root) is { Count: > 0 } writes)
        {
            yield return new(Keys, "idempotency keys on writes",
                $"the attempts of a call of {string.Join(", ", writes.Select(write => write.Step))} carry a key, by which the executor knows a repetition and applies the effect once", playbook, [])
            {
                Kind = Keys, Reason = duplicates, Sets = [.. writes.Select(write => ($"{write.Path}.idempotencyKey", "true"))],
            };
        }
        foreach (var executor in world.Executors.Where(executor => executor.Servers is not null))
        {
            var cause = $"capacity of {executor.Name}";
            var addressed = found.Patterns.Where(pattern => pattern.Causes.Any(known => known.Name == cause && known.Share >= LeastShare)).ToList();
            if (addressed.Count == 0 || root["executors"] is not MapNode executors || (executors[executor.Name] as MapNode)?["servers"] is not ScalarNode) continue;
            var servers = Math.Min(1_000_000, executor.Servers!.Value * 2).ToString(CultureInfo.InvariantCulture);
            yield return new($"servers-{executor.Name}", $"{servers} servers at {executor.Name}", $"{executor.Name} has {servers} servers instead of {executor.Servers}; what they cost is not in the price", playbook, addressed)
            {
                Kind = $"servers of {executor.Name}", Sets = [($"executors.{executor.Name}.servers", servers)],
            };
        }
    }

    /// <summary>Steps that write without a key, with their paths.</summary>
    private static List<(string Step, string Path)> Unkeyed(MapNode root)
    {
        var steps = ((root["agent"] as MapNode)?["steps"] as ListNode)?.Items ?? [];
        return
        [
            .. steps.Index().SelectMany(item => ((item.Item as MapNode)?.Entries ?? []).Where(step => step.Value is MapNode keys
                    && keys["effect"] is ScalarNode { Text: "write" } && (keys["idempotencyKey"] is null or ScalarNode { Text: "false" }))
                .Select(step => (step.Key.Text, $"agent.steps[{item.Index}].{step.Key.Text}"))),
        ];
    }
}
