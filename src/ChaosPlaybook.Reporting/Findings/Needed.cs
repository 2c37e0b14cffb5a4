namespace ChaosPlaybook.Reporting;

/// <summary>Sample sizes for the next try.</summary>
internal static class Needed
{
    /// <summary>Half-width of a share that is called useful where the plan names none: two percentage points.</summary>
    public const double UsefulShare = 0.02;

    /// <summary>Half-width of a mean duration that is called useful, relative to it.</summary>
    public const double UsefulDuration = 0.05;

    /// <summary>Trials for a half-width: an interval shrinks with the root of the trials, so n scales with (h / wanted)².</summary>
    public static double Trials(long count, double half, double wanted) =>
        wanted > 0 ? Math.Ceiling(count * Math.Pow(half / wanted, 2)) : double.PositiveInfinity;

    /// <summary>
    /// Fewest trials with a finite upper limit for a quantile: the largest of n values lies above the q-quantile with probability
    /// 1 − qⁿ, which must reach (1 + confidence) / 2 (David and Nagaraja 2003, 7.1).
    /// </summary>
    public static double ForQuantile(double q, double confidence) => Math.Ceiling(Math.Log((1 - confidence) / 2) / Math.Log(q));

    /// <summary>Upper limit of a probability after n trials without the event: 1 − (1 − confidence)^(1/n), about 3/n at 95 %.</summary>
    public static double NeverSeen(long trials, double confidence) => 1 - Math.Pow(1 - confidence, 1.0 / trials);
}
