using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Statistics;

/// <summary>The luck of one replication: every random draw of a trial, looked up by its coordinates.</summary>
/// <remarks>
/// A draw is a function of (master seed, replication, entity, call, index, purpose) and of nothing else: not of the playbook,
/// the factor levels, the thread, or what was drawn before. So replication 7 meets the same luck under every playbook
/// (common random numbers), and an extra retry shifts nobody's later draws. The coordinates are the Philox counter itself,
/// packed without overlap, and Philox is a bijection of its counter: two different draws of one seed never share a block.
/// The default value is the luck of seed 0, replication 0.
/// </remarks>
public readonly struct Luck
{
    private const long ReplicationLimit = 1L << 48;
    private const int EntityLimit = 1 << 16;
    private const int IndexLimit = 1 << 24;
    private readonly ulong _seed;
    private readonly uint _highReplication;
    private readonly uint _lowReplication;

    private Luck(ulong seed, uint highReplication, uint lowReplication) =>
        (_seed, _highReplication, _lowReplication) = (seed, highReplication, lowReplication);

    /// <summary>The luck of <paramref name="replication"/> under a master seed.</summary>
    /// <param name="seed">Master seed of the sweep: the Philox key. Any value.</param>
    /// <param name="replication">Index of the replication. Range [0, 2⁴⁸).</param>
    /// <exception cref="ArgumentOutOfRangeException">The replication does not fit its 48 bits of the counter.</exception>
    public Luck(ulong seed, long replication)
    {
        if ((ulong)replication >= ReplicationLimit)
            throw new ArgumentOutOfRangeException(nameof(replication), replication, $"allowed [0, {ReplicationLimit - 1}]");
        _seed = seed;
        _lowReplication = (uint)replication;
        _highReplication = (uint)(replication >> 32) << 16;
    }

    /// <summary>Index of the replication. Range [0, 2⁴⁸).</summary>
    public long Replication => (long)(_highReplication >> 16) << 32 | _lowReplication;

    /// <summary>The two uniforms at these coordinates; the same for every caller, at any time.</summary>
    /// <param name="purpose">What is decided (a fault, a latency, a jitter…). Range [0, 255].</param>
    /// <param name="entity">Whose luck it is (agent, executor, hazard…). Range [0, 65535].</param>
    /// <param name="call">Which of the entity's calls or steps. Any value.</param>
    /// <param name="index">Attempt, or position within the call. Range [0, 2²⁴).</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate does not fit the counter; it would collide with another.</exception>
    public UniformPair Draw(byte purpose, int entity, int call, int index)
    {
        if ((uint)entity >= EntityLimit || (uint)index >= IndexLimit) ThrowOutOfRange(entity, index);
        var (first, second) = Philox.Block(
            _seed, _lowReplication, _highReplication | (uint)entity, (uint)call, (uint)index << 8 | purpose);
        return new UniformPair(first, second);
    }

    /// <summary>The first uniform at these coordinates, strictly inside (0, 1). Parameters as in <see cref="Draw"/>.</summary>
    /// <param name="purpose">What is decided. Range [0, 255].</param>
    /// <param name="entity">Whose luck it is. Range [0, 65535].</param>
    /// <param name="call">Which of the entity's calls or steps. Any value.</param>
    /// <param name="index">Attempt, or position within the call. Range [0, 2²⁴).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Uniform(byte purpose, int entity, int call, int index) => Draw(purpose, entity, call, index).First;

    /// <summary>
    /// A luck of its own for what hangs on one draw, such as the calls that an executor makes while it serves an attempt: the same
    /// replication under a key that Philox makes of the coordinates. Two branches share their draws with probability 2⁻⁶⁴.
    /// </summary>
    /// <param name="purpose">What branches off. Range [0, 255].</param>
    /// <param name="entity">Whose luck it is. Range [0, 65535].</param>
    /// <param name="call">Which of the entity's calls or steps. Any value.</param>
    /// <param name="index">Attempt, or position within the call. Range [0, 2²⁴).</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate does not fit the counter; it would collide with another.</exception>
    public Luck Branch(byte purpose, int entity, int call, int index)
    {
        if ((uint)entity >= EntityLimit || (uint)index >= IndexLimit) ThrowOutOfRange(entity, index);
        var key = Philox.Block(_seed, _lowReplication, _highReplication | (uint)entity, (uint)call, (uint)index << 8 | purpose).First;
        return new(key, _highReplication, _lowReplication);
    }

    private static void ThrowOutOfRange(int entity, int index)
    {
        if ((uint)entity >= EntityLimit)
            throw new ArgumentOutOfRangeException(nameof(entity), entity, $"allowed [0, {EntityLimit - 1}]");
        throw new ArgumentOutOfRangeException(nameof(index), index, $"allowed [0, {IndexLimit - 1}]");
    }
}
