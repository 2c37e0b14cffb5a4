using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Something that goes wrong at an executor.</summary>
public abstract record FaultOptions
{
    /// <summary>When it is at work and how strongly; nothing for always, at full strength.</summary>
    public WindowOptions? Window { get; init; }

    /// <summary>Name of the cause during which alone it is at work; nothing for none.</summary>
    public string? Cause { get; init; }

    /// <summary>
    /// The instance of an executor with servers that alone it strikes, from 1 on; nothing for all. Range [1, instances].
    /// </summary>
    public int? Instance { get; init; }

    /// <summary>Every value outside its bounds.</summary>
    public virtual IEnumerable<Violation> Check() => Window?.Check() ?? [];

    /// <summary>The fault at work, at full strength all the time.</summary>
    internal abstract Fault Build();

    /// <summary>The fault at work within its window and while its cause lasts.</summary>
    /// <param name="causes">The causes of the world by name.</param>
    /// <exception cref="ArgumentException">The cause is unknown.</exception>
    internal Fault Build(IReadOnlyDictionary<string, Cause> causes)
    {
        var cause = Cause is null ? null : causes.GetValueOrDefault(Cause)
            ?? throw new ArgumentException($"{Cause} is no cause; known: {string.Join(", ", causes.Keys)}");
        return Window is null && cause is null ? Build() : new WindowedFault(Build(), Window?.Build(), cause);
    }
}
