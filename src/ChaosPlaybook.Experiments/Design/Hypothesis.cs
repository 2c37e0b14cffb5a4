namespace ChaosPlaybook.Experiments;

/// <summary>How a hypothesis compares the metric with its threshold.</summary>
public enum Relation
{
    /// <summary>&gt;=</summary>
    AtLeast,
    /// <summary>&lt;=</summary>
    AtMost,
}

/// <summary>A claim that the sweep confirms, rejects or leaves open.</summary>
/// <param name="Name">The claim in words.</param>
/// <param name="Playbook">The playbook it speaks of.</param>
/// <param name="When">Levels it speaks of, by factor name; a factor not named means every level.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Relation">Direction.</param>
/// <param name="Threshold">The limit, in the metric's unit.</param>
public sealed record Hypothesis(
    string Name, string Playbook, IReadOnlyDictionary<string, Level> When, string Metric, Relation Relation, double Threshold);
