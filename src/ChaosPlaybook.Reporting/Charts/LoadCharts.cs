using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Charts of sweeps with a workload: what the load does, not only what happens to one call.</summary>
internal static class LoadCharts
{
    /// <summary>The charts that the result has data for.</summary>
    public static IEnumerable<NamedChart> Of(SweepView view, Readings readings, string interval)
    {
        yield return new("goodput", StandardCharts.Measured(
            view, "goodput", "How much useful work gets done?",
            $"Agents that succeed per second, per playbook; {interval}. Where it falls while the load rises, work is being wasted.",
            [Metric.Goodput], Mark.LineWithBand, []), readings.Goodput());
        if (!Has(view, Metric.Utilisation)) yield break;
        Metric[] metrics = Has(view, Metric.WastedShare) ? [Metric.Utilisation, Metric.WastedShare] : [Metric.Utilisation];
        yield return new("utilisation", StandardCharts.Measured(
            view, "utilisation", metrics.Length > 1 ? "How busy are the servers, and with what?" : "How busy are the servers?",
            $"Share of the time of all servers together that is spent{(metrics.Length > 1 ? ", and the part of it spent on replies that nobody waits for any more" : "")}; {interval}. One executor may be busier than all together: timelines show each.",
            metrics, Mark.LineWithBand, []) with { Columns = view.Combinations.Count > 1 ? metrics.Length : 0 }, readings.Utilisation());
    }

    /// <summary>Whether any cell has more of a metric than nothing.</summary>
    public static bool Has(SweepView view, Metric metric) => view.Result.Cells.Any(cell => SweepView.Of(cell, metric).Value > 0);
}
