namespace ChaosPlaybook.Statistics.Tests;

/// <summary>Comparisons that say their tolerance, and why it is that one.</summary>
internal static class Near
{
    /// <summary>z = 5: a fixed seed fails by bad luck once in 1.7 million seeds, so a failure is a defect.</summary>
    public const double Z = 5;

    public static void Check(double expected, double actual, double tolerance, string why) =>
        Assert.True(
            Math.Abs(actual - expected) <= tolerance,
            $"expected {expected:R}, got {actual:R}, off by {Math.Abs(actual - expected):R}, allowed {tolerance:R}: {why}");

    public static void Relative(double expected, double actual, double tolerance, string why) =>
        Check(expected, actual, tolerance * Math.Abs(expected), why);

    /// <summary>For algebraic laws: equal up to rounding, on the scale of the numbers involved.</summary>
    public static bool Equal(double a, double b, double tolerance = 1e-9, double scale = 0) =>
        a.Equals(b) || Math.Abs(a - b) <= tolerance * Math.Max(scale, Math.Max(Math.Abs(a), Math.Abs(b)));
}
