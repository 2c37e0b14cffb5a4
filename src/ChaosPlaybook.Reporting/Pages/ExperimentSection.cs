using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>What the experiment of every cell found.</summary>
internal static class ExperimentSection
{
    private const int MostCells = 12;

    /// <summary>The blocks; none without an experiment.</summary>
    public static IEnumerable<Block> Of(SweepView view)
    {
        var cells = view.Result.Experiments;
        if (cells.Count == 0) yield break;
        var card = cells[0].Experiment.Card;
        yield return new Paragraph(
            $"{card.Type} at {card.Target}, in {card.Environment}. Every trial verifies the steady state, injects, watches, puts the world back and verifies again; a twin "
            + "under the same luck without injection tells what the injection did.");
        yield return new Table($"Verdicts: share of trials in which the hypothesis holds and {Numbers.Percent(view.Plan.Confidence)} interval",
            [.. Head(view), ("status", false), ("holds in", true), ("asked", true), ("score", true), ("detected after", true), ("recovered after", true), ("affected agents", true), ("contained", true), ("rolled back", true)],
            [
                .. cells.Take(Tables.MostRows).Select(cell => (string[])
                [
                    .. Key(view, cell), ResultNames.Of(cell.Experiment.Status), Numbers.Share(cell.Experiment.Holds), Numbers.Percent(cell.Experiment.Card.HoldsIn),
                    Numbers.Plain(cell.Experiment.Score), Numbers.Time(cell.Experiment.Detection), Numbers.Time(cell.Experiment.Recovery),
                    Numbers.Plain(cell.Experiment.Agents), Numbers.Share(cell.Experiment.Contained),
                    $"{cell.Experiment.Count(RollbackStatus.Complete)} of {cell.Experiment.Conducted}",
                ]),
            ]);
        if (cells.Count > Tables.MostRows) yield return new Paragraph($"{Words.Many(cells.Count - Tables.MostRows, "more cell")} in experiments.csv.");
        foreach (var cell in cells.Take(MostCells))
        {
            foreach (var block in Of(view, cell)) yield return block;
        }
        if (cells.Count > MostCells) yield return new Paragraph($"The signals of {Words.Many(cells.Count - MostCells, "more cell")} stand in experiment-signals.csv.");
    }

    /// <summary>One line on a cell, for a terminal.</summary>
    public static string Line(SweepView view, CellExperiment cell)
    {
        var found = cell.Experiment;
        return $"{ResultNames.Of(found.Status)}: {Where(view, cell)}: holds in {Numbers.Share(found.Holds)} of {Words.Many(found.Landed, "trial")}, asked {Numbers.Percent(found.Card.HoldsIn)}; "
            + $"score {Numbers.Significant(found.Score.Value, 3)}"
            + (found.Broken.Count > 0 ? $"; broken: {Words.List([.. found.Broken.Select(broken => $"{broken.What} ({broken.Trials})")], 2)}" : "");
    }

    /// <summary>A cell in words.</summary>
    public static string Where(SweepView view, CellExperiment cell) => view.Plan.Factors.Count == 0 ? cell.Playbook : $"{cell.Playbook} at {view.Where(cell.Levels)}";

    private static IEnumerable<Block> Of(SweepView view, CellExperiment cell)
    {
        var found = cell.Experiment;
        var sentences = new List<string> { $"Holds in {Numbers.Share(found.Holds)} of {Words.Many(found.Landed, "trial")} in which a fault landed; asked {Numbers.Percent(found.Card.HoldsIn)}." };
        if (found.Broken.Count > 0) sentences.Add($"Broken: {Words.List([.. found.Broken.Select(broken => $"{broken.What} in {Words.Many(broken.Trials, "trial")}")])}.");
        sentences.Add($"Noticed in {Numbers.Count(found.Detection.Count)} and recovered in {Numbers.Count(found.Recovery.Count)} of {Words.Many(found.Conducted, "trial")}; times are means over those.");
        sentences.Add($"Ended: {Counts(found.Ends)}. Rollback: {Counts(found.Rollbacks)}, verified after {Numbers.Time(found.RollbackSeconds)}.");
        sentences.Add(found.Affected.Count == 0 ? "No executor was affected."
            : $"Affected: {Words.List([.. found.Affected.Select(each => $"{each.What} in {Words.Many(each.Trials, "trial")}")])}; contained in {Numbers.Share(found.Contained)}.");
        sentences.Add($"Score {Numbers.Significant(found.Score.Value, 3)}: {string.Join(", ", ResilienceScore.Names.Zip(found.ScoreParts, (name, part) => $"{name} {Numbers.Significant(part.Value, 3)}"))}. "
            + $"Defence reached: {Counts(found.Defence)}.");
        yield return new VerdictBlock($"{Where(view, cell)}: {found.Card.Hypothesis}", found.Status, sentences);
        yield return new Table($"Signals of {Where(view, cell)}", [("signal", false), ("before", true), ("during", true), ("after", true), ("worst window", true)],
            [
                .. found.Signals.Where(signal => !double.IsNaN(signal.During.Value)).Select(signal => (string[])
                [
                    SweepView.Words(Signals.Name(signal.Signal)), .. new[] { signal.Before, signal.During, signal.After, signal.Peak }.Select(estimate => Show(signal.Signal, estimate)),
                ]),
            ]);
        if (found.Phases.Count < 2) yield break;
        yield return new Table($"Phases of {Where(view, cell)}", [("phase", false), ("at", true), ("injected", true), ("validated", true), ("recovered", true), ("recovered after", true)],
            [
                .. found.Phases.Select(phase => (string[])
                [
                    phase.Name, $"{Numbers.Significant(phase.FromSeconds, 4)}–{Numbers.Significant(phase.ToSeconds, 4)} s", $"{phase.Injected}", $"{phase.Validated}", $"{phase.Recovered}", Numbers.Time(phase.Recovery),
                ]),
            ]);
    }

    private static IEnumerable<(string, bool)> Head(SweepView view) =>
        [("playbook", false), .. view.Plan.Factors.Select(factor => (SweepView.Words(factor.Name), SweepView.IsNumeric(factor)))];

    private static IEnumerable<string> Key(SweepView view, CellExperiment cell) => [cell.Playbook, .. cell.Levels.Select((level, i) => SweepView.Words(view.Plan.Factors[i], level))];

    private static string Counts(IReadOnlyList<Occurrence> counts) => counts.Count == 0 ? "none" : string.Join(", ", counts.Select(each => $"{SweepView.Words(each.What).ToLowerInvariant()} {each.Trials}"));

    private static string Show(Signal signal, Estimate estimate) => Numbers.Show(Signals.Unit(signal) switch
    {
        "s" => Metric.DurationMean,
        "/s" => Metric.Goodput,
        "1" => Metric.SuccessRate,
        _ => Metric.Amplification,
    }, estimate);
}
