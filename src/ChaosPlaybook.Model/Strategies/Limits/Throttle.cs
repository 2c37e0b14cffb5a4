using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// Refuses a share of the tries by luck, a larger one the fewer of them fare well. A refusal takes no time, does not reach the
/// executor and is seen as 503. A try that was called off from outside counts as one that fared well.
/// </summary>
internal sealed class Throttle(ErrorFilter on, Strategy next, Scoped<ThrottleMemory> scoped) : Strategy
{
    private const ushort RejectionCode = 503;

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var memory = scoped.Of(call);
        var refuses = call.NextAdmission() < memory.RefusalProbability(strand.Now);
        memory.Asked(strand.Now, refuses);
        if (refuses)
        {
            call.Tally.Record.Rejected++;
            return Outcome.Rejection(RejectionCode);
        }
        return next.Run(strand, call).Then((on, memory, strand), static (state, outcome) =>
        {
            state.memory.Ended(state.strand.Now, accepted: !state.on.Matches(outcome));
            return outcome;
        });
    }
}

/// <summary>What a throttle knows of the recent past.</summary>
internal abstract class ThrottleMemory : IState
{
    /// <summary>Probability that the next try is refused, before it is counted.</summary>
    public abstract double RefusalProbability(double now);

    /// <summary>A try has come, and was refused or sent.</summary>
    public virtual void Asked(double now, bool refused) { }

    /// <summary>A try that was sent has ended.</summary>
    public abstract void Ended(double now, bool accepted);

    /// <inheritdoc/>
    public abstract void Reset();
}

/// <summary>Two counts over a sliding window, kept in buckets that begin at whole multiples of their length.</summary>
/// <param name="window">Length of the window, seconds.</param>
/// <param name="buckets">Buckets that it is made of.</param>
internal sealed class RollingCounts(double window, int buckets)
{
    private readonly (long All, long Good)[] _buckets = new (long, long)[buckets];
    private readonly double _length = window / buckets;
    private long _current;

    /// <summary>Everything within the window at the last look.</summary>
    public long All { get; private set; }

    /// <summary>The part of it that fared well, counted by its own time.</summary>
    public long Good { get; private set; }

    /// <summary>Forgets what has left the window.</summary>
    public void Look(double now)
    {
        var bucket = (long)(now / _length);
        for (var left = Math.Min(bucket - _current, _buckets.Length); left > 0; left--)
        {
            ref var place = ref _buckets[(bucket - left + 1) % _buckets.Length];
            All -= place.All;
            Good -= place.Good;
            place = default;
        }
        _current = bucket;
    }

    /// <summary>Counts.</summary>
    public void Add(double now, int all, int good)
    {
        Look(now);
        ref var place = ref _buckets[_current % _buckets.Length];
        place.All += all;
        place.Good += good;
        All += all;
        Good += good;
    }

    /// <summary>Back to nothing.</summary>
    public void Reset()
    {
        Array.Clear(_buckets);
        _current = All = Good = 0;
    }
}
