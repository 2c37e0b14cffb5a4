using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>Trials, or with a workload their agents, by how they ended.</summary>
internal sealed class OutcomeCounts
{
    private const int Codes = 1000;
    private static readonly string[] Names =
    [
        OutcomeName.Succeeded, OutcomeName.Degraded, OutcomeName.TimedOut, OutcomeName.Rejected, OutcomeName.Escalated,
        OutcomeName.Cancelled, OutcomeName.Truncated, OutcomeName.AnyFailure, OutcomeName.Censored,
    ];

    // Failures by code first, then the names above.
    private readonly long[] _counts = new long[Codes + Names.Length];

    /// <summary>Adds a trial of one lone agent.</summary>
    public void Add(in TrialRecord trial) => _counts[Slot(trial)]++;

    /// <summary>Adds every agent of a trial with a workload.</summary>
    public void AddAgents(in TrialRecord trial)
    {
        _counts[Codes] += trial.Successes - trial.DegradedSuccesses;
        _counts[Codes + 1] += trial.DegradedSuccesses;
        _counts[Codes + 2] += trial.Timeouts;
        _counts[Codes + 3] += trial.Rejections;
        _counts[Codes + 7] += trial.Failures;
        _counts[Codes + 8] += trial.Censored;
    }

    /// <summary>
    /// Tells by which error codes agents failed that <see cref="AddAgents"/> counts, before or after, as failed; those without a
    /// code stay there.
    /// </summary>
    public void AddCodes(ReadOnlySpan<int> failed)
    {
        for (var code = 1; code < failed.Length; code++)
        {
            if (failed[code] == 0) continue;
            _counts[code] += failed[code];
            _counts[Codes + 7] -= failed[code];
        }
    }

    public void Merge(OutcomeCounts other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
    }

    public void Clear() => Array.Clear(_counts);

    /// <summary>What occurred, sorted by name.</summary>
    public IReadOnlyDictionary<string, long> Read()
    {
        var found = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0) found[Name(i)] = _counts[i];
        }
        return found;
    }

    /// <summary>Name of the outcome of one trial.</summary>
    public static string NameOf(in TrialRecord trial) => Name(Slot(trial));

    private static string Name(int slot) => slot < Codes ? OutcomeName.Failed(slot) : Names[slot - Codes];

    // A truncated or escalated trial also ended somehow; being cut off or handed over is what matters about it.
    private static int Slot(in TrialRecord trial)
    {
        if (trial.Truncated) return Codes + 6;
        if (trial.Escalated) return Codes + 4;
        return trial.Ended switch
        {
            OutcomeKind.Succeeded => trial.Degraded > 0 ? Codes + 1 : Codes,
            OutcomeKind.TimedOut => Codes + 2,
            OutcomeKind.Rejected => Codes + 3,
            OutcomeKind.Cancelled => Codes + 5,
            OutcomeKind.Failed when trial.Code < Codes => trial.Code,
            _ => throw new InvalidOperationException($"a trial ended as {trial.Ended} with code {trial.Code}; codes are below {Codes}"),
        };
    }
}
