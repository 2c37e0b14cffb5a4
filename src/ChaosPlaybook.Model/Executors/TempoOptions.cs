using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Every slot of an executor stands still again and again, as while a runtime collects garbage.</summary>
/// <param name="EverySeconds">From the beginning of a pause to that of the next; the first begins after this time. Range (0, 86400].</param>
/// <param name="ForSeconds">Length of a pause. Range (0, <paramref name="EverySeconds"/>).</param>
public sealed record PauseOptions(double EverySeconds, double ForSeconds)
{
    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("every", EverySeconds, ShedOptions.SecondsBounds),
        .. Violation.Of("for", ForSeconds, ShedOptions.SecondsBounds with { High = EverySeconds, HighOpen = true }),
    ];
}

/// <summary>An executor is slow for a while: what takes a second takes <paramref name="Factor"/> seconds.</summary>
/// <param name="Factor">How much longer everything takes; below 1 it is faster. Range (0, 10⁶].</param>
/// <param name="FromSeconds">When it begins. Range [0, 86400].</param>
/// <param name="ForSeconds">How long it lasts. Range (0, +∞]. Default +∞.</param>
public sealed record SlowOptions(double Factor, double FromSeconds = 0, double ForSeconds = double.PositiveInfinity)
{
    /// <summary>Allowed factors.</summary>
    public static Bounds FactorBounds => new(0, 1e6, LowOpen: true);

    /// <summary>Allowed lengths.</summary>
    public static Bounds ForBounds => new(0, double.PositiveInfinity, "s", LowOpen: true);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("factor", Factor, FactorBounds),
        .. Violation.Of("from", FromSeconds, WorkloadOptions.SecondsBounds),
        .. Violation.Of("for", ForSeconds, ForBounds),
    ];
}
