namespace ChaosPlaybook.Model;

/// <summary>
/// What the servers have applied on behalf of one workflow. A server may apply an effect after the client has gone, so the ledger
/// outlives the workflow for as long as anybody holds it, and counts at the moment of the effect.
/// </summary>
internal sealed class Ledger(Stack<Ledger> idle)
{
    private Entry[] _entries = new Entry[4];
    private int _count, _holders, _standing;
    private bool _failed, _partial;
    private Tally _tally = null!;

    /// <summary>An application of a keyed write: when, at which store, and whether it counted.</summary>
    private struct Application
    {
        public double At, Shown, Ttl;
        public int Store;
        public bool Stood;
    }

    /// <summary>The effects of one call.</summary>
    private struct Entry
    {
        public bool Keyed;
        public int Applied, Undone, Tries;
        public Application[]? Applications;
    }

    /// <summary>Begins a workflow, held by its agent.</summary>
    public void Begin(Tally tally)
    {
        if (_tally != tally) _tally = tally;
        _count = _standing = 0;
        _holders = 1;
        _failed = _partial = false;
    }

    /// <summary>A page for a call that writes.</summary>
    public int Open(bool keyed)
    {
        if (_count == _entries.Length) Array.Resize(ref _entries, _count * 2);
        ref var entry = ref _entries[_count];
        entry = new Entry { Keyed = keyed, Applications = entry.Applications };
        return _count++;
    }

    /// <summary>How often the effect of a call has been applied.</summary>
    public int AppliedOf(int page) => _entries[page].Applied;

    /// <summary>An attempt has had its effect.</summary>
    /// <param name="page">Page of its call.</param>
    /// <param name="at">When, seconds.</param>
    /// <param name="store">Number of the executor whose store knows the keys.</param>
    /// <param name="ttl">Time for which the store remembers a key, seconds.</param>
    /// <param name="skew">How far the store's clock is ahead, seconds.</param>
    /// <returns>Whether a right clock would have had it otherwise.</returns>
    public bool Apply(int page, double at, int store, double ttl, double skew = 0)
    {
        if (double.IsPositiveInfinity(at)) return false; // an attempt that hangs has no effect
        ref var entry = ref _entries[page];
        var before = entry.Applied;
        var isOtherwise = false;
        if (entry.Keyed) entry.Applied = Deduplicated(ref entry, at, store, ttl, skew, out isOtherwise);
        else entry.Applied++;
        entry.Tries++;
        ref var record = ref _tally.Record;
        record.EffectsApplied += entry.Applied - before;
        record.EffectsSuppressed += 1 - (entry.Applied - before);
        record.DuplicateEffects += Math.Max(0, entry.Applied - 1) - Math.Max(0, before - 1);
        _standing += entry.Applied - before;
        if (_failed) CountPartial();
        return isOtherwise;
    }

    /// <summary>A compensation has undone one effect of a call, if there was one.</summary>
    public void Undo(int page)
    {
        ref var entry = ref _entries[page];
        if (entry.Undone >= entry.Applied) return;
        entry.Undone++;
        _standing--;
    }

    /// <summary>The workflow has failed, and what can be undone has been undone: what still stands, or is applied later, is partial.</summary>
    public void Fail()
    {
        _failed = true;
        CountPartial();
    }

    /// <summary>Somebody may still apply an effect.</summary>
    public void Hold() => _holders++;

    /// <summary>Nobody of these any more; the last one gives it back.</summary>
    public void Release()
    {
        if (--_holders == 0) idle.Push(this);
    }

    private void CountPartial()
    {
        if (_partial || _standing == 0) return;
        _partial = true;
        _tally.Record.PartialWrites++;
    }

    /// <summary>
    /// Applications are reported when they are certain, not always in the order of their times; so those that stand are told anew:
    /// in the order of time, the first at a store, and each that comes after the store has forgotten the one before, by what its clock showed.
    /// </summary>
    private static int Deduplicated(ref Entry entry, double at, int store, double ttl, double skew, out bool isOtherwise)
    {
        var list = entry.Applications ??= new Application[4];
        if (entry.Tries == list.Length)
        {
            Array.Resize(ref list, list.Length * 2);
            entry.Applications = list;
        }
        var place = entry.Tries;
        for (; place > 0 && list[place - 1].At > at; place--) list[place] = list[place - 1];
        list[place] = new Application { At = at, Shown = at + skew, Store = store, Ttl = ttl };
        isOtherwise = false;
        var standing = 0;
        for (var i = 0; i <= entry.Tries; i++)
        {
            var j = i - 1;
            while (j >= 0 && !(list[j].Stood && list[j].Store == list[i].Store)) j--;
            list[i].Stood = j < 0 || list[i].Shown - list[j].Shown >= list[j].Ttl;
            if (i == place && j >= 0) isOtherwise = list[i].Stood != (list[i].At - list[j].At >= list[j].Ttl);
            if (list[i].Stood) standing++;
        }
        return standing;
    }
}
