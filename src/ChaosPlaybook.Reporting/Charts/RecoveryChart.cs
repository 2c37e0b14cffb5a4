using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>How often disturbed trials come back by themselves.</summary>
internal static class RecoveryChart
{
    /// <summary>The chart; nothing when no trial was judged.</summary>
    public static IEnumerable<NamedChart> For(SweepView view, string interval)
    {
        if (view.Result.Metastability.Count == 0) yield break;
        var cells = view.Result.Metastability.ToDictionary(cell => (cell.Playbook, SweepView.Setting(cell.Levels)));
        var shown = StandardCharts.Shown(view, 1);
        var panels = shown.Select(combination => new Panel(
            view.Combinations.Count > 1 ? view.Describe(combination) : "",
            StandardCharts.Lines(view, (playbook, level) => cells.TryGetValue((playbook, SweepView.Setting(view.At(combination, level))), out var cell)
                ? cell.Recovers : new Estimate(double.NaN, double.NaN, double.NaN, 0)))).ToList();
        var lead = StandardCharts.Lead(view);
        yield return new("recovery", new()
        {
            Id = "recovery",
            Title = "How often does it come back by itself?",
            Subtitle = StandardCharts.Limited(view, $"Share of disturbed trials that recover once the trigger is over, per playbook; {interval}.", shown.Count),
            X = lead,
            Y = new() { Label = "share that recovers", Format = NumberFormat.Percent, Floor = 0, Ceiling = 1, Include = [0, 1] },
            Mark = lead.Categories is null ? Mark.LineWithBand : Mark.Dots,
            Panels = panels,
        }, Reading(view));
    }

    private static string Reading(SweepView view)
    {
        var all = view.Result.Metastability;
        var trials = all.Sum(cell => cell.Recovers.Count);
        var lost = trials - Math.Round(all.Sum(cell => cell.Recovers.Value * cell.Recovers.Count));
        if (lost == 0) return $"All {Numbers.Count(trials)} disturbed trials recover.";
        var worst = all.MinBy(cell => cell.Recovers.Value)!;
        return $"{Numbers.Count(lost)} of {Numbers.Count(trials)} disturbed trials do not recover; fewest recover under {worst.Playbook} at {view.Where(worst.Levels)}: "
            + $"{Numbers.Share(worst.Recovers)}.";
    }
}
