using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>A tool or service that serves attempts.</summary>
public sealed record ExecutorOptions
{
    /// <summary>Name by which steps and fallbacks refer to it.</summary>
    public required string Name { get; init; }

    /// <summary>Time from the attempt's start to its reply, seconds.</summary>
    public required Distribution Latency { get; init; }

    /// <summary>Faults laid over the executor, in this order. Default: none.</summary>
    public IReadOnlyList<FaultOptions> Faults { get; init; } = [];

    /// <summary>Price of one attempt, in units of money, failed attempts included. Range [0, 10⁹]. Default 0.</summary>
    public double Cost { get; init; }

    /// <summary>Allowed values of <see cref="Cost"/>.</summary>
    public static Bounds CostBounds => new(0, 1e9);

    /// <summary>Every value outside its bounds, faults included.</summary>
    public IEnumerable<Violation> Check() =>
        [.. Violation.Of("cost", Cost, CostBounds), .. Faults.SelectMany(fault => fault.Check())];
}
