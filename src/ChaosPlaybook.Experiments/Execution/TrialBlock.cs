using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Consecutive replications of one design point under every playbook, so that pairs can be formed. A block is lent: it is
/// filled anew once the next one has been asked for.
/// </summary>
public sealed class TrialBlock
{
    private readonly TrialRecord[][] _records;

    internal TrialBlock(Plan plan, int capacity)
    {
        _records = [.. plan.Playbooks.Select(_ => new TrialRecord[capacity])];
        Tally = new PointTally(plan);
        Point = plan.Points[0];
    }

    /// <summary>The design point.</summary>
    public DesignPoint Point { get; private set; }

    /// <summary>Index of the first replication.</summary>
    public long First { get; private set; }

    /// <summary>Replications in the block.</summary>
    public int Count { get; private set; }

    /// <summary>One record per replication.</summary>
    /// <param name="playbook">Position of the playbook in the plan.</param>
    public ReadOnlySpan<TrialRecord> Records(int playbook) => _records[playbook].AsSpan(0, Count);

    internal PointTally Tally { get; }

    internal Span<TrialRecord> ToFill(int playbook) => _records[playbook].AsSpan(0, Count);

    internal void Reset(DesignPoint point, long first, int count)
    {
        Point = point;
        First = first;
        Count = count;
        Tally.Clear();
    }
}
