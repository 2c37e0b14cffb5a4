using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>What became of the faults: injected, landed, masked by which strategy, leaked.</summary>
internal static class FaultTable
{
    private static readonly Metric[] _metrics = [Metric.FaultsInjected, Metric.FaultsLanded, Metric.CallsMasked, Metric.CallsLeaked];

    /// <summary>The table, or nothing when no call was harmed.</summary>
    public static Table? Of(SweepView view)
    {
        var cells = view.Result.Cells;
        if (!cells.Any(cell => SweepView.Of(cell, Metric.CallsMasked).Value > 0 || SweepView.Of(cell, Metric.CallsLeaked).Value > 0)) return null;
        string[] maskers = [.. cells.SelectMany(cell => cell.MaskedBy.Keys).Distinct().Order(StringComparer.Ordinal)];
        return new(
            "Faults: strikes and landed strikes per trial, calls harmed by them that succeeded all the same (masked) or did not (leaked), and what masked them",
            [
                ("playbook", false), .. view.Plan.Factors.Select(factor => (SweepView.Words(factor.Name), SweepView.IsNumeric(factor))),
                .. _metrics.Select(metric => (metric.Label, true)), .. maskers.Select(masker => ($"by {masker}", true)),
            ],
            [
                .. cells.Take(Tables.MostRows).Select(cell => (string[])
                [
                    cell.Playbook, .. cell.Levels.Select((level, i) => SweepView.Words(view.Plan.Factors[i], level)),
                    .. _metrics.Select(metric => Numbers.Show(metric, SweepView.Of(cell, metric))), .. maskers.Select(masker => Share(cell, masker)),
                ]),
            ]);
    }

    private static string Share(CellResult cell, string masker)
    {
        var masked = cell.MaskedBy.Values.Sum();
        return masked == 0 ? "–" : Numbers.Percent((double)cell.MaskedBy.GetValueOrDefault(masker) / masked);
    }
}
