using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Statistics;

/// <summary>Argument checks that name the parameter, its value and what would be allowed.</summary>
internal static class Require
{
    /// <summary><paramref name="value"/> itself when it lies within <paramref name="bounds"/>; NaN and ∞ never do.</summary>
    public static double Within(double value, Bounds bounds, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (bounds.Contain(value) && double.IsFinite(value)) return value;
        throw new ArgumentOutOfRangeException(name, value, $"allowed {bounds}");
    }

    /// <summary>A two-sided confidence level, e.g. 0.95; allowed (0, 1).</summary>
    public static double Confidence(double confidence) =>
        Within(confidence, new Bounds(0, 1, LowOpen: true, HighOpen: true));

    /// <summary>A count that is not negative.</summary>
    public static long NotNegative(long value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "allowed [0, 9223372036854775807]");
}
