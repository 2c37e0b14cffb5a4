namespace ChaosPlaybook.Benchmarks;

/// <summary>One question about speed: the engine beside a straight loop that makes the same draws and records the same numbers.</summary>
internal interface ICase
{
    /// <summary>What is measured.</summary>
    string Name { get; }

    /// <summary>Units of work per call of <see cref="Engine"/> and <see cref="Loop"/>, and their name.</summary>
    (int Count, string Name) Work { get; }

    /// <summary>Smallest ratio engine : loop that is acceptable.</summary>
    double Bar { get; }

    /// <summary>The engine's way. Returns a digest of what was recorded.</summary>
    double Engine();

    /// <summary>The hand-written way, same digest.</summary>
    double Loop();
}
