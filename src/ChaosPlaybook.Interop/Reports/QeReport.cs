using System.Text.Json.Nodes;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop;

/// <summary>
/// The report and score of qe-chaos-engineer as JSON (<c>experiment_id</c>, <c>execution</c>, <c>observed_behavior</c>,
/// <c>blast_radius</c>, …), inside the frame of agentic-qe (<c>summary</c>, <c>resilienceScore</c>, <c>experiments</c>). Users are
/// workflows, requests are attempts, services are executors; numbers are means over trials, with their intervals beside them;
/// durations are seconds; a number that does not exist is null.
/// </summary>
public static class QeReport
{
    /// <summary>Writes the report of some experiments; the score of the frame is that of the weakest.</summary>
    public static string Write(IReadOnlyList<ReportedExperiment> experiments)
    {
        var weakest = experiments.MinBy(each => each.Summary.Score.Value)!;
        var counts = experiments.CountBy(each => each.Summary.Status).ToDictionary();
        int Count(HypothesisStatus status) => counts.GetValueOrDefault(status);
        return ReportText.Json(new JsonObject
        {
            ["summary"] = $"{Counted.Of(experiments.Count, "experiment")}: {Count(HypothesisStatus.Confirmed)} confirmed, {Count(HypothesisStatus.Rejected)} rejected, "
                + $"{Count(HypothesisStatus.Inconclusive)} inconclusive, {Count(HypothesisStatus.ExperimentFailed)} failed; weakest {weakest.Setting}: score {EstimateText.Plain(weakest.Summary.Score)}",
            ["resilienceScore"] = new JsonObject
            {
                ["value"] = ReportText.Number(weakest.Summary.Score.Value), ["max"] = 100, ["grade"] = Grade(weakest.Summary.Score.Value), ["trend"] = "unknown",
                ["riskLevel"] = Risk(weakest.Summary.Score.Low), ["interval"] = ReportText.Interval(weakest.Summary.Score),
            },
            ["experiments"] = new JsonArray([.. experiments.Select(Report)]),
            ["scores"] = new JsonArray([.. experiments.Select(Score)]),
        });
    }

    /// <summary>The report of one experiment.</summary>
    private static JsonObject Report(ReportedExperiment experiment)
    {
        var summary = experiment.Summary;
        var behaviour = new JsonObject();
        foreach (var signal in summary.Signals)
            behaviour[Snake(EstimateText.Name(signal.Signal))] = new JsonObject
            {
                ["before"] = ReportText.Number(signal.Before.Value), ["during"] = ReportText.Number(signal.During.Value), ["after"] = ReportText.Number(signal.After.Value),
                ["peak"] = ReportText.Number(signal.Peak.Value), ["unit"] = Signals.Unit(signal.Signal),
                ["intervals"] = new JsonObject
                {
                    ["before"] = ReportText.Interval(signal.Before), ["during"] = ReportText.Interval(signal.During),
                    ["after"] = ReportText.Interval(signal.After), ["peak"] = ReportText.Interval(signal.Peak),
                },
            };
        behaviour["recovery_time"] = ReportText.Number(summary.Recovery.Value);
        behaviour["recovery_time_interval"] = ReportText.Interval(summary.Recovery);
        behaviour["recovered_share"] = ReportText.Number(summary.Recovered.Value);
        behaviour["graceful_degradation"] = summary.Degradation.Value >= 0.5;
        behaviour["degradation_share"] = ReportText.Number(summary.Degradation.Value);
        behaviour["cascading_failures"] = summary.Cascaded.Value > 0;
        behaviour["cascading_share"] = ReportText.Number(summary.Cascaded.Value);
        var insights = experiment.Insights;
        return new JsonObject
        {
            ["experiment_id"] = experiment.Id,
            ["setting"] = experiment.Setting,
            ["status"] = ResultNames.Of(summary.Status),
            ["hypothesis"] = new JsonObject
            {
                ["statement"] = summary.Card.Hypothesis,
                ["validated"] = summary.Status switch { HypothesisStatus.Confirmed => true, HypothesisStatus.Rejected => false, _ => (JsonNode?)null },
                ["holds_in"] = ReportText.Number(summary.Holds.Value), ["holds_in_interval"] = ReportText.Interval(summary.Holds), ["asked"] = summary.Card.HoldsIn,
            },
            ["execution"] = new JsonObject
            {
                ["start_time"] = ReportText.Moment(experiment.FromSeconds), ["end_time"] = ReportText.Moment(experiment.ToSeconds),
                ["duration"] = experiment.ToSeconds - experiment.FromSeconds, ["auto_rollback_triggered"] = experiment.EndedEarly > 0,
                ["auto_rollbacks"] = experiment.EndedEarly, ["trials"] = summary.Trials, ["conducted"] = summary.Conducted, ["landed"] = summary.Landed,
            },
            ["fault_injection"] = new JsonObject
            {
                ["type"] = summary.Card.Type, ["target"] = summary.Card.Target,
                ["timeline"] = new JsonArray([.. summary.Phases.Select(phase => new JsonObject
                {
                    ["phase"] = phase.Name, ["time"] = phase.FromSeconds, ["duration"] = phase.ToSeconds - phase.FromSeconds, ["targets"] = ReportText.Texts(phase.Targets),
                })]),
            },
            ["observed_behavior"] = behaviour,
            ["blast_radius"] = new JsonObject
            {
                ["affected_services"] = ReportText.Texts(summary.Affected.Select(each => each.What)),
                ["affected_users"] = ReportText.Number(summary.Agents.Value), ["affected_users_interval"] = ReportText.Interval(summary.Agents),
                ["affected_requests"] = ReportText.Number(summary.Attempts.Value), ["affected_requests_interval"] = ReportText.Interval(summary.Attempts),
                ["contained"] = summary.Contained.Value >= 1, ["contained_share"] = ReportText.Number(summary.Contained.Value),
            },
            ["success_criteria"] = new JsonArray([.. ExperimentRow.Of(summary, experiment.Confidence).Select(row => new JsonObject
            {
                ["criterion"] = row.Metric, ["expected"] = row.Expected, ["actual"] = row.Actual, ["result"] = row.Verdict.ToString().ToLowerInvariant(),
            })]),
            ["insights"] = ReportText.Texts(insights.Select(each => each.Observation)),
            ["recommendations"] = ReportText.Texts(insights.Select(each => each.Recommendation).Where(each => each.Length > 0).Distinct()),
        };
    }

    /// <summary>The score of one experiment with its parts.</summary>
    private static JsonObject Score(ReportedExperiment experiment)
    {
        var summary = experiment.Summary;
        var parts = new JsonObject();
        for (var i = 0; i < ResilienceScore.Names.Count; i++)
            parts[ResilienceScore.Names[i]] = new JsonObject
            {
                ["score"] = ReportText.Number(summary.ScoreParts[i].Value), ["weight"] = ResilienceScore.Weights[i], ["interval"] = ReportText.Interval(summary.ScoreParts[i]),
            };
        return new JsonObject
        {
            ["experiment_id"] = experiment.Id, ["service"] = summary.Card.Target,
            ["resilience_score"] = ReportText.Number(summary.Score.Value), ["interval"] = ReportText.Interval(summary.Score),
            ["breakdown"] = parts, ["trend"] = "unknown", ["experiments_conducted"] = summary.Conducted,
            ["last_failure"] = summary.Status == HypothesisStatus.Rejected ? ReportText.Moment(experiment.ToSeconds) : null,
        };
    }

    /// <summary>A for 90 and more, then B, C, D in steps of ten, F below 60.</summary>
    internal static string Grade(double score) => score switch { >= 90 => "A", >= 80 => "B", >= 70 => "C", >= 60 => "D", _ => "F" };

    private static string Risk(double low) => low switch { >= 80 => "low", >= 60 => "medium", >= 40 => "high", _ => "critical" };

    private static string Snake(string name) => string.Concat(name.Select(letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
