using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// When a step is made: by chance, and depending on what became of a step above that it waits for. All that is given must hold.
/// The chance is a draw of the workflow and the step, so the same workflows take a branch under every playbook, and those that
/// take it at one probability also take it at every higher one.
/// </summary>
public sealed record ConditionOptions
{
    /// <summary>Probability that it is made. Range [0, 1]. Default 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Step that must have succeeded.</summary>
    public string? Succeeded { get; init; }

    /// <summary>Optional step that must have failed.</summary>
    public string? Failed { get; init; }

    /// <summary>Step that must have been left out.</summary>
    public string? Skipped { get; init; }

    /// <summary>The steps that it looks at.</summary>
    internal IEnumerable<string> Names => new[] { Succeeded, Failed, Skipped }.OfType<string>();

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() => Violation.Of("probability", Probability, Bounds.Ratio);
}
