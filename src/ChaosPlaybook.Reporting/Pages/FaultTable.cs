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

    /// <summary>The faults one by one, or nothing where there is one at most: the table above tells it all.</summary>
    public static Table? Each(SweepView view)
    {
        if (!Rows(view).Any()) return null;
        return new(
            "Each fault where it struck: strikes and landed strikes per trial, trials in which it landed, and calls harmed by it that succeeded all the same or did not; a call harmed by two faults counts for both",
            [
                ("fault", false), ("playbook", false), .. view.Plan.Factors.Select(factor => (SweepView.Words(factor.Name), SweepView.IsNumeric(factor))),
                (Metric.FaultsInjected.Label, true), (Metric.FaultsLanded.Label, true), ("trials in which it landed", true), ("calls masked", true), ("calls leaked", true),
            ],
            [
                .. Rows(view).Take(Tables.MostRows).Select(row => (string[])
                [
                    UnlandedFaults.Name(row.Fault), row.Cell.Playbook, .. row.Cell.Levels.Select((level, i) => SweepView.Words(view.Plan.Factors[i], level)),
                    Numbers.Show(Metric.FaultsInjected, row.Fault.Struck), Numbers.Show(Metric.FaultsLanded, row.Fault.Landed),
                    Numbers.Share(row.Fault.LandedTrials), Numbers.Count(row.Fault.Masked), Numbers.Count(row.Fault.Leaked),
                ]),
            ]);
    }

    /// <summary>Faults that struck, cell by cell.</summary>
    public static IEnumerable<(CellResult Cell, CellFault Fault)> Rows(SweepView view) =>
        view.Result.Cells.Where(cell => cell.Faults.Count > 1).SelectMany(cell => cell.Faults.Where(fault => fault.Struck.Value > 0).Select(fault => (cell, fault)));

    private static string Share(CellResult cell, string masker)
    {
        var masked = cell.MaskedBy.Values.Sum();
        return masked == 0 ? "–" : Numbers.Percent((double)cell.MaskedBy.GetValueOrDefault(masker) / masked);
    }
}
