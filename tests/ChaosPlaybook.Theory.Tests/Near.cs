namespace ChaosPlaybook.Theory.Tests;

/// <summary>Comparison of a simulated mean with a known value, in standard errors.</summary>
internal static class Near
{
    /// <summary>Five standard errors: one seed in 1.7 million fails by luck.</summary>
    public const double Z = 5;

    /// <summary>Fails unless the mean lies within <see cref="Z"/> standard errors of the known value.</summary>
    public static void Check(double known, in Moments sample, string what)
    {
        // Below the resolution of the sums themselves there is nothing to compare.
        var tolerance = Z * sample.StandardError + 1e-12 * Math.Abs(known);
        Assert.True(Math.Abs(sample.Mean - known) <= tolerance,
            $"{what}: simulated {sample.Mean:R}, known {known:R}, allowed ±{tolerance:R} (z = {Z}, n = {sample.Count})");
    }

    /// <summary>The same for a share of trials, with the standard error of the known probability.</summary>
    public static void CheckShare(double known, double observed, long trials, string what)
    {
        var tolerance = Z * Math.Sqrt(known * (1 - known) / trials) + 1.0 / trials * (known is 0 or 1 ? 0 : 1);
        Assert.True(Math.Abs(observed - known) <= tolerance,
            $"{what}: simulated {observed:R}, known {known:R}, allowed ±{tolerance:R} (z = {Z}, n = {trials})");
    }
}
