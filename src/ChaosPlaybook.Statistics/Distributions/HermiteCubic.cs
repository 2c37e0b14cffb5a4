using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Statistics;

/// <summary>The cubic through two points with given slopes.</summary>
internal static class HermiteCubic
{
    /// <summary>Value at <paramref name="t"/> between the two points.</summary>
    /// <param name="t">Position, 0 at the first point and 1 at the second.</param>
    /// <param name="first">Value at 0.</param>
    /// <param name="second">Value at 1.</param>
    /// <param name="firstRise">Derivative with respect to t at 0.</param>
    /// <param name="secondRise">Derivative with respect to t at 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double At(double t, double first, double second, double firstRise, double secondRise)
    {
        var rise = second - first;
        var curve = firstRise + secondRise - 2 * rise;
        return first + t * (firstRise + t * (rise - firstRise - curve + t * curve));
    }
}
