using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>A phase as it was planned.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FromSeconds">When it begins, seconds since the start of the trial.</param>
/// <param name="ToSeconds">When it ends.</param>
/// <param name="Targets">The executors at which it injects.</param>
public sealed record PhaseSummary(string Name, double FromSeconds, double ToSeconds, IReadOnlyList<string> Targets)
{
    /// <summary>Trials in which it was injected.</summary>
    public int Injected { get; init; }

    /// <summary>Those of them in which its validation held.</summary>
    public int Validated { get; init; }

    /// <summary>Those of them in which the steady state was back before the next phase began, or at all after the last.</summary>
    public int Recovered { get; init; }

    /// <summary>Time from its end until then, over those trials.</summary>
    public Estimate Recovery { get; init; }
}
