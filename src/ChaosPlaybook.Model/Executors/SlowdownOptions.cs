using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Jobs at work beside each other slow each other down: a job takes 1 + perJob · max(0, n − from) times as long, where n counts
/// the jobs at work at its instance when it begins, itself included. What begins or ends later changes nothing for it.
/// </summary>
/// <param name="PerJob">How much longer for each job more. Range (0, 1000].</param>
/// <param name="From">Jobs that do not disturb each other. Range [0, 10⁶].</param>
public sealed record SlowdownOptions(double PerJob, int From = 1)
{
    /// <summary>Allowed values of <see cref="PerJob"/>.</summary>
    public static Bounds PerJobBounds => new(0, 1000, LowOpen: true);

    /// <summary>Allowed values of <see cref="From"/>.</summary>
    public static Bounds FromBounds => new(0, 1e6);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() => [.. Violation.Of("perJob", PerJob, PerJobBounds), .. Violation.Of("from", From, FromBounds)];

    /// <summary>How much longer a job takes that begins as one of <paramref name="atWork"/>.</summary>
    internal double FactorAt(int atWork) => 1 + PerJob * Math.Max(0, atWork - From);
}
