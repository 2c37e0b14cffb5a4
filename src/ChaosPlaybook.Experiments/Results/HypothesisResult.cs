using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What became of a hypothesis.</summary>
public enum HypothesisStatus
{
    /// <summary>The whole interval lies on the claimed side, in every cell the claim speaks of.</summary>
    Confirmed,
    /// <summary>The whole interval lies on the other side, in at least one cell.</summary>
    Rejected,
    /// <summary>The interval covers the threshold: more trials would tell.</summary>
    Inconclusive,
    /// <summary>The experiment could not judge it: no trial, or trials cut off.</summary>
    ExperimentFailed,
}

/// <summary>A judged hypothesis.</summary>
/// <param name="Hypothesis">The claim.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Observed">The estimate that decided: the worst of the cells the claim speaks of.</param>
/// <param name="Levels">The levels of that cell.</param>
public sealed record HypothesisResult(Hypothesis Hypothesis, HypothesisStatus Status, Estimate Observed, IReadOnlyList<Level> Levels);
