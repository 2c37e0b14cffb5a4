using System.Text;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop;

/// <summary>
/// The report of an experiment after the template of CHAOS_ENGINEER: status, duration, environment, hypothesis, a table of results
/// (metric, expected, actual, pass or fail), unexpected behaviours, recommendations, blast radius, rollback and a checklist of gates.
/// </summary>
public static class TemplateReport
{
    /// <summary>Writes one report per experiment, one behind the other, as Markdown.</summary>
    public static string Write(IReadOnlyList<ReportedExperiment> experiments)
    {
        var text = new StringBuilder();
        foreach (var experiment in experiments) Append(text, experiment);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReportedExperiment experiment)
    {
        var summary = experiment.Summary;
        var card = summary.Card;
        text.Heading(1, $"Chaos experiment: {card.Type} at {card.Target} ({experiment.Id})");
        text.Bullets([
            $"Status: {ResultNames.Of(summary.Status)}",
            $"Duration: {EstimateText.Number(Math.Round(experiment.ToSeconds - experiment.FromSeconds, 3))} s of injection from second {EstimateText.Number(experiment.FromSeconds)}, in {Counted.Of(summary.Trials, "trial")} of virtual time",
            $"Environment: {card.Environment}",
            $"Setting: {experiment.Setting}",
            $"Confidence of the intervals: {EstimateText.Percent(experiment.Confidence)}",
        ], "");
        text.Heading(2, "Hypothesis").Append($"{ReportText.Plain(card.Hypothesis)}\n\nIt holds in {EstimateText.Share(summary.Holds)} of the trials; asked {EstimateText.Percent(card.HoldsIn)}.\n");
        text.Heading(2, "Results").Table(["Metric", "Expected", "Actual", "Pass/Fail"], ExperimentRow.Of(summary, experiment.Confidence)
            .Select(row => (IReadOnlyList<string>)[row.Metric, row.Expected, row.Actual, Word(row.Verdict)]));
        text.Heading(2, "Unexpected behaviours").Bullets(Unexpected(experiment), "None.");
        text.Heading(2, "Recommendations").Bullets(experiment.Insights.Where(each => each.Recommendation.Length > 0).Select(each => $"{each.Observation}: {each.Recommendation}"), "None.");
        text.Heading(2, "Blast radius").Bullets([
            $"Limits: {ExperimentRow.Limits(summary.Limits)}",
            $"Components affected: {(summary.Affected.Count == 0 ? "none" : string.Join(", ", summary.Affected.Select(each => $"{each.What} in {each.Trials} of {summary.Conducted} trials")))}",
            $"Workflows per trial that fail and would not have: {EstimateText.Plain(summary.Agents)}",
            $"Failed attempts per trial beyond the undisturbed twin's: {EstimateText.Plain(summary.Attempts)}",
            $"Contained in {EstimateText.Share(summary.Contained)} of the trials",
        ], "");
        if (experiment.Business is { } business) text.Heading(2, "Business").Bullets(business.Read(summary), "");
        text.Heading(2, "Rollback").Bullets([
            $"Steps: {(summary.RollbackSteps.Count == 0 ? "none" : string.Join(", ", summary.RollbackSteps.Select(EstimateText.Name)))}",
            .. summary.Rollbacks.Select(each => $"{each.What.ToUpperInvariant()} in {each.Trials} of {summary.Conducted} trials"),
            $"Time up to the verified steady state: {EstimateText.Seconds(summary.RollbackSeconds)}",
            .. summary.Residues.Select(each => $"Left behind: {each.What} in {each.Trials} of {summary.Conducted} trials"),
        ], "");
        text.Heading(2, "Gates");
        foreach (var (gate, passed, why) in Gates(experiment)) text.Append($"- [{(passed ? 'x' : ' ')}] {ReportText.Plain($"{gate}: {why}")}\n");
    }

    /// <summary>What a table says of a row.</summary>
    internal static string Word(RowVerdict verdict) => verdict == RowVerdict.NotAsked ? "–" : verdict.ToString();

    private static IEnumerable<string> Unexpected(ReportedExperiment experiment) =>
        [.. experiment.Summary.Broken.Select(each => $"{each.What}: broken in {each.Trials} of {experiment.Summary.Conducted} trials"),
         .. experiment.Insights.Where(each => each.Pattern is not ("verdict" or "slowRecovery" or "givenUp")).Select(each => each.Observation)];

    /// <summary>The gates of an experiment, required ones first.</summary>
    private static IEnumerable<(string Gate, bool Passed, string Why)> Gates(ReportedExperiment experiment)
    {
        var summary = experiment.Summary;
        var complete = summary.Rollbacks.Where(each => each.What == nameof(RollbackStatus.Complete)).Sum(each => each.Trials);
        var escaped = summary.Conducted - (int)Math.Round((double.IsNaN(summary.Contained.Value) ? 0 : summary.Contained.Value) * summary.Conducted);
        yield return ("rollback complete", summary.Conducted > 0 && complete == summary.Conducted, $"in {complete} of {summary.Conducted} trials");
        yield return ("no data corruption", summary.Conducted > 0 && summary.DataLoss.Value == 0, $"{EstimateText.Plain(summary.DataLoss)} half-done writes or unnoticed wrong answers per trial");
        yield return ("hypothesis tested", summary.Status != HypothesisStatus.ExperimentFailed, $"a fault landed in {summary.Landed} of {Counted.Of(summary.Trials, "trial")}");
        yield return ("blast radius measured", summary.Conducted > 0, $"against the undisturbed twin, in {summary.Conducted} trials");
        yield return ("safety observed", summary.Conducted > 0 && escaped == 0 && summary.Residues.Count == 0,
            $"limits passed in {escaped} trials, {experiment.EndedEarly} ended early, something left behind in {(summary.Residues.Count == 0 ? 0 : summary.Residues.Max(each => each.Trials))}");
        yield return ("repeatable (optional)", summary.Status is HypothesisStatus.Confirmed or HypothesisStatus.Rejected,
            $"{summary.Conducted} trials from seed {experiment.Seed} {(summary.Status is HypothesisStatus.Confirmed or HypothesisStatus.Rejected ? "agree on the verdict" : "do not settle it")}");
        var byHand = summary.Ends.Where(each => each.What == nameof(ExperimentEnd.Killed)).Sum(each => each.Trials);
        yield return ("automatable (optional)", byHand == 0, $"ended by the kill switch in {byHand} of {summary.Conducted} trials");
        yield return ("metrics captured (optional)", summary.Signals.Any(signal => !double.IsNaN(signal.During.Value)),
            $"{summary.Signals.Count(signal => !double.IsNaN(signal.During.Value))} of {Counted.Of(summary.Signals.Count, "signal")} before, during and after");
    }
}
