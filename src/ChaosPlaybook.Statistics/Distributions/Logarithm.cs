using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Statistics;

/// <summary>Logarithms near 1 and exponentials near 0 without cancellation; the runtime's LogP1 and ExpM1 do not avoid it.</summary>
internal static class Logarithm
{
    /// <summary>−ln(1 − p) to full relative accuracy, also for tiny p.</summary>
    /// <remarks>Kahan's correction: ln(w)·p/(1 − w) undoes the rounding of w = 1 − p. No error at all for uniform draws.</remarks>
    /// <param name="p">Probability in [0, 1).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double OfSurvival(double p)
    {
        if (p > 0.5) return -Math.Log(1 - p);
        var w = 1 - p;
        return w == 1 ? p : -Math.Log(w) * (p / (1 - w));
    }

    /// <summary>ln(1 + x) to full relative accuracy, also for tiny x.</summary>
    /// <param name="x">Any value of at least 0.</param>
    public static double OnePlus(double x)
    {
        var w = 1 + x;
        // Above 1 nothing cancels, and w − 1 may lose x's infinity.
        return w == 1 ? x : x > 1 ? Math.Log(w) : Math.Log(w) * (x / (w - 1));
    }

    /// <summary>e^x − 1 to full relative accuracy, also for tiny x.</summary>
    /// <remarks>Kahan, as in Higham, Accuracy and Stability of Numerical Algorithms, §1.14.1.</remarks>
    /// <param name="x">Any value.</param>
    public static double ExponentialMinusOne(double x)
    {
        if (Math.Abs(x) > 1) return Math.Exp(x) - 1;
        var y = Math.Exp(x);
        return y == 1 ? x : (y - 1) * x / Math.Log(y);
    }
}
