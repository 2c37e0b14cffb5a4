using MathNet.Numerics;

namespace ChaosPlaybook.Statistics;

/// <summary>Student's t for any number of degrees of freedom.</summary>
/// <remarks>
/// Up to 1000 degrees P(|T| ≥ t) is the incomplete beta function I(ν/(ν + t²); ν/2, ½) (Abramowitz and Stegun 26.5.27, 26.7.1).
/// Above, where that function needs ever more terms and loses digits, expansions whose error is below 10⁻¹⁰ of the result.
/// </remarks>
internal static class StudentLaw
{
    private const double Many = 1000;

    /// <summary>The t with P(|T| ≤ t) = <paramref name="confidence"/>. Abramowitz and Stegun 26.7.5 above 1000 degrees.</summary>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    /// <param name="confidence">Two-sided level in (0, 1).</param>
    public static double Critical(double degrees, double confidence)
    {
        var z = StandardNormal.Critical(confidence);
        if (degrees <= Many) return Solve(degrees, Math.Log(1 - confidence), z);
        var s = z * z;
        var g1 = z * (s + 1) / 4;
        var g2 = z * ((5 * s + 16) * s + 3) / 96;
        var g3 = z * (((3 * s + 19) * s + 17) * s - 15) / 384;
        var g4 = z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;
        return z + (g1 + (g2 + (g3 + g4 / degrees) / degrees) / degrees) / degrees;
    }

    /// <summary>P(|T| ≥ |t|).</summary>
    /// <remarks>
    /// Above 1000 degrees through the normal deviate of equal tail: Hill, "Algorithm 395: Student's t-distribution",
    /// Comm. ACM 13 (1970), an expansion in w² = (ν − ½)·ln(1 + t²/ν).
    /// </remarks>
    /// <param name="degrees">Degrees of freedom ν, at least 1.</param>
    /// <param name="t">The observed t; ±∞ gives 0.</param>
    public static double TwoSidedP(double degrees, double t)
    {
        if (double.IsInfinity(t)) return 0;
        if (degrees <= Many) return SpecialFunctions.BetaRegularized(degrees / 2, 0.5, degrees / (degrees + t * t));
        var a = degrees - 0.5;
        var b = 48 * a * a;
        var s = a * Logarithm.OnePlus(t * t / degrees);
        var w = Math.Sqrt(s);
        var z = w + (((-0.4 * s - 3.3) * s - 24) * s - 85.5) * w / (0.8 * s * s + 100 + b) / b + (s + 3) * w / b;
        return Math.Min(1, 2 * StandardNormal.Cdf(-z));
    }

    /// <summary>Newton on ln P against ln t: decreasing and concave, so it converges from any start, also for Cauchy's tails.</summary>
    private static double Solve(double degrees, double logP, double start)
    {
        var constant = SpecialFunctions.GammaLn((degrees + 1) / 2) - SpecialFunctions.GammaLn(degrees / 2) - Math.Log(degrees * Math.PI) / 2;
        var logT = Math.Log(start);
        for (var i = 0; i < 100; i++)
        {
            var t = Math.Exp(logT);
            var tail = TwoSidedP(degrees, t);
            var density = Math.Exp(constant - (degrees + 1) / 2 * Logarithm.OnePlus(t * t / degrees));
            var change = (Math.Log(tail) - logP) * tail / (2 * t * density);
            logT += change;
            if (Math.Abs(change) < 1e-14) break;
        }
        return Math.Exp(logT);
    }
}
