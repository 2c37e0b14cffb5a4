using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>How finely a trial of a workload is cut into bins of time.</summary>
public sealed record TimelineOptions
{
    /// <summary>Width of a bin, seconds. Range [0.001, 86400]. Default 1.</summary>
    public double BinSeconds { get; init; } = 1;

    /// <summary>
    /// Most bins of a trial, drain included; where more would be needed they are wider by the smallest whole factor that makes
    /// them fit. Range [1, 100000]. Default 3600.
    /// </summary>
    public int MaxBins { get; init; } = 3600;

    /// <summary>Allowed widths.</summary>
    public static Bounds BinBounds => new(0.001, 86400, "s");

    /// <summary>Allowed numbers of bins.</summary>
    public static Bounds MaxBinsBounds => new(1, 100_000);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() => [.. Violation.Of("bin", BinSeconds, BinBounds), .. Violation.Of("maxBins", MaxBins, MaxBinsBounds)];

    /// <summary>Width of a bin of a trial that may last so long, drain included.</summary>
    /// <param name="seconds">Longest duration of a trial.</param>
    public double WidthFor(double seconds) => BinSeconds * Math.Max(1, Math.Ceiling(seconds / BinSeconds / MaxBins - 1e-9));
}
