using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>The success rate that a playbook has to reach.</summary>
internal static class SuccessTarget
{
    /// <summary>Used where no hypothesis names one.</summary>
    public const double Assumed = 0.95;

    /// <summary>The highest success rate that a hypothesis asks for, or nothing.</summary>
    public static double? Claimed(Plan plan) => plan.Hypotheses
        .Where(claim => claim.Metric == Metric.SuccessRate.Name && claim.Relation == Relation.AtLeast)
        .Select(claim => (double?)claim.Threshold).Max();

    /// <summary>The claimed or assumed success rate.</summary>
    public static double Of(Plan plan) => Claimed(plan) ?? Assumed;

    /// <summary>Where the target comes from, in words.</summary>
    public static string Origin(Plan plan) => Claimed(plan) is null ? "assumed, as no hypothesis names one" : "the highest that a hypothesis claims";
}
