using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What ends the rounds of a step before its bound is reached.</summary>
public enum RepeatKind
{
    /// <summary>Nothing: all rounds are made, and the first that fails fails the step.</summary>
    Times,
    /// <summary>A success; the last round's failure fails the step.</summary>
    UntilSuccess,
    /// <summary>Chance: after each success another round follows with a probability; the first failure fails the step.</summary>
    Again,
}

/// <summary>
/// Makes a step in rounds, each a call of its own with luck of its own; a retry, in contrast, is another attempt of the same call.
/// Rounds by chance are geometric: without failures (1 − aᵐ)/(1 − a) of them on average, with probability a and bound m.
/// </summary>
public sealed record RepeatOptions
{
    /// <summary>What ends the rounds.</summary>
    public RepeatKind Kind { get; init; } = RepeatKind.Times;

    /// <summary>Rounds at most; for <see cref="RepeatKind.Times"/> exactly. Range [1, 1000].</summary>
    public required int Most { get; init; }

    /// <summary>Probability of another round, for <see cref="RepeatKind.Again"/>. Range [0, 1].</summary>
    public double Again { get; init; }

    /// <summary>Allowed rounds.</summary>
    public static Bounds MostBounds => new(1, 1000);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() => [.. Violation.Of("most", Most, MostBounds), .. Violation.Of("again", Again, Bounds.Ratio)];
}
