namespace ChaosPlaybook.Scenarios;

/// <summary>Time on the wall within which failures are looked at. What is found then depends on the machine.</summary>
/// <param name="Within">The time: half of it for the failures, what is left for their causes.</param>
/// <param name="Clock">The clock.</param>
public sealed record TimeBudget(TimeSpan Within, TimeProvider Clock)
{
    /// <summary>Starts the watch; what is returned says whether a share of the time is over.</summary>
    internal Func<double, bool> Start()
    {
        var started = Clock.GetTimestamp();
        return share => Clock.GetElapsedTime(started) > Within * share;
    }
}
