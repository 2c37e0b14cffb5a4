namespace ChaosPlaybook.Model;

/// <summary>How far the damage may reach while an experiment runs; whatever reaches further ends it at once.</summary>
public sealed record RadiusOptions
{
    /// <summary>Executors that may be affected, the targets included. Range [1, 1000]. Default: any number.</summary>
    public int? Executors { get; init; }

    /// <summary>Workflows that may fail from the first injection on. Range [0, 10⁹]. Default: any number.</summary>
    public int? Agents { get; init; }

    /// <summary>Attempts that may fail from the first injection on. Range [0, 10⁹]. Default: any number.</summary>
    public int? Attempts { get; init; }

    /// <summary>Longest time from the first injection to the end of the last, seconds. Default: any.</summary>
    public double? Seconds { get; init; }

    /// <summary>How often the limits are looked at, seconds. Range (0, 3600]. Default 10.</summary>
    public double CheckSeconds { get; init; } = 10;
}
