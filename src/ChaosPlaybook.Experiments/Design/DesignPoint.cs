using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>One combination of levels, with the world of every playbook under it.</summary>
/// <param name="Index">Position in plan order, from 0.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Worlds">One world per playbook, in the order of <see cref="Plan.Playbooks"/>.</param>
public sealed record DesignPoint(int Index, IReadOnlyList<Level> Levels, IReadOnlyList<WorldOptions> Worlds)
{
    /// <summary>How its worlds, which carry the trigger, are searched for a metastable failure; nothing for not at all.</summary>
    public MetastabilityOptions? Metastability { get; init; }

    /// <summary>How its worlds are examined for what happens when members are missing; nothing for not at all.</summary>
    public ContingencyOptions? Contingency { get; init; }

    /// <summary>What is claimed of the experiment that its worlds contain; nothing when they contain none.</summary>
    public ExperimentCard? Experiment { get; init; }

    /// <summary>
    /// When something is out of the ordinary in a world. Known from the worlds; to be set only for a point that has been through a
    /// file and has none left.
    /// </summary>
    public IReadOnlyList<Disturbance> Disturbances
    {
        get => field ?? [.. Worlds.SelectMany(Disturbance.Of).Distinct()];
        init;
    }
}
