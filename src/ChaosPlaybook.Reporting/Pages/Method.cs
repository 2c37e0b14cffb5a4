using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>How the numbers came about, with the plan's own figures.</summary>
internal static class Method
{
    /// <summary>The paragraphs.</summary>
    public static IEnumerable<Block> Of(SweepView view)
    {
        var plan = view.Plan;
        var confidence = Numbers.Percent(plan.Confidence);
        var factors = Words.List([.. plan.Factors.Select(factor => $"{SweepView.Words(factor.Name)} ({Words.Many(factor.Levels.Count, "level")})")]);
        var trials = plan.Precision is { } rule
            ? $"at least {Words.Many(plan.Trials, "trial")} each, until {Metric.Named(rule.Metric)?.Label ?? rule.Metric} was known well enough or {Words.Many(rule.MaxTrials, "trial")} were made"
            : $"{Words.Many(plan.Trials, "trial")} each";
        yield return new Bullets(
        [
            $"Design: {(plan.Factors.Count == 0 ? "" : $"{factors} times ")}{Words.Many(plan.Playbooks.Count, "playbook")} {(plan.Factors.Count + plan.Playbooks.Count > 1 ? "give" : "gives")} {Words.Many(plan.Cells, "cell")}, {trials}. {Numbers.Count(view.Result.Cells.Count)} finished.",
            (view.HasWorkload
                ? "Trials: one trial is a world in which many agents share executors and state for a while, in virtual time; agents of the warm-up are not counted. "
                : "Trials: one trial is the agent's whole workflow, once, in virtual time. ")
                + $"All luck comes from the seed {plan.Seed}; a draw depends on trial, step, attempt and purpose, "
                + "never on the playbook or the level, so trial 7 meets the same luck everywhere (common random numbers).",
            view.HasWorkload
                ? $"Intervals: {confidence} each. A trial gives one value of each metric, as agents of one world depend on each other; shown is the mean over trials with Student's t, for ratios the delta method."
                : $"Intervals: {confidence} each. Shares by Wilson, means by Student's t, quantiles by order statistics, ratios by the delta method.",
            view.HasWorkload
                ? "Differences: trial against trial under the same luck, by the paired t test; p values corrected by Holm over the design points of each playbook and metric. Ratios are not compared."
                : "Differences: trial against trial under the same luck. Shares by McNemar's test with the interval of Bonett and Price, means by the paired t test; "
                + "p values corrected by Holm over the design points of each playbook and metric. Quantiles and ratios are not compared.",
            $"Verdicts: a difference is real when its adjusted p lies below {Numbers.Significant(1 - plan.Confidence, 3)}. A hypothesis is confirmed or rejected only when the whole interval lies on one side of its threshold; otherwise it is open (INCONCLUSIVE in the files).",
        ]);
    }
}
