using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>A signal through an experiment, mean over the trials.</summary>
/// <param name="Signal">What is measured.</param>
/// <param name="Before">Over the steady state before the injection.</param>
/// <param name="During">Over the injection.</param>
/// <param name="After">From the recovery, or else the end of the injection, to the end of the horizon.</param>
/// <param name="Peak">Worst window from the start of the injection on.</param>
public sealed record SignalSummary(Signal Signal, Estimate Before, Estimate During, Estimate After, Estimate Peak);
