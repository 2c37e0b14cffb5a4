using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>How trials ended: shares stacked from what was kept to what failed.</summary>
internal static class OutcomeMix
{
    private const int MostFailures = 7;
    private const string Others = "other failures";

    /// <summary>The chart: one panel per playbook along a numeric factor, otherwise one bar per cell.</summary>
    public static Chart Of(SweepView view)
    {
        var outcomes = Ordered(view);
        var lead = StandardCharts.Lead(view);
        var byPlaybook = view.LeadFactor is not null;
        var shown = StandardCharts.Shown(view, byPlaybook ? view.Playbooks.Count : 1);
        var panels = shown.SelectMany(combination => byPlaybook
            ? view.Playbooks.Select(playbook => new Panel(Title(view, combination, playbook), Stack(view, outcomes, combination, [playbook])))
            : [new Panel(Title(view, combination, ""), Stack(view, outcomes, combination, view.Playbooks))]).ToList();
        return new()
        {
            Id = "outcome-mix",
            Title = $"How do {view.Ending}s end?",
            Subtitle = StandardCharts.Limited(view, $"Share of {view.Ending}s by outcome, stacked from success to failures.", shown.Count),
            X = lead,
            Y = new() { Label = $"share of {view.Ending}s", Format = NumberFormat.Percent, Floor = 0, Ceiling = 1 },
            Mark = lead.Categories is null ? Mark.StackedArea : Mark.StackedBars,
            Panels = panels,
            // One row per combination, so that a playbook keeps its column.
            Columns = byPlaybook && shown.Count > 1 && view.Playbooks.Count is > 1 and <= 4 ? view.Playbooks.Count : 0,
        };
    }

    /// <summary>Succeeded, degraded, then failures from the most to the least frequent.</summary>
    private static List<string> Ordered(SweepView view)
    {
        var totals = view.Result.Cells.SelectMany(cell => cell.Outcomes)
            .GroupBy(outcome => outcome.Key).ToDictionary(group => group.Key, group => group.Sum(outcome => (double)outcome.Value));
        string[] kept = [OutcomeName.Succeeded, OutcomeName.Degraded];
        return
        [
            .. kept.Where(name => totals.GetValueOrDefault(name) > 0),
            .. totals.Where(total => !kept.Contains(total.Key) && total.Value > 0)
                .OrderByDescending(total => total.Value).ThenBy(total => total.Key, StringComparer.Ordinal).Select(total => total.Key),
        ];
    }

    private static List<Series> Stack(SweepView view, List<string> outcomes, IReadOnlyList<Level> combination, IReadOnlyList<string> playbooks)
    {
        var failures = outcomes.Where(name => name is not (OutcomeName.Succeeded or OutcomeName.Degraded)).ToList();
        var own = failures.Count <= MostFailures ? failures : failures.Take(MostFailures - 1).ToList();
        var rest = failures.Skip(own.Count).ToList();
        var stack = outcomes.Except(failures).Concat(own)
            .Select(name => Share(view, SweepView.Words(name), SlotOf(name, own), [name], combination, playbooks)).ToList();
        if (rest.Count > 0) stack.Add(Share(view, Others, MostFailures + 1, rest, combination, playbooks));
        return stack;
    }

    private static Series Share(
        SweepView view, string name, int slot, IReadOnlyList<string> outcomes, IReadOnlyList<Level> combination, IReadOnlyList<string> playbooks) =>
        new(name, slot,
        [
            .. playbooks.SelectMany(playbook => view.Levels.Select((level, i) => (level, i)).Select(each =>
                new SeriesPoint(
                    StandardCharts.Position(view, playbook, each.i),
                    Share(view.Cell(playbook, combination, each.level), outcomes), double.NaN, double.NaN))),
        ]);

    private static double Share(CellResult? cell, IReadOnlyList<string> outcomes)
    {
        if (cell is null || cell.Trials == 0) return double.NaN;
        return outcomes.Sum(name => (double)cell.Outcomes.GetValueOrDefault(name)) / cell.Outcomes.Values.Sum();
    }

    private static int SlotOf(string name, List<string> failures) => name switch
    {
        OutcomeName.Succeeded => 0,
        OutcomeName.Degraded => 1,
        _ => 2 + failures.IndexOf(name),
    };

    private static string Title(SweepView view, IReadOnlyList<Level> combination, string playbook)
    {
        var rest = view.Combinations.Count > 1 ? view.Describe(combination) : "";
        return playbook.Length > 0 && rest.Length > 0 ? $"{playbook}, {rest}" : playbook + rest;
    }
}
