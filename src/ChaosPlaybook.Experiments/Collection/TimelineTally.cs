using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// The timelines of the trials of one cell, condensed: memory grows with columns times bins, not with trials, and is given back when
/// the cell is finished. Merging in a fixed order gives the same bits whoever filled the parts.
/// </summary>
internal sealed class TimelineTally
{
    private readonly List<string> _columns = [];
    private Moments[][] _values = [];

    /// <summary>Adds the timeline of one trial.</summary>
    public void Add(Timeline timeline)
    {
        if (_values.Length == 0) Shape(timeline.Columns, timeline.Count);
        for (var column = 0; column < _values.Length; column++)
        {
            var own = _values[column];
            var values = timeline.Values(column);
            for (var bin = 0; bin < own.Length; bin++)
            {
                if (!double.IsNaN(values[bin])) own[bin].Add(values[bin]);
            }
        }
    }

    /// <summary>Adds what another tally of the same cell holds.</summary>
    public void Merge(TimelineTally other)
    {
        if (other._values.Length == 0) return;
        if (_values.Length == 0) Shape(other._columns, other._values[0].Length);
        for (var column = 0; column < _values.Length; column++)
        {
            for (var bin = 0; bin < _values[column].Length; bin++) _values[column][bin].Merge(other._values[column][bin]);
        }
    }

    /// <summary>Forgets everything, the memory too.</summary>
    public void Clear()
    {
        _columns.Clear();
        _values = [];
    }

    /// <summary>Means over the trials; nothing without a workload. Bins of a drain in which nobody was left in any trial are cut off.</summary>
    public CellTimeline? Result(Plan plan, DesignPoint point, int playbook)
    {
        if (_values.Length == 0 || point.Worlds[playbook].Workload is not { } workload) return null;
        var bins = _values[0].Length;
        var width = workload.Timeline.WidthFor(workload.ForSeconds + workload.DrainSeconds);
        TimelinePhase[] phases = [.. Enumerable.Range(0, bins).Select(bin => PhaseAt(workload, bin * width))];
        var flight = _values[_columns.IndexOf(Timeline.InFlight)];
        while (bins > 1 && phases[bins - 1] == TimelinePhase.Drain && !(flight[bins - 1].Mean > 0)) bins--;
        var columns = new Dictionary<string, IReadOnlyList<double>>();
        for (var i = 0; i < _columns.Count; i++)
        {
            columns[_columns[i]] = [.. _values[i].Take(bins).Select(moments => moments.Mean)];
            if (_columns[i] != Timeline.Goodput) continue;
            columns[CellTimeline.GoodputLow] = [.. _values[i].Take(bins).Select(moments => MeanInterval.StudentT(moments, plan.Confidence).Low)];
            columns[CellTimeline.GoodputHigh] = [.. _values[i].Take(bins).Select(moments => MeanInterval.StudentT(moments, plan.Confidence).High)];
        }
        return new(plan.CellOf(point, playbook), plan.Playbooks[playbook], point.Levels,
            [.. Enumerable.Range(0, bins).Select(bin => bin * width)], [.. phases.Take(bins)], columns);
    }

    private void Shape(IReadOnlyList<string> columns, int bins)
    {
        _columns.AddRange(columns);
        _values = [.. columns.Select(_ => new Moments[bins])];
    }

    private static TimelinePhase PhaseAt(WorkloadOptions workload, double time) =>
        time < workload.WarmUpSeconds ? TimelinePhase.WarmUp : time < workload.ForSeconds ? TimelinePhase.Counted : TimelinePhase.Drain;
}
