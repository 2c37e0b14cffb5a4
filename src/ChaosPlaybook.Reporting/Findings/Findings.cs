using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Everything the diagnostics find in a sweep.</summary>
public static class Findings
{
    private static readonly IReadOnlyList<IDiagnostic> _diagnostics =
    [
        new InterruptedSweep(), new TruncatedTrials(), new OneTrialPerWorld(), new CensoredAgents(), new NoFaultLanded(), new UnlandedFaults(), new FactorWithoutEffect(), new OpenHypotheses(),
        new TooFewTrials(), new LooseDurations(), new UnboundedQuantiles(), new UndecidedComparisons(), new AllOrNothing(),
        new StoppingRule(), new MixedOutcomes(), new SingleLevel(), new HiddenCombinations(),
        new WorseThanBaseline(), new BreakingPoints(), new PriceOfHolding(), new Ranking(), new Indistinguishable(),
        new InconsistencyChange(), new WorstAmplification(),
        new ExperimentTroubles(), new LastingFailure(), new MissingMembers(), new HorizonTooShort(), new QueueGrowth(), new RetryStorm(), new Saturation(), new Bottleneck(), new SlowestStep(), new WeakestStep(), new WastedWork(), new ThunderingHerd(), new CascadeOrder(),
    ];

    /// <summary>Findings about the experiment first, then about the playbooks; within each the gravest first.</summary>
    public static IReadOnlyList<Finding> Of(SweepResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var view = new SweepView(result);
        return [.. _diagnostics.SelectMany(diagnostic => diagnostic.Look(view)).OrderBy(finding => finding.Subject).ThenByDescending(finding => finding.Severity)];
    }
}
