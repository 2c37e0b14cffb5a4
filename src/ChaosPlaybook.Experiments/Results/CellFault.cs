using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What became of one fault in one cell.</summary>
/// <param name="Executor">The executor that it is laid over.</param>
/// <param name="Fault">Its kind as in a scenario, with a number where the executor has several of a kind: <c>error#2</c>.</param>
/// <param name="Phase">The phase of an experiment that injects it; empty for a fault of the world itself.</param>
/// <param name="IsOff">Whether it can do nothing as it is set in this cell, as an error at rate 0.</param>
/// <param name="Struck">Attempts that it struck, per trial; of a fault that takes capacity away, times that it took some.</param>
/// <param name="Landed">Those of them of which it changed what the client saw, per trial.</param>
/// <param name="LandedTrials">Trials in which it landed, as a share.</param>
/// <param name="Masked">Calls that it harmed and that succeeded all the same, over all trials; a call harmed by two faults counts for both.</param>
/// <param name="Leaked">Calls that it harmed and that did not succeed, over all trials; a call harmed by two faults counts for both.</param>
public sealed record CellFault(
    string Executor, string Fault, string Phase, bool IsOff, Estimate Struck, Estimate Landed, Estimate LandedTrials, long Masked, long Leaked);
