namespace ChaosPlaybook.Experiments;

/// <summary>
/// How well a system stood an injection, 0 to 100: 0.4 · availability + 0.3 · recovery + 0.2 · radius + 0.1 · degradation. Parts of
/// 95, 85, 90 and 75 give 89.
/// </summary>
/// <param name="Availability">100 · goodput / offered while faults were injected. Range [0, 100].</param>
/// <param name="Recovery">100 · max(0, 1 − time to recover / target); 0 if it did not recover. Range [0, 100].</param>
/// <param name="Radius">100 · (1 − executors affected / executors) outside the targets. Range [0, 100].</param>
/// <param name="Degradation">100 · worth delivered while faults were injected / worth delivered by the twin without them. Range [0, 100].</param>
public readonly record struct ResilienceScore(double Availability, double Recovery, double Radius, double Degradation)
{
    /// <summary>Weights of the parts, in order.</summary>
    public static IReadOnlyList<double> Weights { get; } = [0.4, 0.3, 0.2, 0.1];

    /// <summary>Names of the parts, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["availability", "recovery", "radius", "degradation"];

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<double> Parts => [Availability, Recovery, Radius, Degradation];

    /// <summary>The weighted sum. Range [0, 100].</summary>
    public double Value => Weights[0] * Availability + Weights[1] * Recovery + Weights[2] * Radius + Weights[3] * Degradation;
}
