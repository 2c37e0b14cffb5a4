using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Scenarios;

/// <summary>What reading a scenario gave: a plan, or everything that is wrong.</summary>
/// <param name="Plan">The experiment; nothing when there is an error.</param>
/// <param name="Problems">Every error and warning, in the order of the file.</param>
public sealed record ScenarioReading(Plan? Plan, IReadOnlyList<Problem> Problems)
{
    /// <summary>Whether anything blocks.</summary>
    public bool HasErrors => Problems.Any(problem => problem.Severity == Severity.Error);
}

/// <summary>Values that replace those of the file.</summary>
public sealed record ScenarioOverrides
{
    /// <summary>Instead of <c>trials</c>.</summary>
    public long? Trials { get; init; }

    /// <summary>Instead of <c>seed</c>.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Path and new value, as in <c>--set executors.petstore.cost=2</c>; the value is read as in YAML's flow style.</summary>
    public IReadOnlyList<(string Path, string Value)> Sets { get; init; } = [];
}
