using System.Globalization;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>What happens when members are missing, the worst removal first.</summary>
internal static class ContingencySection
{
    private const int MostRemovals = 100;

    /// <summary>The blocks; none when nothing was removed.</summary>
    public static IEnumerable<Block> Of(SweepView view)
    {
        var cells = view.Result.Contingency;
        if (cells.Count == 0) yield break;
        var limits = cells[0].Limits;
        yield return new Paragraph(
            $"Members were removed for whole trials, under the same luck as with them. A removal breaks coverage when less than {Numbers.Percent(limits.Coverage)} of the steps have "
            + $"somebody left who can serve them; it cascades when a remaining member comes above {Numbers.Percent(ContingencyOptions.Saturated)} utilisation or {Numbers.Percent(limits.Cascade)} "
            + $"failed attempts and was below before; it breaks utilisation when one comes above {Numbers.Percent(limits.Utilisation)}; it is too slow when workflows do not succeed as "
            + $"before within {Seconds(limits.ReplanSeconds)}. At a load the utilisation is set and not judged.");
        yield return new Table("Removals by verdict",
            [("playbook", false), .. Factors(view), ("breaks coverage", true), ("cascades", true), ("breaks utilisation", true), ("too slow", true), ("holds", true),
                ("single points of failure", false), ("breaking pairs", false)],
            [
                .. cells.Take(Tables.MostRows).Select(cell => (string[])
                [
                    cell.Playbook, .. Levels(view, cell), .. Enum.GetValues<ContingencyVerdict>().Select(verdict => cell.Count(verdict).ToString(CultureInfo.InvariantCulture)),
                    Singles(cell),
                    Pairs(cell),
                ]),
            ]);
        var rows = cells.SelectMany(cell => cell.Removals.Select(removal => (Cell: cell, Removal: removal)))
            .OrderBy(row => row.Removal.Verdict).ThenBy(row => row.Removal.Success.Value).ToList();
        yield return new Table("Removals, the worst first",
            [("removed", false), ("playbook", false), .. Factors(view), ("coverage", true), ("success", true), ("less than intact by", true), ("busiest left", true),
                ("fails most", true), ("drawn in", false), ("serves again after", true), ("defence", false), ("verdict", false)],
            [
                .. rows.Take(MostRemovals).Select(row => (string[])
                [
                    Name(row.Removal), row.Cell.Playbook, .. Levels(view, row.Cell), Numbers.Percent(row.Removal.Coverage), Numbers.Share(row.Removal.Success),
                    Numbers.Difference(Metric.SuccessRate, Minus(row.Removal.Difference)),
                    row.Removal.Busiest is { } busiest ? $"{busiest.Member} {Numbers.Share(busiest.Utilisation)}" : "–",
                    row.Removal.Worst is { FailureShare: > 0 } worst ? $"{worst.Member} {Numbers.Percent(worst.FailureShare)}" : "–",
                    row.Removal.Cascade.Count == 0 ? "–" : Words.List([.. row.Removal.Cascade], 10),
                    double.IsNaN(row.Removal.ReplanSeconds) ? "never" : Seconds(row.Removal.ReplanSeconds) + (row.Removal.Aborted ? " (given up)" : ""),
                    row.Removal.Defence.ToString().ToUpperInvariant(), Word(row.Removal.Verdict),
                ]),
            ]);
        if (rows.Count > MostRemovals) yield return new Paragraph($"{Words.Many(rows.Count - MostRemovals, "more removal")} in contingency.csv.");
    }

    /// <summary>A cell in one line: how many removals it holds under, and what breaks it.</summary>
    public static string Line(SweepView view, CellContingency cell)
    {
        var setting = string.Join(", ", Levels(view, cell));
        var removals = cell.Removals.Count(removal => removal.Load is null);
        var broken = Enum.GetValues<ContingencyVerdict>().Where(verdict => verdict != ContingencyVerdict.Holds && cell.Count(verdict) > 0)
            .Select(verdict => $"{Word(verdict)} {cell.Count(verdict)}");
        return $"{cell.Playbook}{(setting.Length == 0 ? "" : $" at {setting}")}: {cell.Count(ContingencyVerdict.Holds)} of {Words.Many(removals, "removal")} {(removals == 1 ? "holds" : "hold")}"
            + $"{string.Concat(broken.Select(text => ", " + text))}; single points of failure: {Singles(cell)}; "
            + $"breaking pairs: {Pairs(cell)}.";
    }

    // There are none only where somebody has looked.
    private static string Singles(CellContingency cell) =>
        !Examined(cell, 1) ? "not examined" : cell.SinglePoints.Count == 0 ? "none" : Words.List([.. cell.SinglePoints], 10);

    private static string Pairs(CellContingency cell) =>
        !Examined(cell, 2) ? "not examined" : cell.BreakingPairs.Count == 0 ? "none" : Words.List([.. cell.BreakingPairs.Select(pair => string.Join(" + ", pair))], 10);

    private static bool Examined(CellContingency cell, int members) => cell.Removals.Any(removal => removal.Load is null && removal.Removed.Count == members);

    /// <summary>A removal in few words: who, and what they are besides; or the load.</summary>
    public static string Name(CellRemoval removal) => removal.Load is { } load ? $"load {Numbers.Percent(load)}"
        : string.Join(" + ", removal.Removed) + (removal.Roles.Count == 0 ? "" : $" ({string.Join(", ", removal.Roles.Select(SweepView.Words))})");

    /// <summary>A verdict in words.</summary>
    public static string Word(ContingencyVerdict verdict) => SweepView.Words(EstimateText.Name(verdict));

    private static IEnumerable<(string, bool)> Factors(SweepView view) => view.Plan.Factors.Select(factor => (SweepView.Words(factor.Name), SweepView.IsNumeric(factor)));

    private static IEnumerable<string> Levels(SweepView view, CellContingency cell) => cell.Levels.Select((level, i) => SweepView.Words(view.Plan.Factors[i], level));

    private static Estimate Minus(Estimate difference) => new(-difference.Value, -difference.High, -difference.Low, difference.Count);

    private static string Seconds(double seconds) => $"{Numbers.Significant(seconds, 3)} s";
}
