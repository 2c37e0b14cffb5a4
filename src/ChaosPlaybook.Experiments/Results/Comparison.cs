using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What a paired difference says.</summary>
public enum Verdict
{
    /// <summary>The difference is real (adjusted p below 1 − confidence) and goes the right way.</summary>
    Better,
    /// <summary>The difference is real and goes the wrong way.</summary>
    Worse,
    /// <summary>The trials do not tell.</summary>
    Inconclusive,
    /// <summary>Every trial gave the same under both playbooks.</summary>
    Equal,
}

/// <summary>A playbook against the baseline in one metric at one design point, trial by trial under the same luck.</summary>
/// <param name="Playbook">The playbook.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Difference">Playbook minus baseline, with its paired interval.</param>
/// <param name="PValue">Two-sided p value of no difference.</param>
/// <param name="PAdjusted">The same after Holm's correction over the design points of this playbook and metric.</param>
/// <param name="Verdict">What it says.</param>
public sealed record Comparison(
    string Playbook, string Baseline, IReadOnlyList<Level> Levels, string Metric, Estimate Difference,
    double PValue, double PAdjusted, Verdict Verdict);
