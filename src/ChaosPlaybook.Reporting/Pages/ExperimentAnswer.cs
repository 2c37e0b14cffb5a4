using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>The verdict of an experiment in one sentence, ahead of everything else a reader came for.</summary>
internal static class ExperimentAnswer
{
    private const int MostCells = 3;

    /// <summary>The sentence; empty without an experiment.</summary>
    public static string Headline(SweepView view)
    {
        var claimed = view.Result.Experiments.Where(cell => cell.Experiment.Card.Claims(cell.Playbook)).ToList();
        if (claimed.Count == 0) return "";
        var verdicts = claimed.GroupBy(cell => cell.Experiment.Status).OrderBy(group => group.Key)
            .Select(group => $"{new VerdictBlock("", group.Key, []).Word} for {Words.List([.. group.Select(cell => Cell(view, cell))], MostCells)}");
        return $"{Words.Sentence(claimed[0].Experiment.Card.Hypothesis)}: {string.Join("; ", verdicts)}.";
    }

    private static string Cell(SweepView view, CellExperiment cell) =>
        $"{ExperimentSection.Where(view, cell)} (holds in {Numbers.Share(cell.Experiment.Holds)} of {Words.Many(cell.Experiment.Landed, "trial")})";
}
