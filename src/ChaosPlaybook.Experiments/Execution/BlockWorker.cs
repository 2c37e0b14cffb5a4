using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>Fills blocks, one at a time. It keeps the worlds of the design point it worked on last.</summary>
internal sealed class BlockWorker(Plan plan, Func<WorldOptions, ulong, TrialRunner> factory)
{
    private readonly TrialRunner?[] _runners = new TrialRunner?[plan.Playbooks.Count];
    private DesignPoint? _point;

    /// <summary>Makes the trials of a block and tallies them.</summary>
    /// <exception cref="TrialException">A trial threw.</exception>
    /// <exception cref="OperationCanceledException">Called off; the block is incomplete.</exception>
    public void Fill(TrialBlock block, CancellationToken cancel)
    {
        if (!ReferenceEquals(_point, block.Point))
        {
            Array.Clear(_runners);
            _point = block.Point;
        }
        for (var playbook = 0; playbook < _runners.Length; playbook++) Fill(block, playbook, cancel);
        block.Tally.Add(block);
    }

    private void Fill(TrialBlock block, int playbook, CancellationToken cancel)
    {
        long? replication = null;
        try
        {
            var run = _runners[playbook] ??= factory(block.Point.Worlds[playbook], plan.Seed);
            var records = block.ToFill(playbook);
            var world = run.Target as World;
            for (var i = 0; i < records.Length; i++)
            {
                cancel.ThrowIfCancellationRequested();
                replication = block.First + i;
                run(block.First + i, out records[i]);
                if (world is not null)
                {
                    block.Tally.Add(playbook, world.Steps, records[i].Agents - records[i].Censored);
                    block.Tally.Add(playbook, world.FaultCounts);
                }
                if (world?.Timeline is not { } timeline) continue;
                block.Tally.Add(playbook, timeline);
                block.Tally.AddCodes(playbook, world.FailedByCode);
            }
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw new TrialException(plan.CellOf(block.Point, playbook), plan.Describe(block.Point, playbook), replication, thrown);
        }
    }
}
