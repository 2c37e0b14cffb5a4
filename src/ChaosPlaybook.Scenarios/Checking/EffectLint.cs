using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Warns of pipelines that may apply the effect of a write twice: those that send a copy while another attempt is under way.
/// A retry after an error is none of them, for an attempt that failed has no effect.
/// </summary>
internal static class EffectLint
{
    /// <summary>Checks one pipeline.</summary>
    /// <param name="pipeline">Strategies, outermost first.</param>
    /// <param name="writes">Steps that go through it and write without a key.</param>
    /// <param name="problems">Receives the warnings.</param>
    public static void Check(PlacedPipeline pipeline, IReadOnlyList<string> writes, ProblemList problems)
    {
        if (writes.Count == 0) return;
        var steps = $"{string.Join(", ", writes)}, which {(writes.Count == 1 ? "writes" : "write")} without idempotencyKey: an effect may be applied twice";
        foreach (var strategy in pipeline.Active.Where(strategy => strategy.Value is HedgeOptions))
            problems.Warn(strategy.Place, $"{strategy.Path} sends copies of {steps}");
    }
}
