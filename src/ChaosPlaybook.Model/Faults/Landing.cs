using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// Which strikes on one attempt change what its client sees of it. A strike that silences the attempt lands at once, and those
/// before it are not seen; one that changes the answer lands when the client hears it; one that only slows it lands when the
/// client hears the late answer, or has given up although without slowness it would have been answered by then.
/// </summary>
/// <param name="first">Where the accounts of the executor's faults begin.</param>
internal struct Landing(int first)
{
    private readonly int _first = first;
    private ulong _harmful, _slow; // a bit for each fault of the executor
    private double _unslowed;

    /// <summary>Compares a reply before and after a strike of the executor's fault with a number.</summary>
    public void Struck(int fault, in Reply before, in Reply after)
    {
        if (before.Fate != Fate.Answered) return; // the client hears nothing anyway
        if (after.Fate != Fate.Answered)
        {
            (_harmful, _slow) = (1UL << fault, 0);
        }
        else if (Differ(before.Outcome, after.Outcome))
        {
            _harmful |= 1UL << fault;
            if (after.Seconds != before.Seconds) _slow = 0; // an error with a time of its own
        }
        else if (after.Seconds > before.Seconds)
        {
            if (_slow == 0) _unslowed = before.Seconds;
            _slow |= 1UL << fault;
        }
    }

    /// <summary>Counts what has landed of an attempt that is never answered.</summary>
    public readonly void Silence(Call call) => call.Landed(_first, _harmful, harmful: true);

    /// <summary>Counts what lands when the client learns how the attempt ended.</summary>
    /// <param name="strand">The client's strand.</param>
    /// <param name="began">When the attempt began; a strand that is alone may be further already.</param>
    /// <param name="call">The call.</param>
    /// <param name="promised">The reply that the faults left.</param>
    /// <param name="answer">How the attempt ends.</param>
    public readonly SimTask<Outcome> Watch(Strand strand, double began, Call call, Outcome promised, SimTask<Outcome> answer) =>
        (_harmful | _slow) == 0 ? answer : answer.Then((Landing: this, strand, call, promised, began), static (state, outcome) =>
        {
            var (landing, strand, call, promised, began) = state;
            if (outcome.IsCancelled)
            {
                if (landing._slow != 0 && landing._harmful == 0 && strand.Now - began >= landing._unslowed) call.Landed(landing._first, landing._slow, harmful: true);
            }
            else if (!Differ(outcome, promised)) // or a full queue was quicker
            {
                call.Landed(landing._first, landing._harmful, harmful: true);
                call.Landed(landing._first, landing._slow, harmful: false);
            }
            return outcome;
        });

    private static bool Differ(Outcome one, Outcome other) => one.Kind != other.Kind || one.Code != other.Code || one.Quality != other.Quality;
}

/// <summary>The layers that turn failures into successes.</summary>
internal enum Masker : byte
{
    /// <summary>None of them.</summary>
    None,
    /// <summary>A further try.</summary>
    Retry,
    /// <summary>A further try by a table of rules.</summary>
    Rules,
    /// <summary>Another copy.</summary>
    Hedge,
    /// <summary>A lesser answer.</summary>
    Fallback,
    /// <summary>A stale answer.</summary>
    Cache,
}

/// <summary>What became of calls that faults harmed.</summary>
internal static class Masking
{
    /// <summary>
    /// A harmed call that succeeded was masked, by the outermost layer that had seen a failure; one that failed, or whose answer
    /// is wrong without anybody noticing, leaked. One that was called off is neither.
    /// </summary>
    public static void Ended(Call call, Outcome outcome)
    {
        if (outcome.IsCancelled) return;
        ref var record = ref call.Tally.Record;
        var by = call.MaskedBy;
        var masked = outcome.Succeeded && (outcome.Quality != 0 || by is Masker.Fallback or Masker.Cache);
        call.Account(masked);
        if (!masked)
        {
            record.CallsLeaked++;
            return;
        }
        record.CallsMasked++;
        switch (by)
        {
            case Masker.Retry: record.MaskedByRetry++; break;
            case Masker.Rules: record.MaskedByRules++; break;
            case Masker.Fallback: record.MaskedByFallback++; break;
            case Masker.Cache: record.MaskedByCache++; break;
            default: record.MaskedByHedge++; break; // only a hedge lets a call succeed beside a copy that was harmed
        }
    }
}
