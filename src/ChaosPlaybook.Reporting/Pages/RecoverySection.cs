namespace ChaosPlaybook.Reporting;

/// <summary>What became of disturbed trials, cell by cell.</summary>
internal static class RecoverySection
{
    /// <summary>The blocks; none when no trial was judged.</summary>
    public static IEnumerable<Block> Of(SweepView view)
    {
        var cells = view.Result.Metastability;
        if (cells.Count == 0) yield break;
        var triggers = cells.Select(cell => cell.Trigger).Distinct().ToList();
        yield return new Paragraph(
            $"Trials were disturbed by {(triggers.Count == 1 ? triggers[0] : "the trigger of their cell")} and judged by what followed. One that does not recover is "
            + "metastable when it is healthy without the trigger and healthy again after load was shed for a while; overloaded when it is no better without the "
            + "trigger; stuck when shedding load does not bring it back.");
        yield return new Table($"Disturbed trials: share that recovers and {Numbers.Percent(view.Plan.Confidence)} interval",
            [("playbook", false), .. view.Plan.Factors.Select(factor => (SweepView.Words(factor.Name), SweepView.IsNumeric(factor))), ("trials", true), ("recovers", true),
                ("median time to recover", true), ("metastable", true), ("horizon too short", true), ("overloaded", true), ("stuck", true)],
            [
                .. cells.Take(Tables.MostRows).Select(cell => (string[])
                [
                    cell.Playbook, .. cell.Levels.Select((level, i) => SweepView.Words(view.Plan.Factors[i], level)), Numbers.Count(cell.Recovers.Count),
                    Numbers.Share(cell.Recovers),
                    double.IsNaN(cell.SecondsToRecoverMedian) ? "–" : $"{Numbers.Significant(cell.SecondsToRecoverMedian, 3)} s",
                    $"{cell.Metastable}", $"{cell.HorizonTooShort}", $"{cell.Overloaded}", $"{cell.Stuck}",
                ]),
            ]);
        if (cells.Count > Tables.MostRows) yield return new Paragraph($"{Words.Many(cells.Count - Tables.MostRows, "more cell")} in metastability.csv.");
    }
}
