using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>Where the time and the failures of the workflows of one cell go, step by step.</summary>
/// <param name="Cell">Position of the cell in plan order.</param>
/// <param name="Playbook">Name of the playbook.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Steps">The steps in the order of the scenario.</param>
public sealed record CellSteps(int Cell, string Playbook, IReadOnlyList<Level> Levels, IReadOnlyList<StepResult> Steps);

/// <summary>
/// One step of the workflows of a cell. Time runs from the beginning of each of its calls to its end as the agent sees it, retries and
/// waits included. With a workload the workflows are those that started after the warm-up and ended.
/// </summary>
/// <param name="Step">Name of the step.</param>
/// <param name="Executor">Who serves it.</param>
/// <param name="CallsPerWorkflow">Calls made for it per workflow.</param>
/// <param name="FailureShare">Share of these calls that end otherwise than well; those called off are not failures. NaN where none is made.</param>
/// <param name="StopShare">Share of all workflows that fail at it.</param>
/// <param name="Seconds">Mean time spent in it per workflow.</param>
/// <param name="TimeShare">Share of the time spent in all steps, as a ratio of means. NaN where none is spent.</param>
public sealed record StepResult(
    string Step, string Executor, double CallsPerWorkflow, Estimate FailureShare, Estimate StopShare, Estimate Seconds, Estimate TimeShare);
