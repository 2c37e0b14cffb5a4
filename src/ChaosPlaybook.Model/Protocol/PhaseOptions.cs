namespace ChaosPlaybook.Model;

/// <summary>One injection of an experiment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FromSeconds">When it begins, seconds since the start of the trial.</param>
/// <param name="ForSeconds">How long it lasts at most, seconds.</param>
/// <param name="Faults">What it injects, by executor; moments count from its beginning.</param>
/// <param name="Validation">What must hold over the measurement window at its end. Default nothing.</param>
/// <param name="ExpectedSeconds">Longest time from its end until the steady state is back, seconds. Default any.</param>
public sealed record PhaseOptions(
    string Name, double FromSeconds, double ForSeconds, IReadOnlyDictionary<string, IReadOnlyList<FaultOptions>> Faults, IReadOnlyList<Guard>? Validation = null,
    double? ExpectedSeconds = null)
{
    /// <summary>The executors at which it injects.</summary>
    public IEnumerable<string> Targets => Faults.Keys;

    /// <summary>When it ends, seconds since the start of the trial.</summary>
    public double ToSeconds => FromSeconds + ForSeconds;
}
