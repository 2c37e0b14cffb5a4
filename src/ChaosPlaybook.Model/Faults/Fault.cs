using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What an executor is about to answer, while its faults are laid over it.</summary>
internal struct Reply
{
    /// <summary>Service time, seconds; +∞ for an attempt that is never answered.</summary>
    public double Seconds;

    /// <summary>The reply.</summary>
    public Outcome Outcome;
}

/// <summary>A fault at work at one executor.</summary>
internal abstract class Fault
{
    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    /// <param name="luck">Keyed draws.</param>
    /// <param name="entity">Number of the executor within the world.</param>
    /// <param name="purpose">Purpose under which this fault draws.</param>
    public virtual void Begin(Luck luck, int entity, byte purpose) { }

    /// <summary>Whether it strikes an attempt that starts at <paramref name="now"/>.</summary>
    /// <param name="luck">Uniform on (0, 1); the same under every playbook.</param>
    /// <param name="now">Virtual time, seconds.</param>
    public abstract bool Strikes(double luck, double now);

    /// <summary>Changes the reply of an attempt that it strikes.</summary>
    /// <param name="luck">Uniform on (0, 1).</param>
    /// <param name="tally">Where injected faults are counted.</param>
    /// <param name="reply">What it changes.</param>
    public abstract void Strike(double luck, Tally tally, ref Reply reply);
}
