using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Something that goes wrong at an executor.</summary>
public abstract record FaultOptions
{
    /// <summary>Every value outside its bounds.</summary>
    public abstract IEnumerable<Violation> Check();
}

/// <summary>
/// Bernoulli errors: an attempt fails when its uniform lies below <see cref="Rate"/>, so the attempts that fail at one rate
/// also fail at every higher rate (monotone coupling). The code is then drawn in proportion to its weight.
/// </summary>
public sealed record ErrorFaultOptions : FaultOptions
{
    /// <summary>Probability that an attempt fails. Range [0, 1].</summary>
    public required double Rate { get; init; }

    /// <summary>Error codes (100 to 999) and their relative weights. Default: 500 alone.</summary>
    public IReadOnlyList<WeightedCode> Codes { get; init; } = [new(500, 1)];

    /// <summary>Time until the error is reported, seconds. Default: the executor's own latency.</summary>
    public Distribution? Latency { get; init; }

    /// <summary>Allowed error codes.</summary>
    public static Bounds CodeBounds => new(100, 999);

    /// <summary>Allowed weights.</summary>
    public static Bounds WeightBounds => new(0, 1e9, LowOpen: true);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("rate", Rate, Bounds.Ratio),
        .. Codes.SelectMany(code => Violation.Of("codes", code.Code, CodeBounds)),
        .. Codes.SelectMany(code => Violation.Of("codes", code.Weight, WeightBounds)),
    ];
}

/// <summary>An error code and its relative weight.</summary>
/// <param name="Code">The code, 100 to 999.</param>
/// <param name="Weight">Relative weight, above 0.</param>
public readonly record struct WeightedCode(int Code, double Weight);

/// <summary>Latency added to a share of the attempts.</summary>
public sealed record LatencyFaultOptions : FaultOptions
{
    /// <summary>What is added, seconds.</summary>
    public required Distribution Added { get; init; }

    /// <summary>Share of the attempts that it strikes. Range [0, 1]. Default 1.</summary>
    public double Rate { get; init; } = 1;

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Violation.Of("rate", Rate, Bounds.Ratio);
}
