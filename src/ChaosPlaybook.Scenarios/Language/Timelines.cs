using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>How finely a trial of a workload is cut into bins of time.</summary>
internal static class Timelines
{
    private static readonly TimelineOptions _usual = new();
    private static readonly Field<double> _bin = Fields.Default("bin", new DurationForm(TimelineOptions.BinBounds), "Width of a bin.", _usual.BinSeconds);
    private static readonly Field<long> _maxBins = Fields.Default("maxBins", new CountForm(TimelineOptions.MaxBinsBounds),
        "Most bins of a trial, drain included; where more would be needed they are wider.", _usual.MaxBins);

    /// <summary>Settings of a timeline.</summary>
    public static Shape<TimelineOptions> Shape { get; } = new("timeline", "How finely `timeline.csv` and its charts cut a trial into bins of time.",
        [_bin, _maxBins], v => new TimelineOptions { BinSeconds = v.Get(_bin), MaxBins = (int)v.Get(_maxBins) });

    /// <summary>The key of a workload.</summary>
    public static Field<TimelineOptions> Field { get; } =
        Fields.Default("timeline", Shape, "How finely the trial is cut into bins of time.", _usual, "{ bin: 1 s }");
}
