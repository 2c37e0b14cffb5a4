using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Something that changes the capacity of an executor in the course of a trial: a strand that sleeps from change to change.</summary>
internal abstract class CapacityChange : Process, IWaitSource
{
    private readonly Injection? _injection;
    private Strand? _strand;
    private bool _sleeps;

    /// <param name="injection">What may stop it before its time, or nothing.</param>
    protected CapacityChange(Injection? injection)
    {
        _injection = injection;
        if (injection is not null) injection.Stopped += Wake;
    }

    /// <summary>Whether it has been stopped before its time.</summary>
    protected bool IsStopped => _injection?.IsStopped == true;

    /// <summary>What becomes of the faults of the executor, and which of them it is.</summary>
    public FaultAccounts Accounts { get; init; }

    /// <inheritdoc cref="Accounts"/>
    public int Fault { get; init; }

    /// <summary>It takes capacity away now.</summary>
    protected void Land()
    {
        _injection?.Land();
        ref var account = ref Accounts[Fault];
        account.Struck++;
        account.Landed++;
    }

    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    public abstract void Begin(Luck luck);

    /// <summary>Starts it; to be called before anything else starts.</summary>
    public void Start(Simulation simulation)
    {
        _sleeps = false;
        _strand = simulation.Spawn(this);
    }

    /// <summary>Ends it with the trial.</summary>
    public void End()
    {
        _strand?.Cancel();
        _strand = null;
    }

    private void Wake()
    {
        if (!_sleeps) return;
        _sleeps = false;
        _strand!.Wake();
    }

    public sealed override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        for (; ; )
        {
            var next = Act(strand.Now);
            if (double.IsPositiveInfinity(next) && _injection is null) break;
            _sleeps = true;
            // An instant that rounding puts at now or before would be met again and again.
            var at = Math.Max(next, Math.BitIncrement(strand.Now));
            // The monitor decides at the instant of an injection whether anything is injected; what is injected comes after.
            await strand.Park(this, _injection is null ? at : Math.BitIncrement(at));
            _sleeps = false;
            if (strand.IsCancelled) break;
        }
        _strand = null;
        return Outcome.Success;
    }

    void IWaitSource.Forget(Strand strand) => _sleeps = false;

    /// <summary>Does what is to be done now, and says when it looks again, seconds; +∞ for never.</summary>
    protected abstract double Act(double now);
}
