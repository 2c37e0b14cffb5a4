using System.Text;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Interop;

/// <summary>
/// The report of <c>/chaos-test</c> as Markdown. Its document asks for five sections and names their content only in part; these are
/// Summary, Failure patterns, Top-3 critical issues, Fix proposals and Before/after comparison.
/// </summary>
public static class SectionsReport
{
    /// <summary>Issues that count as critical.</summary>
    private const int Most = 3;

    /// <summary>Writes one report over some experiments of one scenario.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="baseline">The playbook that others are compared with.</param>
    public static string Write(IReadOnlyList<ReportedExperiment> experiments, string baseline)
    {
        var text = new StringBuilder();
        var seen = experiments.SelectMany(experiment => experiment.Insights.Where(each => each.Pattern != "verdict").Select(insight => (Experiment: experiment, Insight: insight)))
            .OrderByDescending(each => each.Insight.Share).ToList();
        text.Heading(1, $"Chaos test: {experiments[0].Scenario}");
        text.Heading(2, "Summary").Table(["Setting", "Status", "Holds in", "Score", "Error rate during", "p99 during"], experiments.Select(each => (IReadOnlyList<string>)[
            each.Setting, ResultNames.Of(each.Summary.Status), EstimateText.Share(each.Summary.Holds), EstimateText.Plain(each.Summary.Score),
            Signal(each, Model.Signal.ErrorRate).During.Said, Signal(each, Model.Signal.P99).During.Said]));
        text.Heading(2, "Failure patterns");
        if (seen.Count == 0) text.Append("None.\n");
        else
            text.Table(["Pattern", "Trials", "Setting", "What was seen"], seen.Select(each => (IReadOnlyList<string>)[
                each.Insight.Pattern, EstimateText.Percent(Math.Round(each.Insight.Share, 4)), each.Experiment.Setting, each.Insight.Observation]));
        text.Heading(2, "Top-3 critical issues");
        var issues = seen.GroupBy(each => each.Insight.Pattern).Select(group => group.First()).Take(Most).ToList();
        for (var i = 0; i < issues.Count; i++) text.Append($"{i + 1}. {ReportText.Plain($"{issues[i].Experiment.Setting}: {issues[i].Insight.Observation}")}\n");
        if (issues.Count == 0) text.Append("None.\n");
        text.Heading(2, "Fix proposals").Bullets(
            seen.GroupBy(each => each.Insight.Recommendation).Where(group => group.Key.Length > 0)
                .Select(group => $"{group.Key} ({string.Join("; ", group.Select(each => each.Experiment.Setting).Distinct())})"), "None.");
        text.Heading(2, "Before/after comparison");
        var pairs = Pairs(experiments, baseline).ToList();
        if (pairs.Count > 0)
            text.Append($"Before is {ReportText.Plain(baseline)}, after is the playbook named; both under the same luck.\n\n").Table(["Setting", "Metric", "Before", "After"], pairs);
        else
            text.Append("Before and after the injection.\n\n").Table(["Setting", "Metric", "Before", "After"], experiments.SelectMany(each =>
                new[] { Model.Signal.ErrorRate, Model.Signal.P99, Model.Signal.Goodput }.Select(signal => (IReadOnlyList<string>)[
                    each.Setting, EstimateText.Name(signal), Signal(each, signal).Before.Said, Signal(each, signal).After.Said])));
        return text.ToString();
    }

    private static IEnumerable<IReadOnlyList<string>> Pairs(IReadOnlyList<ReportedExperiment> experiments, string baseline)
    {
        foreach (var after in experiments.Where(each => each.Cell.Playbook != baseline))
        {
            var before = experiments.FirstOrDefault(each => each.Cell.Playbook == baseline && each.Cell.Levels.SequenceEqual(after.Cell.Levels));
            if (before is null) continue;
            yield return [after.Setting, "holds in", EstimateText.Share(before.Summary.Holds), EstimateText.Share(after.Summary.Holds)];
            yield return [after.Setting, "error rate during the injection", Signal(before, Model.Signal.ErrorRate).During.Said, Signal(after, Model.Signal.ErrorRate).During.Said];
            yield return [after.Setting, "p99 during the injection", Signal(before, Model.Signal.P99).During.Said, Signal(after, Model.Signal.P99).During.Said];
            yield return [after.Setting, "time to recover", EstimateText.Seconds(before.Summary.Recovery), EstimateText.Seconds(after.Summary.Recovery)];
            yield return [after.Setting, "score", EstimateText.Plain(before.Summary.Score), EstimateText.Plain(after.Summary.Score)];
            var left = after.Insights.Select(each => each.Pattern).ToHashSet();
            foreach (var gone in before.Insights.Where(each => each.Pattern != "verdict" && !left.Contains(each.Pattern)))
                yield return [after.Setting, $"pattern {gone.Pattern}", gone.Observation, "gone"];
        }
    }

    private static (SignalText Before, SignalText During, SignalText After) Signal(ReportedExperiment experiment, Model.Signal signal)
    {
        var found = experiment.Summary.Signals.First(each => each.Signal == signal);
        return (new(signal, found.Before), new(signal, found.During), new(signal, found.After));
    }

    private readonly record struct SignalText(Model.Signal Signal, Estimate Estimate)
    {
        public string Said => EstimateText.Of(Signal, Estimate);
    }
}
