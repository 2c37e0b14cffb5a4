using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>How busy the busiest of those left is after each removal.</summary>
internal static class ContingencyChart
{
    private const int MostRows = 24, MostPanels = 4;

    /// <summary>The chart; nothing when nothing was removed or nobody has servers.</summary>
    public static IEnumerable<NamedChart> For(SweepView view, string interval)
    {
        var points = view.Result.Contingency.GroupBy(cell => cell.Cell / view.Playbooks.Count).Take(MostPanels).Select(group => group.ToList()).ToList();
        if (!points.SelectMany(cells => cells).SelectMany(cell => cell.Removals).Any(removal => removal.Busiest is not null)) yield break;
        // The highest utilisation anywhere decides the order and, where there are many, who is shown.
        List<string> names =
        [
            .. points.SelectMany(cells => cells).SelectMany(cell => cell.Removals).GroupBy(Key)
                .OrderByDescending(group => group.Max(removal => removal.Busiest?.Utilisation.Value ?? 0)).Take(MostRows).Select(group => group.Key),
        ];
        var panels = points.Select(cells => new Panel(points.Count > 1 ? view.Where(cells[0].Levels) : "",
            [
                .. cells.Select(cell => new Series(cell.Playbook, view.Slot(cell.Playbook),
                    [.. names.Select((name, row) => Point(row, cell.Removals.FirstOrDefault(removal => Key(removal) == name)))])),
            ])).ToList();
        var limit = view.Result.Contingency[0].Limits.Utilisation;
        yield return new("contingency", new()
        {
            Id = "contingency",
            Title = "Who bears it when members are missing?",
            Subtitle = $"Utilisation of the busiest member left after each removal or at each load, the highest first; {interval}.",
            X = new() { Label = "removed", Categories = names },
            Y = new() { Label = "utilisation of the busiest left", Format = NumberFormat.Percent, Floor = 0, Ceiling = 1, Include = [0, 1], Lines = [new(limit, "limit")] },
            Mark = Mark.Dots,
            Panels = panels,
        }, Reading(view));
    }

    private static string Key(CellRemoval removal) => ContingencySection.Name(removal with { Roles = [] });

    private static SeriesPoint Point(int row, CellRemoval? removal)
    {
        var (value, low, high, _) = removal?.Busiest?.Utilisation ?? new Estimate(double.NaN, double.NaN, double.NaN, 0);
        return new(row, value, low, high);
    }

    private static string Reading(SweepView view)
    {
        var all = view.Result.Contingency.SelectMany(cell => cell.Removals).Where(removal => removal.Load is null).ToList();
        var holds = all.Count(removal => removal.Verdict == ContingencyVerdict.Holds);
        return $"{Numbers.Count(holds)} of {Words.Many(all.Count, "removal")} hold; {Numbers.Count(all.Count(removal => removal.Verdict == ContingencyVerdict.BreaksCoverage))} break coverage, "
            + $"{Numbers.Count(all.Count(removal => removal.Verdict == ContingencyVerdict.Cascades))} cascade.";
    }
}
