using System.Text;
using System.Text.Json.Nodes;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Interop;

/// <summary>Many experiments on one page: how many, how they ended, what they found, where the scores go.</summary>
public static class PeriodReport
{
    /// <summary>As Markdown.</summary>
    /// <param name="summary">The period.</param>
    /// <param name="chart">Where the chart of the scores lies, seen from the page; nothing for no chart.</param>
    public static string Markdown(PeriodSummary summary, string? chart = null)
    {
        var text = new StringBuilder();
        text.Heading(1, "Experiments of a period").Bullets([
            $"Experiments: {summary.Entries.Count}",
            $"Confirmed: {summary.Count(HypothesisStatus.Confirmed)}",
            $"Rejected: {summary.Count(HypothesisStatus.Rejected)}",
            $"Inconclusive: {summary.Count(HypothesisStatus.Inconclusive)}",
            $"Failed: {summary.Count(HypothesisStatus.ExperimentFailed)}",
            $"Vulnerabilities found: {summary.Vulnerabilities.Count}",
            $"Last failure: {(summary.LastFailure is { } failure ? $"{failure.Series} in {failure.Folder}" : "none")}",
        ], "");
        text.Heading(2, "Targets").Table(["Target", "Wanted", "Measured", "Pass/Fail"], summary.Targets.Select(target => (IReadOnlyList<string>)[
            target.Name, target.Wanted, Said(target), TemplateReport.Word(target.Verdict)]));
        text.Heading(2, "Scores").Table(["Folder", "Experiment", "Status", "Score", "Change", "Trend"], summary.Entries.Select(entry => (IReadOnlyList<string>)[
            entry.Folder, entry.Series, ResultNames.Of(entry.Cell.Experiment.Status), EstimateText.Plain(entry.Cell.Experiment.Score), EstimateText.Plain(entry.Change), Word(entry.Trend)]));
        text.Append($"\nUp and down: the {EstimateText.Percent(summary.Confidence)} interval of the change leaves out 0; flat: it lies within {EstimateText.Number(PeriodSummary.Margin)} point of 0; unclear: neither.\n");
        if (chart is not null) text.Append($"\n![Scores by results folder]({chart})\n");
        text.Heading(2, "Vulnerabilities");
        if (summary.Vulnerabilities.Count == 0) return text.Append("None.\n").ToString();
        return text.Table(["Experiment", "Broken criterion", "Trials", "Last in"], summary.Vulnerabilities.Select(each => (IReadOnlyList<string>)[
            each.Series, each.Criterion, $"{each.Trials} of {each.Of}", each.Last])).ToString();
    }

    /// <summary>As JSON, in the words of qe-chaos-engineer.</summary>
    public static string Json(PeriodSummary summary) => ReportText.Json(new JsonObject
    {
        ["experiments_conducted"] = summary.Entries.Count, ["confirmed"] = summary.Count(HypothesisStatus.Confirmed), ["rejected"] = summary.Count(HypothesisStatus.Rejected),
        ["inconclusive"] = summary.Count(HypothesisStatus.Inconclusive), ["failed"] = summary.Count(HypothesisStatus.ExperimentFailed),
        ["last_failure"] = summary.LastFailure is { } failure ? new JsonObject { ["folder"] = failure.Folder, ["experiment"] = failure.Series } : null,
        ["confidence"] = summary.Confidence,
        ["targets"] = new JsonArray([.. summary.Targets.Select(target => new JsonObject
        {
            ["name"] = target.Name, ["wanted"] = target.Wanted, ["value"] = ReportText.Number(target.Measured.Value), ["interval"] = ReportText.Interval(target.Measured),
            ["unit"] = target.IsTime ? "s" : "1", ["result"] = target.Verdict.ToString().ToLowerInvariant(),
        })]),
        ["scores"] = new JsonArray([.. summary.Entries.Select(entry => new JsonObject
        {
            ["folder"] = entry.Folder, ["scenario"] = entry.Scenario, ["experiment"] = entry.Series, ["service"] = entry.Cell.Experiment.Card.Target,
            ["status"] = ResultNames.Of(entry.Cell.Experiment.Status), ["resilience_score"] = ReportText.Number(entry.Cell.Experiment.Score.Value),
            ["interval"] = ReportText.Interval(entry.Cell.Experiment.Score), ["change"] = ReportText.Number(entry.Change.Value),
            ["change_interval"] = ReportText.Interval(entry.Change), ["trend"] = Word(entry.Trend),
        })]),
        ["vulnerabilities"] = new JsonArray([.. summary.Vulnerabilities.Select(each => new JsonObject
        {
            ["experiment"] = each.Series, ["criterion"] = each.Criterion, ["trials"] = each.Trials, ["of"] = each.Of, ["last_folder"] = each.Last,
        })]),
    });

    private static string Said(PeriodTarget target) => target.IsTime ? EstimateText.Seconds(target.Measured) : EstimateText.Share(target.Measured);

    private static string Word(ScoreTrend trend) => trend.ToString().ToLowerInvariant();
}
