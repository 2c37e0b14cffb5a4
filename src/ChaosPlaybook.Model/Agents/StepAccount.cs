using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// What one step of the workflow took in a trial: that of the lone agent, or of all workflows of a population that started after the
/// warm-up and ended. Where steps run side by side their seconds overlap, and the sum over the steps exceeds the duration.
/// </summary>
public struct StepAccount
{
    /// <summary>Calls made for it, one per round; those that undo it are not among them.</summary>
    public int Calls;

    /// <summary>Calls that ended otherwise than well; those called off meanwhile are not among them.</summary>
    public int Failures;

    /// <summary>Workflows that failed at it.</summary>
    public int Stops;

    /// <summary>Time from the beginning of each call to its end as the agent sees it, retries and waits included, and time spent undoing it.</summary>
    public double Seconds;

    /// <summary>A call has ended.</summary>
    internal void Add(double seconds, Outcome outcome)
    {
        Calls++;
        Seconds += seconds;
        if (!outcome.Succeeded) Fail(outcome);
    }

    /// <summary>The call that has ended did not end well.</summary>
    internal void Fail(Outcome outcome)
    {
        if (!outcome.IsCancelled) Failures++;
    }

    /// <summary>Adds what another account holds.</summary>
    internal void Add(in StepAccount other)
    {
        Calls += other.Calls;
        Failures += other.Failures;
        Stops += other.Stops;
        Seconds += other.Seconds;
    }
}
