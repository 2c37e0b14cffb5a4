using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What becomes of an attempt between client and server.</summary>
internal enum Fate : byte
{
    /// <summary>The reply reaches the client.</summary>
    Answered,
    /// <summary>The server does its work; the client never hears of it.</summary>
    ReplyLost,
    /// <summary>The server never begins; the client never hears of it.</summary>
    RequestLost,
}

/// <summary>What an executor is about to answer, while its faults are laid over it.</summary>
internal struct Reply
{
    /// <summary>Service time, seconds.</summary>
    public double Seconds;

    /// <summary>Of a language model: the part of the service time in which the answer streams, and its tokens, which are paid for.</summary>
    public double Streaming, Output;

    /// <summary>What the client gets to see.</summary>
    public Outcome Outcome;

    /// <summary>Whether the client gets to see it at all.</summary>
    public Fate Fate;

    /// <summary>The server has done its work although the client sees a failure.</summary>
    public bool DoneAnyway;

    /// <summary>Number of the attempt within its call.</summary>
    public int Attempt;

    /// <summary>Whether the effect of a write takes place.</summary>
    public readonly bool Applies => (Outcome.Succeeded || DoneAnyway) && Fate != Fate.RequestLost;
}

/// <summary>
/// A fault at work at one executor. Which attempts it strikes and what it does to them are asked one after the other for the same
/// attempt, and the executor counts every strike.
/// </summary>
internal abstract class Fault
{
    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    /// <param name="luck">Keyed draws.</param>
    /// <param name="entity">Number of the executor within the world.</param>
    /// <param name="purpose">Purpose under which this fault draws.</param>
    public virtual void Begin(Luck luck, int entity, byte purpose) { }

    /// <summary>Whether it strikes an attempt that starts at <paramref name="now"/>.</summary>
    /// <param name="luck">Uniform on (0, 1); the same under every playbook.</param>
    /// <param name="call">The call that the attempt belongs to.</param>
    /// <param name="now">Virtual time, seconds.</param>
    public abstract bool Strikes(double luck, Call call, double now);

    /// <summary>
    /// The same at less than full strength: it strikes with <paramref name="intensity"/> times the probability, and still whenever
    /// a lower intensity would.
    /// </summary>
    /// <param name="intensity">Range (0, 1].</param>
    /// <param name="luck">Uniform on (0, 1).</param>
    /// <param name="call">The call that the attempt belongs to.</param>
    /// <param name="now">Virtual time, seconds.</param>
    public virtual bool StrikesAt(double intensity, double luck, Call call, double now) => Strikes(luck / intensity, call, now);

    /// <summary>Changes the reply of an attempt that it strikes.</summary>
    /// <param name="luck">Uniform on (0, 1).</param>
    /// <param name="call">The call that the attempt belongs to; also where it counts.</param>
    /// <param name="reply">What it changes.</param>
    public abstract void Strike(double luck, Call call, ref Reply reply);
}
