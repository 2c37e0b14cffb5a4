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

    /// <summary>The phase of an experiment that injects it; nothing for a fault of the world itself.</summary>
    internal int? Phase { get; init; }

    /// <summary>The same fault with its moments counted from <paramref name="from"/> on, and none after <paramref name="until"/>.</summary>
    internal virtual FaultOptions Within(double from, double until)
    {
        var window = Window ?? new();
        return this with { Window = window with { FromSeconds = from + window.FromSeconds, UntilSeconds = Math.Min(until, from + window.UntilSeconds) } };
    }

    /// <summary>Every value outside its bounds.</summary>
    public virtual IEnumerable<Violation> Check() => Window?.Check() ?? [];

    /// <summary>Its kind, as in a scenario: <c>error</c> for <see cref="ErrorFaultOptions"/>.</summary>
    internal virtual string Word => Names.Kind(GetType(), "FaultOptions");

    /// <summary>Whether it can do nothing as it is set.</summary>
    internal virtual bool IsOff => false;

    /// <summary>The fault at work, at full strength all the time.</summary>
    internal abstract Fault Build();

    /// <summary>The fault at work within its window and while its cause lasts.</summary>
    /// <param name="causes">The causes of the world by name.</param>
    /// <param name="injection">What may stop it before its time, or nothing.</param>
    /// <exception cref="ArgumentException">The cause is unknown.</exception>
    internal Fault Build(IReadOnlyDictionary<string, Cause> causes, Injection? injection = null)
    {
        var cause = CauseIn(causes);
        return Window is null && cause is null && injection is null ? Build() : new WindowedFault(Build(), Window?.Build(), cause, injection);
    }

    /// <summary>When it is at work, for a fault that acts by itself.</summary>
    internal Course CourseIn(IReadOnlyDictionary<string, Cause> causes, Injection? injection) => new(Window?.Build(), CauseIn(causes), injection);

    private Cause? CauseIn(IReadOnlyDictionary<string, Cause> causes) => Cause is null ? null : causes.GetValueOrDefault(Cause)
        ?? throw new ArgumentException($"{Cause} is no cause; known: {string.Join(", ", causes.Keys)}");
}
