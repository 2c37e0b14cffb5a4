using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>A step of a cell and the step behind it, by some share.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="First">The step with the largest share.</param>
/// <param name="Next">The step with the next largest.</param>
internal sealed record LeadingStep(CellSteps Cell, StepResult First, StepResult Next);

/// <summary>Which step is clearly ahead of all others.</summary>
internal static class StepShares
{
    // A quarter of the way from an even share to everything, and half as much again as the next: else the steps are alike.
    private const double FromEven = 0.25, Ahead = 1.5;

    /// <summary>
    /// The cells in which one step is clearly ahead: its interval lies above that of the next, and its share of the sum over the steps
    /// is far from an even one.
    /// </summary>
    /// <param name="view">The sweep.</param>
    /// <param name="share">The share that decides.</param>
    public static IEnumerable<LeadingStep> Leading(SweepView view, Func<StepResult, Estimate> share)
    {
        foreach (var cell in view.Result.Steps)
        {
            var made = cell.Steps.Where(step => step.CallsPerWorkflow > 0).OrderByDescending(step => share(step).Value).ToList();
            if (made.Count < 2) continue;
            var (first, next, sum) = (share(made[0]), share(made[1]), made.Sum(step => share(step).Value));
            var even = 1.0 / made.Count;
            if (first.Low > next.High && first.Low > Ahead * next.Value && first.Low > sum * (even + FromEven * (1 - even))) yield return new(cell, made[0], made[1]);
        }
    }

    /// <summary><c>retries at rate 12/s</c>.</summary>
    public static string Where(SweepView view, CellSteps cell) => $"{cell.Playbook} at {view.Where(cell.Levels)}";
}
