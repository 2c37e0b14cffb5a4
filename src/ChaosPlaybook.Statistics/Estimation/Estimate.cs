namespace ChaosPlaybook.Statistics;

/// <summary>A number with its error: the only form in which a measurement leaves the collectors.</summary>
/// <param name="Value">Point estimate; NaN where undefined (no observation).</param>
/// <param name="Low">Lower confidence limit; NaN where undefined.</param>
/// <param name="High">Upper confidence limit; NaN or +∞ where none exists at this sample size.</param>
/// <param name="Count">Independent observations behind it (trials).</param>
public readonly record struct Estimate(double Value, double Low, double High, long Count)
{
    /// <summary>Half the width of the interval.</summary>
    public double HalfWidth => (High - Low) / 2;
}
