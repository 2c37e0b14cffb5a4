using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Statistics;

/// <summary>Two independent uniforms of one draw, both strictly inside (0, 1).</summary>
/// <remarks>
/// u = (⌊x / 2¹²⌋ + ½)·2⁻⁵² for 64 random bits x: the midpoints of 2⁵² equal cells, from 2⁻⁵³ to 1 − 2⁻⁵³. With 53 bits the
/// topmost midpoint would need 54 significant bits and round up to 1, where quantiles are infinite.
/// </remarks>
public readonly struct UniformPair
{
    /// <summary>The pair made of two 64-bit words; the low 12 bits of each are dropped.</summary>
    /// <param name="first">Random bits of <see cref="First"/>.</param>
    /// <param name="second">Random bits of <see cref="Second"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UniformPair(ulong first, ulong second)
    {
        First = ToUniform(first);
        Second = ToUniform(second);
    }

    /// <summary>First uniform, in [2⁻⁵³, 1 − 2⁻⁵³].</summary>
    public double First { get; }

    /// <summary>Second uniform, in [2⁻⁵³, 1 − 2⁻⁵³], independent of the first.</summary>
    public double Second { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ToUniform(ulong bits) =>
        // Through long: the shifted value is never negative and signed conversion is one instruction everywhere.
        ((long)(bits >> 12) + 0.5) * (1.0 / (1L << 52));
}
