using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>Part of a trial.</summary>
public enum TimelinePhase
{
    /// <summary>Not counted in metrics yet.</summary>
    WarmUp,
    /// <summary>From the warm-up to the end of the horizon.</summary>
    Counted,
    /// <summary>Nobody starts any more; those under way may end.</summary>
    Drain,
}

/// <summary>
/// What happened when in one cell: means over its trials, bin by bin. A column is left out of a mean where a trial has no value
/// for it, such as a quantile of no workflow.
/// </summary>
/// <param name="Cell">Position of the cell in plan order.</param>
/// <param name="Playbook">Name of the playbook.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Times">Start of each bin, seconds since the start of the trial.</param>
/// <param name="Phases">Part of the trial in which each bin begins.</param>
/// <param name="Columns">Values by name of the column (<see cref="Timeline.Columns"/>, <see cref="GoodputLow"/>, <see cref="GoodputHigh"/>), one per bin.</param>
public sealed record CellTimeline(
    int Cell, string Playbook, IReadOnlyList<Level> Levels, IReadOnlyList<double> Times, IReadOnlyList<TimelinePhase> Phases,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Columns)
{
    /// <summary>Lower limit of the mean of <see cref="Timeline.Goodput"/> over the trials, t interval.</summary>
    public const string GoodputLow = "goodputLow";

    /// <summary>Upper limit of the same.</summary>
    public const string GoodputHigh = "goodputHigh";

    /// <summary>Bins.</summary>
    public int Count => Times.Count;

    /// <summary>Width of a bin, seconds.</summary>
    public double BinSeconds => Times.Count > 1 ? Times[1] - Times[0] : 1;

    /// <summary>The values of a column, one per bin.</summary>
    public IReadOnlyList<double> this[string column] => Columns[column];

    /// <summary>Executors with columns of their own, in the order of the scenario; none when there are fewer than two stations.</summary>
    public IReadOnlyList<string> Stations =>
        [.. Columns.Keys.Where(name => name.StartsWith(Timeline.QueueOf(""), StringComparison.Ordinal)).Select(name => name[Timeline.QueueOf("").Length..])];
}
