using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// A stage of what an executor asks of others while it serves an attempt: one call, or several side by side. As soon as it is
/// certain whether enough of them succeed, the remaining ones are called off.
/// </summary>
/// <param name="Executors">Who is called; the same executor may stand here several times.</param>
public sealed record CallOptions(IReadOnlyList<string> Executors)
{
    /// <summary>One call.</summary>
    /// <param name="executor">Who is called.</param>
    public CallOptions(string executor) : this([executor])
    {
    }

    /// <summary>Calls that must succeed; nothing for all. Range [1, number of calls].</summary>
    public int? Needs { get; init; }

    /// <summary>Probability with which the stage is made at all. Range [0, 1]. Default 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Whether its failure is forgiven. Default no.</summary>
    public bool Optional { get; init; }

    /// <summary>Allowed numbers of calls side by side.</summary>
    public static Bounds TogetherBounds => new(1, 1000);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("together", Executors.Count, TogetherBounds),
        .. Violation.Of("needs", Needs ?? 1, new Bounds(1, Math.Max(1, Executors.Count))),
        .. Violation.Of("probability", Probability, Bounds.Ratio),
    ];
}
