namespace ChaosPlaybook.Experiments;

/// <summary>How far the defences of a system were pushed.</summary>
public enum DefenceLevel
{
    /// <summary>Below every limit.</summary>
    Green,
    /// <summary>Servers at 85 % or failures at 1 %.</summary>
    Yellow,
    /// <summary>Servers at 90 % or failures at 5 %.</summary>
    Orange,
    /// <summary>Servers at 95 % or failures at 50 %.</summary>
    Red,
}

/// <summary>Reads the level of defence off utilisation and error rate.</summary>
public static class Defence
{
    private static readonly (double Utilisation, double Errors, DefenceLevel Level)[] _limits =
        [(0.95, 0.50, DefenceLevel.Red), (0.90, 0.05, DefenceLevel.Orange), (0.85, 0.01, DefenceLevel.Yellow)];

    /// <summary>The highest level of which one limit is reached. What is not a number reaches none.</summary>
    public static DefenceLevel Of(double utilisation, double errorRate)
    {
        foreach (var (busy, errors, level) in _limits)
            if (utilisation >= busy || errorRate >= errors) return level;
        return DefenceLevel.Green;
    }
}
