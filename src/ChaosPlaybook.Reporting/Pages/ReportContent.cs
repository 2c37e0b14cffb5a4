using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>What both report pages say, in their order: the answer, the experiment's doubts about itself, charts, tables, method, origin.</summary>
internal static class ReportContent
{
    /// <summary>Title of the report.</summary>
    public static string Title(SweepResult result) => $"{result.Plan.Name}: which playbook holds?";

    /// <summary>Every section that has content.</summary>
    public static IReadOnlyList<Section> Of(
        SweepResult result, IReadOnlyList<Finding> findings, IReadOnlyList<NamedChart> charts, IReadOnlyList<(string Name, string Value)> provenance)
    {
        var view = new SweepView(result);
        Section[] sections =
        [
            new("answer", "The answer", [.. TheAnswer(view)]),
            new("found", "What the experiment found", [.. ExperimentSection.Of(view)]),
            new("experiment", "What to know about this experiment", [.. About(view, findings, Subject.Experiment)]),
            new("findings", "What the numbers say", [.. About(view, findings, Subject.Result)]),
            new("recovery", "Does it come back?", [.. RecoverySection.Of(view)]),
            new("contingency", "What if somebody is missing?", [.. ContingencySection.Of(view)]),
            new("charts", "Charts", [.. charts.Select(chart => new Figure(chart))]),
            new("tables", "Tables", [.. Tables.Of(view)]),
            new("method", "Method", [.. Method.Of(view)]),
            new("provenance", "Provenance", [.. Origin(provenance)]),
        ];
        return [.. sections.Where(section => section.Blocks.Count > 0)];
    }

    private static IEnumerable<Block> TheAnswer(SweepView view)
    {
        var answer = new Answer(view);
        if (ExperimentAnswer.Headline(view) is { Length: > 0 } verdict) yield return new Paragraph(verdict, Lead: true);
        if (answer.IsAsked)
        {
            yield return new Paragraph(answer.Headline(), Lead: true);
            if (answer.Assumption() is { Length: > 0 } assumption) yield return new Paragraph(assumption);
        }
        if (view.Plan.Description.Length > 0) yield return new Paragraph($"Asked: {view.Plan.Description}");
        foreach (var judged in answer.Verdicts()) yield return judged;
        if (answer.IsAsked) foreach (var reach in answer.Reaches()) yield return reach;
        yield return new Bullets([.. answer.Rankings(), answer.Certainty()]);
    }

    private static IEnumerable<Block> About(SweepView view, IReadOnlyList<Finding> findings, Subject subject)
    {
        var answer = new Answer(view);
        var own = findings.Where(finding => finding.Subject == subject && !answer.Covers(finding)).ToList();
        if (own.Count > 0)
            yield return new FindingList(own);
        else if (subject == Subject.Experiment)
            yield return new Paragraph("No diagnostic found anything to hold against the experiment.");
    }

    private static IEnumerable<Block> Origin(IReadOnlyList<(string Name, string Value)> provenance)
    {
        if (provenance.Count > 0)
            yield return new Table("Where these numbers come from", [("what", false), ("value", false)], [.. provenance.Select(pair => (string[])[pair.Name, pair.Value])]);
    }
}
