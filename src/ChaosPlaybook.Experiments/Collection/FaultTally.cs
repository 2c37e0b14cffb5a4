using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What became of each fault over the trials of one cell: sums of whole numbers, exact whatever the order.</summary>
internal sealed class FaultTally
{
    private Sums[] _faults = [];
    private int _count;

    private struct Sums
    {
        public long Struck, Landed, LandedTrials, Masked, Leaked;
        public Int128 StruckSquares, LandedSquares;
    }

    /// <summary>Whether there was no fault in any trial.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Adds one trial, fault by fault; all trials of a cell have the same faults.</summary>
    public void Add(ReadOnlySpan<FaultCount> faults)
    {
        MakeRoom(faults.Length);
        for (var i = 0; i < faults.Length; i++)
        {
            ref readonly var fault = ref faults[i];
            if (fault.Struck == 0) continue;
            ref var own = ref _faults[i];
            own.Struck += fault.Struck;
            own.StruckSquares += (long)fault.Struck * fault.Struck;
            if (fault.Landed == 0) continue;
            own.Landed += fault.Landed;
            own.LandedSquares += (long)fault.Landed * fault.Landed;
            own.LandedTrials++;
            own.Masked += fault.Masked;
            own.Leaked += fault.Leaked;
        }
    }

    /// <summary>Adds what another tally of the same cell holds.</summary>
    public void Merge(FaultTally other)
    {
        MakeRoom(other._count);
        for (var i = 0; i < other._count; i++)
        {
            ref var own = ref _faults[i];
            ref readonly var added = ref other._faults[i];
            own.Struck += added.Struck;
            own.Landed += added.Landed;
            own.LandedTrials += added.LandedTrials;
            own.Masked += added.Masked;
            own.Leaked += added.Leaked;
            own.StruckSquares += added.StruckSquares;
            own.LandedSquares += added.LandedSquares;
        }
    }

    /// <summary>Forgets everything; the buffer stays.</summary>
    public void Clear()
    {
        Array.Clear(_faults);
        _count = 0;
    }

    /// <summary>One account per fault.</summary>
    public IReadOnlyList<CellFault> Read(IReadOnlyList<FaultName> names, long trials, double confidence) =>
    [
        .. names.Zip(_faults).Select(pair => new CellFault(
            pair.First.Executor, pair.First.Fault, pair.First.Phase, pair.First.IsOff,
            CountTally.Mean(pair.Second.Struck, pair.Second.StruckSquares, trials, confidence),
            CountTally.Mean(pair.Second.Landed, pair.Second.LandedSquares, trials, confidence),
            ProportionInterval.Wilson(pair.Second.LandedTrials, trials, confidence), pair.Second.Masked, pair.Second.Leaked)),
    ];

    private void MakeRoom(int count)
    {
        if (_faults.Length < count) Array.Resize(ref _faults, count);
        _count = Math.Max(_count, count);
    }
}
