using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What a plan must keep to before a trial is made, and small questions to it.</summary>
public static class PlanChecks
{
    /// <summary>Everything wrong with the plan itself, in words; worlds check themselves.</summary>
    public static IEnumerable<string> Problems(this Plan plan)
    {
        if (plan.Playbooks.Count == 0) yield return "playbooks is empty; a plan needs at least one";
        if (plan.Points.Count == 0) yield return "there is no design point; a plan needs at least one";
        if (plan.Playbooks.Distinct().Count() != plan.Playbooks.Count) yield return "two playbooks have the same name";
        if (!Plan.TrialsBounds.Contain(plan.Trials)) yield return $"trials is {plan.Trials}; allowed {Plan.TrialsBounds}";
        if (!Plan.ConfidenceBounds.Contain(plan.Confidence))
            yield return $"confidence is {plan.Confidence:R}; allowed {Plan.ConfidenceBounds}";
        if (plan.HasWorkload && plan.Points.Any(point => point.Worlds.Any(world => world.Workload is null)))
            yield return "some worlds have a workload and some have none; their trials could not be compared";
        for (var i = 0; i < plan.Points.Count; i++)
        {
            if (plan.Points[i].Index != i) yield return $"points[{i}].index is {plan.Points[i].Index}; must be its position, {i}";
            if (plan.Points[i].Levels.Count != plan.Factors.Count)
                yield return $"points[{i}] has {plan.Points[i].Levels.Count} levels for {plan.Factors.Count} factors";
        }
        foreach (var same in plan.Points.GroupBy(point => Key(point.Levels)).Where(group => group.Count() > 1))
        {
            yield return $"points {string.Join(" and ", same.Select(point => point.Index))} have the same levels: " +
                $"[{string.Join(", ", same.First().Levels)}]; their results could not be told apart";
        }
        if (plan.Precision is { } precision)
        {
            if (Metric.Named(precision.Metric) is null) yield return $"precision.metric is \"{precision.Metric}\"; no such metric";
            if (!(precision.HalfWidth > 0)) yield return $"precision.halfWidth is {precision.HalfWidth:R}; must be above 0";
            if (precision.MaxTrials < plan.Trials || !Plan.TrialsBounds.Contain(precision.MaxTrials))
                yield return $"precision.maxTrials is {precision.MaxTrials}; allowed {new Bounds(plan.Trials, Plan.TrialsBounds.High)}";
        }
        foreach (var claim in plan.Hypotheses)
        {
            if (Metric.Named(claim.Metric) is null) yield return $"hypothesis \"{claim.Name}\": \"{claim.Metric}\" is no metric";
            if (!plan.Playbooks.Contains(claim.Playbook))
                yield return $"hypothesis \"{claim.Name}\": \"{claim.Playbook}\" is no playbook";
            foreach (var factor in claim.When.Keys.Where(name => plan.Factors.All(factor => factor.Name != name)))
                yield return $"hypothesis \"{claim.Name}\": \"{factor}\" is no factor";
        }
    }

    /// <summary>Position of a cell in plan order.</summary>
    public static int CellOf(this Plan plan, DesignPoint point, int playbook) => point.Index * plan.Playbooks.Count + playbook;

    /// <summary>A cell in words: <c>playbook standard, failureRate = 0.05</c>.</summary>
    public static string Describe(this Plan plan, DesignPoint point, int playbook) =>
        string.Join(", ", plan.Factors.Zip(point.Levels, (factor, level) => $"{factor.Name} = {level}")
            .Prepend($"playbook {plan.Playbooks[playbook]}"));

    /// <summary>A design point among others: equal where levels show equal in results.</summary>
    internal static string Key(IReadOnlyList<Level> levels) => string.Join('\u001f', levels);
}
