using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Kernel;

/// <summary>How an activity ended.</summary>
public enum OutcomeKind : byte
{
    /// <summary>It did what was asked.</summary>
    Succeeded,
    /// <summary>It ended with an error, named by <see cref="Outcome.Code"/>.</summary>
    Failed,
    /// <summary>A timeout gave up waiting for it.</summary>
    TimedOut,
    /// <summary>It was refused before it started (open breaker, full queue, exhausted budget).</summary>
    Rejected,
    /// <summary>It was called off from outside: a lost race, or a deadline further out.</summary>
    Cancelled,
}

/// <summary>
/// How an activity ended, in eight bytes so that a task of it travels in two registers.
/// The kernel itself reads <see cref="IsCancelled"/> and <see cref="Succeeded"/> only; code and quality belong to the floors above.
/// </summary>
public readonly struct Outcome
{
    private readonly ulong _bits;

    /// <param name="kind">How it ended.</param>
    /// <param name="code">Error code (an HTTP status, for instance), 0 for none.</param>
    /// <param name="quality">Worth of the answer, 0 to 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Outcome(OutcomeKind kind, ushort code = 0, float quality = 0) =>
        _bits = (ulong)BitConverter.SingleToUInt32Bits(quality) << 32 | (ulong)code << 16 | (byte)kind;

    /// <summary>Full success: quality 1.</summary>
    public static Outcome Success => new(OutcomeKind.Succeeded, 0, 1f);

    /// <summary>Called off from outside.</summary>
    public static Outcome Cancelled => new(OutcomeKind.Cancelled);

    /// <summary>A timeout struck.</summary>
    public static Outcome TimedOut => new(OutcomeKind.TimedOut);

    /// <summary>An error with a code.</summary>
    public static Outcome Failure(ushort code) => new(OutcomeKind.Failed, code);

    /// <summary>Refused before it started; <paramref name="code"/> is what the client would see.</summary>
    public static Outcome Rejection(ushort code = 0) => new(OutcomeKind.Rejected, code);

    /// <summary>How it ended.</summary>
    public OutcomeKind Kind => (OutcomeKind)(byte)_bits;

    /// <summary>Error code, 0 for none.</summary>
    public ushort Code => (ushort)(_bits >> 16);

    /// <summary>Worth of the answer, 0 to 1.</summary>
    public float Quality => BitConverter.UInt32BitsToSingle((uint)(_bits >> 32));

    /// <summary>Whether it did what was asked.</summary>
    public bool Succeeded => (byte)_bits == (byte)OutcomeKind.Succeeded;

    /// <summary>Whether it was called off from outside.</summary>
    public bool IsCancelled => (byte)_bits == (byte)OutcomeKind.Cancelled;

    /// <inheritdoc/>
    public override string ToString() => Code == 0 ? Kind.ToString() : $"{Kind} {Code}";
}
