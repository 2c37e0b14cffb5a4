using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>The trial of a lone agent where capacity changes: the changes end with the agent.</summary>
internal sealed class LoneTrial(Agent agent, IReadOnlyList<CapacityChange> changes) : Process
{
    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        var outcome = await agent.Run(strand, null);
        foreach (var change in changes) change.End();
        return outcome;
    }
}
